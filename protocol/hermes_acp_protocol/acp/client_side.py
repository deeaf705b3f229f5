"""What an agent may ask of an editor: a page of signatures. The tables say the same to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hermes_acp_protocol.acp.types_v1 import (
        CompleteElicitationNotification,
        CreateElicitationRequest,
        CreateElicitationResponse,
        CreateTerminalRequest,
        CreateTerminalResponse,
        KillTerminalRequest,
        KillTerminalResponse,
        ReadTextFileRequest,
        ReadTextFileResponse,
        ReleaseTerminalRequest,
        ReleaseTerminalResponse,
        RequestPermissionRequest,
        RequestPermissionResponse,
        SessionNotification,
        TerminalOutputRequest,
        TerminalOutputResponse,
        WaitForTerminalExitRequest,
        WaitForTerminalExitResponse,
        WriteTextFileRequest,
        WriteTextFileResponse,
    )


class Client(Protocol):
    """The client's side of wire version 1; raise ``RpcError`` for an error answer."""

    async def update(self, params: SessionNotification, /) -> None:
        """Show what happens in a session.

        ``session/update``, a notification.
        https://agentclientprotocol.com/protocol/v1/prompt-turn#3-agent-reports-output
        """
        ...

    async def request_permission(self, params: RequestPermissionRequest, /) -> RequestPermissionResponse:
        """Let the person decide about a tool call.

        ``session/request_permission``.
        https://agentclientprotocol.com/protocol/v1/tool-calls#requesting-permission
        """
        ...

    async def read_text_file(self, params: ReadTextFileRequest, /) -> ReadTextFileResponse:
        """Read a file as the editor has it, unsaved changes included.

        ``fs/read_text_file`` (capability ``fs.readTextFile``).
        https://agentclientprotocol.com/protocol/v1/file-system#reading-files
        """
        ...

    async def write_text_file(self, params: WriteTextFileRequest, /) -> WriteTextFileResponse:
        """Write a file through the editor.

        ``fs/write_text_file`` (capability ``fs.writeTextFile``).
        https://agentclientprotocol.com/protocol/v1/file-system#writing-files
        """
        ...

    async def create_terminal(self, params: CreateTerminalRequest, /) -> CreateTerminalResponse:
        """Start a command in a terminal of the editor; returns at once.

        ``terminal/create`` (capability ``terminal``).
        https://agentclientprotocol.com/protocol/v1/terminals#executing-commands
        """
        ...

    async def terminal_output(self, params: TerminalOutputRequest, /) -> TerminalOutputResponse:
        """Return the output so far, and how it ended if it did.

        ``terminal/output`` (capability ``terminal``).
        https://agentclientprotocol.com/protocol/v1/terminals#getting-output
        """
        ...

    async def wait_for_terminal_exit(self, params: WaitForTerminalExitRequest, /) -> WaitForTerminalExitResponse:
        """Wait for the command to end.

        ``terminal/wait_for_exit`` (capability ``terminal``).
        https://agentclientprotocol.com/protocol/v1/terminals#waiting-for-exit
        """
        ...

    async def kill_terminal(self, params: KillTerminalRequest, /) -> KillTerminalResponse:
        """End the command; the terminal stays.

        ``terminal/kill`` (capability ``terminal``).
        https://agentclientprotocol.com/protocol/v1/terminals#killing-commands
        """
        ...

    async def release_terminal(self, params: ReleaseTerminalRequest, /) -> ReleaseTerminalResponse:
        """Let go of a terminal; ends its command if need be.

        ``terminal/release`` (capability ``terminal``).
        https://agentclientprotocol.com/protocol/v1/terminals#releasing-terminals
        """
        ...

    async def create_elicitation(self, params: CreateElicitationRequest, /) -> CreateElicitationResponse:
        """Ask the person a question, by a form or a link.

        ``elicitation/create`` (capability ``elicitation``).
        https://agentclientprotocol.com/protocol/v1/elicitation
        """
        ...

    async def complete_elicitation(self, params: CompleteElicitationNotification, /) -> None:
        """Say that what a link asked for is done.

        ``elicitation/complete``, a notification (capability ``elicitation.url``).
        https://agentclientprotocol.com/protocol/v1/elicitation
        """
        ...
