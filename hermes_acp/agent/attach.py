"""What the prompts of one session point at: found, asked about where that is due, fitted, and told to both sides.

The person's words are in the history and on disk before this begins; what they point at follows as a message of its
own, so cancelling here loses nothing that was typed. How things are found is the business of ``references``.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from hermes_acp.agent.events import CallFinished, CallPrepared, MessageAdded, Notice
from hermes_acp.models.message import Image, Text, ToolMessage, UserMessage
from hermes_acp.references.staleness import Staleness
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import Location, ToolResult
from hermes_acp_tools.tool import Kind, Prepared, Workbench

if TYPE_CHECKING:
    from hermes_acp.agent.job import Reviewer
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.turns import Prompt
    from hermes_acp.approval.questions import Question, Reply
    from hermes_acp.references.completion import Completer
    from hermes_acp.references.kinds import ReferenceKind, Verdict
    from hermes_acp.references.reference import Attached, Candidate
    from hermes_acp.references.watch import Changes
    from hermes_acp_tools.host import Host

ROOM = ("hermes_acp.references.builtin", "hermes_acp.references.completion", "hermes_acp.references.resolve")
CHANGED = (
    "Changed on disk since you read them: {names}{more}. Read them again before you build on what you know of them."
)
NAMED = 20
"""Files that are named at most."""
NOT_ALLOWED = "it was not allowed, and must not be read in another way either"


def new_id() -> str:
    """An unguessable id."""
    return os.urandom(16).hex()


class References:
    """The references of one session. Costs nothing before the first ``@``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._completer: Completer | None = None
        self._opening = asyncio.Lock()
        self._stale = Staleness()
        self.judging: dict[str, bool] = {}
        """The ids under which something is being decided on, and whether the person was asked."""

    async def attach(self, prompt: Prompt, host: Host, reviewer: Reviewer, window: int | None) -> None:
        """Add what a prompt points at to the history, within its share of the model's window.

        Nothing that cannot be attached fails: person and model are told why. Cancellation passes through.
        """
        if not prompt.pointers and "@" not in prompt.shown:
            return
        await asyncio.to_thread(load_room)
        attached = await self._resolve(prompt, host, reviewer, window)
        for notice in attached.notices:
            await self._session.say(Notice("warning", "Attachment", notice))
        if attached.blocks:
            message = as_message(attached)
            self._session.history.append(message)
            await self._session.say(MessageAdded(message))

    async def ask(self, question: Question) -> Reply:
        """Ask the person about something a prompt points at, as a call that is announced first and ended after."""
        prepared, call_id, tool = question.prepared, question.call_id, question.prepared.action.tool
        self.judging[call_id] = True
        await self._session.say(
            CallPrepared(call_id, tool, prepared.title, prepared.kind, {}, locations=prepared.locations)
        )
        allowed = False
        try:
            reply = await self._session.client.ask(self._session.id, question)
            chosen = next((option for option in question.options if option.id == reply.option_id), None)
            allowed = chosen is not None and chosen.kind.startswith("allow")
        finally:
            await asyncio.shield(self._end(call_id, prepared, allowed=allowed))
        return reply

    async def complete(self, prefix: str, limit: int = 30, opened: Collection[str] = ()) -> list[Candidate]:
        """Proposals for a token being typed behind an ``@``, best first. ``opened`` are absolute paths in the editor.

        The first call starts the index of the workspace.
        """
        async with self._opening:
            completer = self._completer or await self._open()
        completer.know(self._kinds(self._machine()))  # servers bring kinds along when they come up
        completer.open_files(opened)
        return await completer.complete(prefix, limit)

    async def outdated(self, bench: Workbench, *, everywhere: bool) -> str:
        """What the model must know of files that changed since it read them; empty when none did.

        ``everywhere`` looks at all it has read, otherwise at those somebody was seen to touch.
        """
        if not bench.read_digests:
            return ""
        paths = await self._stale.changed(bench.host, bench.read_digests, everywhere=everywhere)
        if not paths:
            return ""
        return CHANGED.format(
            names=", ".join(paths[:NAMED]), more=f" and {len(paths) - NAMED} more" * (len(paths) > NAMED)
        )

    async def close(self) -> None:
        """End the index."""
        async with self._opening:
            completer, self._completer = self._completer, None
        if completer is not None:
            await completer.close()

    async def _open(self) -> Completer:
        session = self._session
        await asyncio.to_thread(load_room)
        from hermes_acp.references.completion import Completer

        host = self._machine()
        roots = [await host.resolve(root) for root in session.roots]
        self._completer = Completer(host, roots, self._kinds(host), told=self._hear)
        if session.services.follow is not None:
            session.services.follow(session)
        return self._completer

    def _machine(self) -> Host:
        session = self._session
        return session.services.new_host(session.spill_dir, session.roots)

    def _hear(self, changes: Changes) -> None:
        self._stale.touch((*changes.touched, *changes.gone))

    async def _resolve(self, prompt: Prompt, host: Host, reviewer: Reviewer, window: int | None) -> Attached:
        from hermes_acp.references.budget import share
        from hermes_acp.references.resolve import Resolver

        session = self._session
        roots = [await host.resolve(root) for root in session.roots]

        async def guard(action: Action) -> Verdict:
            return await self._judge(action, reviewer)

        load = session.services.redactor
        redactor = await asyncio.to_thread(load) if load else None
        mask = redactor.redact if redactor else str
        resolver = Resolver(host, roots, session.record.cwd, self._kinds(host), guard, mask=mask)
        budget = share(window, session.settings.attach_share)
        return await resolver.resolve(prompt.shown, prompt.pointers, budget)

    def _kinds(self, host: Host) -> Sequence[ReferenceKind]:
        from hermes_acp.references.builtin import built_in

        session = self._session
        further = session.services.further_kinds(session) if session.services.further_kinds else ()
        return (*built_in(host, session.record.cwd), *further)

    async def _judge(self, action: Action, reviewer: Reviewer) -> Verdict:
        """Whether something may be read for the model, by the same rules as a tool call."""
        from hermes_acp.approval.protected import secret
        from hermes_acp.references.kinds import Verdict

        call_id, prepared = new_id(), as_call(action)
        self.judging[call_id] = False
        try:
            permission = await reviewer.review(call_id, prepared)
        finally:
            asked = self.judging.pop(call_id)
        if permission.cancelled:
            raise asyncio.CancelledError("the person cancelled the question")
        if permission.allowed:
            if self._completer is not None:
                for use in action.paths:
                    self._completer.touch(use.resolved)
            return Verdict(True, exact=asked and any(secret(use.resolved) for use in action.paths))
        if asked:
            return Verdict(False, NOT_ALLOWED)
        await self._end(call_id, prepared, allowed=False, rule=permission.rule, why=permission.why)
        return Verdict(False, permission.why)

    async def _end(self, call_id: str, prepared: Prepared, *, allowed: bool, rule: str = "", why: str = "") -> None:
        """Close the call a question was put as, or record what was refused without one."""
        text = "Allowed." if allowed else why or "Not allowed."
        message = ToolMessage(call_id, prepared.action.tool, text, failed=not allowed)
        data = {} if allowed else {"refused_by": rule or "the person"}
        status = "completed" if allowed else "failed"
        await self._session.say(
            CallFinished(
                call_id, status, message, prepared.title, prepared.kind, locations=prepared.locations, data=data
            )
        )


