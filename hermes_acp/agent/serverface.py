"""A session as its MCP servers see it: a person who answers, a model that is lent, a word on who may be started.

Translates between the questions of MCP and those of a client; what may be asked at all is decided in ``mcp_client``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.choosing import choose
from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.approval.questions import Option
from hermes_acp_tools.action import Action

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.mcp_client.answering import Caller
    from hermes_acp.mcp_client.config import ServerConfig
    from hermes_acp.mcp_client.sampling import Sampler
    from hermes_acp.models.model import Model
    from hermes_acp_protocol.framing import JsonObject
    from hermes_acp_protocol.link import Link
    from hermes_acp_protocol.mcp import questions as asked

log = logging.getLogger(__name__)

TITLE = "MCP"
"""Heading of what is said about servers."""


class SessionFace:
    """Implements ``mcp_client.fleet.Face``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._samplers: dict[str, Sampler] = {}
        self._one_question = asyncio.Lock()
        self._visits: dict[str, Visit] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def caller(self, server: ServerConfig, call_id: str | None) -> Caller:
        """Who answers what the server asks, during a call or outside one: this session's person and model."""
        from hermes_acp.mcp_client.answering import Caller
        from hermes_acp.mcp_client.sampling import Sampler

        if server.name not in self._samplers:
            self._samplers[server.name] = Sampler(server.sampling, self._open_model)

        asking: set[asyncio.Task[asked.ElicitAnswer]] = set()

        async def elicit(name: str, wanted: asked.Form | asked.Address) -> asked.ElicitAnswer:
            task = asyncio.create_task(self._elicit(name, wanted, call_id))
            asking.add(task)
            task.add_done_callback(asking.discard)
            return await answered(task)

        def ended() -> None:
            for task in asking:
                task.cancel()

        return Caller(elicit, self._samplers[server.name], ended, self._visited)

    def server_link(self, server_id: str) -> Link | None:
        """A way to a server that lives in the session's client."""
        return self._session.client.server_link(server_id)

    async def may_start(self, server: ServerConfig) -> bool:
        """Whether the person lets a server of the project start: as they said before, or say now."""
        from hermes_acp.mcp_client.approved import ApprovedServers

        session = self._session
        approved, cwd = ApprovedServers(session.services.state_dir), session.record.cwd
        if await asyncio.to_thread(approved.has, cwd, server):
            return True
        if session.mode == "bypass":
            return True
        if not session.client.can_ask:
            return False
        async with self._one_question:
            answer = await self._ask_to_start(server)
        if answer == "always":
            await asyncio.to_thread(approved.add, cwd, server)
        return answer in ("always", "once")

    async def _ask_to_start(self, server: ServerConfig) -> str | None:
        command = shlex.join([server.command, *server.args]) if server.transport == "stdio" else None
        cwd = self._session.record.cwd
        action = Action("mcp_server", "execute", command=command, cwd=cwd, url=server.url or None)
        title = f"Start the MCP server {server.name} of this project: {server.shown}"
        options = (
            Option("once", "Start it this time", "allow_once"),
            Option("always", "Start it here until its command changes", "allow_always"),
            Option("no", "Do not start it", "reject_once"),
        )
        why = "The files of the project name it; it runs with your rights."
        chosen = await choose(self._session, title, why, options, action)
        return chosen.id if chosen else None

    async def _elicit(self, name: str, wanted: asked.Form | asked.Address, call_id: str | None) -> asked.ElicitAnswer:
        from hermes_acp.mcp_client import forms
        from hermes_acp.mcp_client.hygiene import cleaned
        from hermes_acp_protocol.mcp import questions as asked

        message = f"The MCP server {name} asks: {cleaned(wanted.message)}"
        if isinstance(wanted, asked.Address):
            if (host := forms.address(wanted.url)) is None:
                return asked.ElicitAnswer("cancel")
            visit = Visit(f"{message}\n(This opens {host}.)", wanted.url, wanted.id or os.urandom(16).hex(), call_id)
            if wanted.id is not None:
                self._visits[wanted.id] = visit
            return await self._send_away(visit)
        schema = forms.showable(wanted.schema)
        if schema is None:
            return asked.ElicitAnswer("cancel")
        answer = await self._put(Form(message, schema, call_id))
        if answer.why and (choices := forms.choices(schema)):
            return await self._let_choose(message, choices)
        if answer.action != "accept":
            return asked.ElicitAnswer(answer.action)
        content = forms.fitting(schema, answer.content)
        return asked.ElicitAnswer("cancel") if content is None else asked.ElicitAnswer("accept", content)

    async def _send_away(self, visit: Visit) -> asked.ElicitAnswer:
        """Have the client open an address; where it cannot, the person may open it themselves."""
        from hermes_acp_protocol.mcp import questions as asked

        answer = await self._put(visit)
        if answer.action != "accept":
            self._visits.pop(visit.id, None)  # nobody went there
        if not answer.why:
            return asked.ElicitAnswer(answer.action)
        return await self._let_choose(f"{visit.message}\nOpen it yourself: {visit.url}", [("I opened it", None)])

    def _visited(self, visit_id: str) -> None:
        """Tell the client that what was to be done at an address is done."""
        if (visit := self._visits.pop(visit_id, None)) is not None:
            telling = asyncio.create_task(self._session.client.finished(self._session.id, visit))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    async def _let_choose(self, message: str, choices: Sequence[tuple[str, JsonObject | None]]) -> asked.ElicitAnswer:
        """One choice, for a client that shows no forms and opens no addresses but can ask for permission."""
        from hermes_acp_protocol.mcp import questions as asked

        offered = [Option(f"choice:{at}", label, "allow_once") for at, (label, _) in enumerate(choices)]
        options = (*offered, Option("no", "None of these", "reject_once"))
        chosen = await choose(
            self._session, message, "A tool wants to know.", options, Action("mcp_question", "internal")
        )
        if chosen is None:
            return asked.ElicitAnswer("cancel")
        if chosen not in offered:
            return asked.ElicitAnswer("decline")
        return asked.ElicitAnswer("accept", choices[offered.index(chosen)][1])

    async def _put(self, wanted: Form | Visit) -> Elicited:
        answer = await self._session.client.elicit(self._session.id, wanted)
        if answer.why:
            log.info("a question of a server could not be shown: %s", answer.why)
        return answer

    async def _open_model(self, name: str | None) -> Model:
        return await self._session.services.open_model(name or self._session.model)


async def answered(task: asyncio.Task[asked.ElicitAnswer]) -> asked.ElicitAnswer:
    """What a question came to: a cancel when it was taken back because its call is over."""
    from hermes_acp_protocol.mcp import questions as asked

    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        task.cancel()
        raise
    return asked.ElicitAnswer("cancel") if task.cancelled() else task.result()
