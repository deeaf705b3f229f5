"""The client for asyncio. Every method is one method of ``hermes rpc``; ``call`` reaches those that have none here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

from hermes_acp.client.connection import Closed, Connection
from hermes_acp.client.events import Event
from hermes_acp.client.options import Options
from hermes_acp.client.values import Decide, Form, Match, Mode, Rule, SessionInfo, Turn, made, match, turn


class AsyncClient:
    """Starts ``hermes rpc`` when it is entered and ends it when it is left."""

    def __init__(self, options: Options | None = None, *, decide: Decide | None = None) -> None:
        """``decide`` answers questions; without it rules and mode decide alone, and what they would ask is refused.

        A plain function is called in a thread, for one question after the other; a coroutine function is awaited.
        """
        self._options = options or Options()
        self._decide = decide
        self._connection: Connection | None = None

    async def __aenter__(self) -> AsyncClient:
        self._connection = await Connection.start(self._options, self._decide)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the server; its sessions are saved."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    @property
    def connection(self) -> Connection:
        """The wire. Closed outside of the context."""
        if self._connection is None:
            raise Closed
        return self._connection

    async def call(self, method: str, **params: Any) -> Any:
        """Any method of ``hermes rpc``; params that are None are left out. Failed, Closed."""
        given = {name: value for name, value in params.items() if value is not None}
        return await self.connection.call(method, given)

    async def new_session(
        self,
        cwd: str | os.PathLike[str] = ".",
        *,
        model: str | None = None,
        mode: Mode | None = None,
        instructions: str | None = None,
        allow: Sequence[str] = (),
        deny: Sequence[str] = (),
    ) -> AsyncSession:
        """Begin a session in a directory. ``allow`` and ``deny`` are rules for it alone."""
        given = {"model": model, "mode": mode, "instructions": instructions, "allow": [*allow], "deny": [*deny]}
        opened = await self.call("session.new", cwd=await asyncio.to_thread(absolute, cwd), **given)
        return self._session(opened)

    async def resume(self, session_id: str) -> AsyncSession:
        """Open a session that is on disk."""
        return self._session(await self.call("session.resume", session_id=session_id))

    async def fork(self, session_id: str) -> AsyncSession:
        """Open a copy of a session."""
        return self._session(await self.call("session.fork", session_id=session_id))

    async def sessions(self, cwd: str | os.PathLike[str] | None = None) -> list[SessionInfo]:
        """Sessions on this machine, or of one directory, most recently used first."""
        place = None if cwd is None else await asyncio.to_thread(absolute, cwd)
        found: list[SessionInfo] = []
        cursor: str | None = None
        while True:
            page = await self.call("session.list", cwd=place, cursor=cursor)
            found += [made(SessionInfo, one) for one in page["sessions"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    async def delete(self, session_id: str) -> bool:
        """Take a session off the disk for good; False when there was none."""
        return (await self.call("session.delete", session_id=session_id))["deleted"]

    async def search(
        self,
        query: str,
        *,
        cwd: str | os.PathLike[str] | None = None,
        session_id: str | None = None,
        limit: int | None = None,
    ) -> list[Match]:
        """What was said in any session, in those of a directory or in one, the best match first."""
        place = None if cwd is None else await asyncio.to_thread(absolute, cwd)
        found = await self.call("session.search", query=query, cwd=place, session_id=session_id, limit=limit)
        return [match(one) for one in found["matches"]]

    async def export(self, session_id: str, form: Form = "markdown") -> str:
        """The whole of a session as a text; it need not be open."""
        return (await self.call("session.export", session_id=session_id, format=form))["content"]

    def _session(self, opened: dict[str, Any]) -> AsyncSession:
        return AsyncSession(self, made(SessionInfo, opened["session"]))


class AsyncSession:
    """One conversation."""

    def __init__(self, client: AsyncClient, info: SessionInfo) -> None:
        """Made by ``AsyncClient``."""
        self._client = client
        self.info = info
        """As it was when it was opened."""

    @property
    def id(self) -> str:
        """Its id."""
        return self.info.session_id

    async def run(self, prompt: str) -> Turn:
        """Run one turn to its end; cancelling this cancels the turn. Failed when it failed."""
        running = asyncio.create_task(self.call("session.prompt", text=prompt))
        try:
            return turn(await asyncio.shield(running))
        finally:
            await self._end(running)

    async def stream(self, prompt: str) -> AsyncGenerator[Event, None]:
        """Run one turn and yield what the session says meanwhile. Closing it cancels the turn. Failed at the end."""
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        with self._client.connection.listening(self.id, events.put_nowait):
            running = asyncio.create_task(self.run(prompt))
            running.add_done_callback(lambda done: events.put_nowait(None))
            try:
                while (event := await events.get()) is not None:
                    yield event
                await running
            finally:
                await self._end(running)

    async def _end(self, running: asyncio.Task[Any]) -> None:
        """Cancel a turn that still runs, and see it end."""
        if not running.done():
            with suppress(Closed):
                await self.cancel()
            await asyncio.wait([running])
            if not running.cancelled():
                running.exception()  # nobody waits for it any more

    async def cancel(self) -> None:
        """End the running turn and those that wait; their runs end with the stop ``cancelled``."""
        await self.call("session.cancel")

    async def steer(self, words: str) -> bool:
        """Say something to the running turn, read at its next step. False when no turn would read it."""
        return (await self.call("session.steer", text=words))["taken"]

    async def set(self, *, model: str | None = None, mode: Mode | None = None, title: str | None = None) -> None:
        """Change what is given, from the next step on."""
        await self.call("session.set", model=model, mode=mode, title=title)

    async def rewind(self, message_id: str) -> str:
        """Go on from before the turn of a message; returns what was said then."""
        return (await self.call("session.rewind", message_id=message_id))["text"]

    async def rules(self) -> list[Rule]:
        """The permission rules it stands under."""
        return [made(Rule, one) for one in (await self.call("permissions.list"))["rules"]]

    async def close(self) -> None:
        """Free it; its log stays."""
        await self.call("session.close")

    async def call(self, method: str, **params: Any) -> Any:
        """Any method that takes a ``session_id``, with this one's."""
        return await self._client.call(method, session_id=self.id, **params)


def absolute(path: str | os.PathLike[str]) -> str:
    """The absolute path; what is there is not looked at."""
    return os.path.abspath(os.fspath(path))