def load_room() -> None:
    """Import what references are resolved with; some hundredths of a second the first time, so for a thread."""
    for name in ROOM:
        import_module(name)


def as_message(attached: Attached) -> UserMessage:
    """What the model reads behind the person's words."""
    from hermes_acp.references.render import render

    pictures = [block.picture for block in attached.blocks if block.picture is not None]
    images = [Image(picture.data, picture.mime_type) for picture in pictures]
    return UserMessage(new_id(), (Text(render(attached)), *images))


def as_call(action: Action) -> Prepared:
    """What a reference would do, in the form everything that may be asked about has."""
    kind: Kind = "fetch" if action.capability in ("fetch", "mcp") else "read"
    if action.url is not None:
        title = f"Fetch {action.url} for this message"
    elif action.server is not None:
        title = f"Read a resource of the MCP server {action.server} for this message"
    else:
        names = ", ".join(use.given for use in action.paths[:3]) or action.tool
        more = f" and {len(action.paths) - 3} more" if len(action.paths) > 3 else ""
        title = f"Attach {names}{more} to this message: it leaves this machine for the model"
    places = tuple(Location(use.resolved) for use in action.paths if use.access == "read")
    return Prepared(title, kind, action, nothing_to_run, locations=places)


async def nothing_to_run() -> ToolResult:
    """A reference is read by its kind; this call is never run."""
    raise RuntimeError("a reference is not run as a call")
