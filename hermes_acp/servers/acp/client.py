"""The editor as the core sees it: hears events, answers questions, lends its view of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.agent.events import Event, ModeChanged, ModelChanged, ModelsListed, OptionChanged
from hermes_acp.agent.options import with_option
from hermes_acp.approval.questions import Question, Reply
from hermes_acp.servers.acp.dialect import Drawing, Update
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp.servers.acp.host import EditorHost
from hermes_acp.servers.acp.options import config_options
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, JsonObject, RpcError
from hermes_acp_protocol.peer import Peer
from hermes_acp_tools.host import Host

if TYPE_CHECKING:
    from hermes_acp.agent.services import Defaults
    from hermes_acp.approval.decision import Mode
    from hermes_acp.models.lists import Group
    from hermes_acp_protocol.link import Link

SETTINGS = (ModeChanged, ModelChanged, OptionChanged, ModelsListed)
"""Events that change what can be chosen or what is."""


class EditorClient:
    """One session's side of the connection."""

    can_ask = True

    def __init__(
        self,
        peer: Peer,
        editor: Editor,
        drawing: Drawing,
        roots: Sequence[str],
        settings: Defaults,
        groups: Sequence[Group] = (),
        link: Callable[[str], Link] | None = None,
    ) -> None:
        """``settings`` and ``groups``, the models to choose from, are what the editor was shown.

        ``link`` makes a way to a server of tools in the editor, by its id.
        """
        self._peer = peer
        self._editor = editor
        self._drawing = drawing
        self._roots = roots
        self._settings, self._groups = settings, groups
        self._link = link

    async def hear(self, session_id: str, event: Event) -> None:
        """Send what the event looks like."""
        try:
            for update in self._drawing.live(event):
                await self._put(session_id, update)
            if isinstance(event, SETTINGS):
                await self._send_options(session_id, event)
        except ConnectionClosed:
            pass  # The log has it; the turn is being cancelled because the editor is gone.

    async def replay(self, session_id: str, events: Sequence[Event]) -> None:
        """Send the past."""
        for event in events:
            for update in self._drawing.again(event):
                await self._put(session_id, update)

    async def send(self, session_id: str, update: Update) -> None:
        """Send one update, given in the words of version 1; waits while the editor does not read."""
        for spelled in self._drawing.spelled(update):
            await self._put(session_id, spelled)

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Put a permission request; whatever is not a clear answer is told as such."""
        params = cast("JsonObject", {"sessionId": session_id, **self._drawing.question(question)})
        try:
            await self._put_all(session_id, self._drawing.asking(1))
            try:
                answer = await self._peer.call("session/request_permission", params)
            finally:
                await self._put_all(session_id, self._drawing.asking(-1))
        except RpcError as error:
            why = error.message or "the editor answered with an error"
            return Reply(None, unavailable=why, unsupported=error.code == METHOD_NOT_FOUND)
        except ConnectionClosed:
            return Reply(None, unavailable="the editor is gone")
        return read_reply(answer)

    async def elicit(self, session_id: str, wanted: Form | Visit) -> Elicited:
        """Put a form or an address, where the editor offers to show it."""
        from hermes_acp.servers.acp.elicit import asked, read_elicited, unasked

        if why := unasked(self._editor, wanted):
            return Elicited("cancel", why=why)
        try:
            await self._put_all(session_id, self._drawing.asking(1))
            try:
                answer = await self._peer.call("elicitation/create", asked(session_id, wanted))
            finally:
                await self._put_all(session_id, self._drawing.asking(-1))
        except RpcError as error:
            return Elicited("cancel", why=error.message or "the editor answered with an error")
        except ConnectionClosed:
            return Elicited("cancel", why="the editor is gone")
        return read_elicited(answer, wanted)

    async def finished(self, session_id: str, visit: Visit) -> None:
        """Tell an editor that was asked to show the address."""
        if self._editor.opens_addresses:
            with suppress(ConnectionClosed):  # nobody is left to tell
                await self._peer.notify("elicitation/complete", {"elicitationId": visit.id})

    def server_link(self, server_id: str) -> Link | None:
        """A way to a server of tools in the editor."""
        return self._link(server_id) if self._link else None

    def host(self, session_id: str, local: Host) -> Host:
        """The editor's view where it offers one, this machine otherwise."""
        if not (self._editor.reads_files or self._editor.writes_files):
            return local
        return EditorHost(self._peer, self._editor, session_id, self._roots, local)

    async def _put_all(self, session_id: str, updates: Iterable[Update]) -> None:
        for update in updates:
            await self._put(session_id, update)

    async def _put(self, session_id: str, update: Update) -> None:
        await self._peer.notify("session/update", cast("JsonObject", {"sessionId": session_id, "update": update}))

    async def _send_options(self, session_id: str, event: Event) -> None:
        match event:
            case ModeChanged(mode):
                self._settings = self._settings._replace(mode=cast("Mode", mode))
                await self.send(session_id, {"sessionUpdate": "current_mode_update", "currentModeId": mode})
            case ModelChanged(model):
                self._settings = self._settings._replace(model=model)
            case OptionChanged(name, value):
                self._settings = with_option(self._settings, name, value)
            case ModelsListed(groups) if groups != self._groups:
                self._groups = groups
            case _:
                return
        options = config_options(self._settings, self._editor, self._groups)
        await self.send(session_id, {"sessionUpdate": "config_option_update", "configOptions": options})


def read_reply(answer: object) -> Reply:
    """What the editor answered. Anything but a chosen option or a cancel is no permission."""
    outcome = cast("Mapping[str, object]", answer).get("outcome") if isinstance(answer, dict) else None
    match outcome:
        case {"outcome": "selected", "optionId": str(option_id)}:
            return Reply(option_id)
        case {"outcome": "cancelled"}:
            return Reply(None, cancelled=True)
        case _:
            return Reply(None, unavailable="the editor gave an answer that makes no sense")
