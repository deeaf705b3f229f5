"""What an editor may ask of an agent: a page of signatures. The tables say the same to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hermes_acp_protocol.acp.types_v1 import (
        AuthenticateRequest,
        AuthenticateResponse,
        AuthStatusRequest,
        AuthStatusResponse,
        CancelNotification,
        CloseSessionRequest,
        CloseSessionResponse,
        DeleteSessionRequest,
        DeleteSessionResponse,
        ForkSessionRequest,
        ForkSessionResponse,
        InitializeRequest,
        InitializeResponse,
        ListSessionsRequest,
        ListSessionsResponse,
        LoadSessionRequest,
        LoadSessionResponse,
        LogoutRequest,
        LogoutResponse,
        NewSessionRequest,
        NewSessionResponse,
        PromptRequest,
        PromptResponse,
        ResumeSessionRequest,
        ResumeSessionResponse,
        SetSessionConfigOptionRequest,
        SetSessionConfigOptionResponse,
        SetSessionModeRequest,
        SetSessionModeResponse,
    )


class Agent(Protocol):
    """The agent's side of wire version 1; raise ``RpcError`` for an error answer."""

    async def initialize(self, params: InitializeRequest, /) -> InitializeResponse:
        """Agree on a version and on capabilities; the first message.

        ``initialize``.
        https://agentclientprotocol.com/protocol/v1/initialization
        """
        ...

    async def authenticate(self, params: AuthenticateRequest, /) -> AuthenticateResponse:
        """Sign in by one of the agent's own methods.

        ``authenticate``.
        https://agentclientprotocol.com/protocol/v1/authentication
        """
        ...

    async def logout(self, params: LogoutRequest, /) -> LogoutResponse:
        """Forget the sign-in.

        ``logout`` (capability ``auth.logout``).
        https://agentclientprotocol.com/protocol/v1/authentication
        """
        ...

    async def auth_status(self, params: AuthStatusRequest, /) -> AuthStatusResponse:
        """Say whether anybody is signed in; never fails for want of a sign-in.

        ``auth/status`` (capability ``auth.status``, unstable).
        https://agentclientprotocol.com/protocol/v1/draft/authentication
        """
        ...

    async def new_session(self, params: NewSessionRequest, /) -> NewSessionResponse:
        """Open a session; answer first, then send its updates.

        ``session/new``.
        https://agentclientprotocol.com/protocol/v1/session-setup
        """
        ...

    async def load_session(self, params: LoadSessionRequest, /) -> LoadSessionResponse:
        """Replay a whole session as updates, then answer.

        ``session/load`` (capability ``loadSession``).
        https://agentclientprotocol.com/protocol/v1/session-setup#loading-sessions
        """
        ...

    async def resume_session(self, params: ResumeSessionRequest, /) -> ResumeSessionResponse:
        """Open a stored session without replaying it.

        ``session/resume`` (capability ``sessionCapabilities.resume``).
        https://agentclientprotocol.com/protocol/v1/session-setup#resuming-sessions
        """
        ...

    async def list_sessions(self, params: ListSessionsRequest, /) -> ListSessionsResponse:
        """List stored sessions, newest first, in pages.

        ``session/list`` (capability ``sessionCapabilities.list``).
        https://agentclientprotocol.com/protocol/v1/session-list
        """
        ...

    async def delete_session(self, params: DeleteSessionRequest, /) -> DeleteSessionResponse:
        """Forget a session; an unknown one is no error.

        ``session/delete`` (capability ``sessionCapabilities.delete``).
        https://agentclientprotocol.com/protocol/v1/session-delete
        """
        ...

    async def close_session(self, params: CloseSessionRequest, /) -> CloseSessionResponse:
        """Stop its work and free what it holds; the history stays.

        ``session/close`` (capability ``sessionCapabilities.close``).
        https://agentclientprotocol.com/protocol/v1/session-close
        """
        ...

    async def fork_session(self, params: ForkSessionRequest, /) -> ForkSessionResponse:
        """Copy a session; the copy goes its own way.

        ``session/fork`` (capability ``sessionCapabilities.fork``, unstable).
        https://agentclientprotocol.com/protocol/v1/draft/session-fork
        """
        ...

    async def prompt(self, params: PromptRequest, /) -> PromptResponse:
        """Run one turn; answer after its last update.

        ``session/prompt``.
        https://agentclientprotocol.com/protocol/v1/prompt-turn
        """
        ...

    async def set_mode(self, params: SetSessionModeRequest, /) -> SetSessionModeResponse:
        """Switch the mode (superseded by config options).

        ``session/set_mode``.
        https://agentclientprotocol.com/protocol/v1/session-modes
        """
        ...

    async def set_config_option(self, params: SetSessionConfigOptionRequest, /) -> SetSessionConfigOptionResponse:
        """Set one option; answer with all of them.

        ``session/set_config_option``.
        https://agentclientprotocol.com/protocol/v1/session-config-options
        """
        ...

    async def cancel(self, params: CancelNotification, /) -> None:
        """Stop the running turn; its prompt is answered as cancelled.

        ``session/cancel``, a notification.
        https://agentclientprotocol.com/protocol/v1/prompt-turn#cancellation
        """
        ...
