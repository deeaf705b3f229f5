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

from hermes_acp.agent.events import MessageAdded, Notice
from hermes_acp.agent.leave import Leave
from hermes_acp.models.message import Image, Text, UserMessage
from hermes_acp.references.staleness import Staleness

if TYPE_CHECKING:
    from hermes_acp.agent.job import Reviewer
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.turns import Prompt
    from hermes_acp.references.completion import Completer
    from hermes_acp.references.kinds import ReferenceKind, Verdict
    from hermes_acp.references.reference import Attached, Candidate
    from hermes_acp.references.watch import Changes
    from hermes_acp_tools.action import Action
    from hermes_acp_tools.host import Host
    from hermes_acp_tools.tool import Workbench

ROOM = ("hermes_acp.references.builtin", "hermes_acp.references.completion", "hermes_acp.references.resolve")
CHANGED = "Changed on disk since you read them: {names}. Read them again before you build on what you know of them."
NAMED = 20
"""Files that are named at most."""


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
        self.leave = Leave(session)
        """Decides what may be read for the model."""

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
        more = [f"{len(paths) - NAMED} more"] if len(paths) > NAMED else []
        return CHANGED.format(names=", ".join([*paths[:NAMED], *more]))

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
            verdict = await self.leave.judge(action, reviewer)
            if verdict.allowed and self._completer is not None:
                for use in action.paths:
                    self._completer.touch(use.resolved)
            return verdict

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
