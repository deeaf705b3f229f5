"""The client without asyncio: the same methods, each waits. An event loop in a thread of its own does the work."""

from __future__ import annotations

import os
from collections.abc import Coroutine, Generator, Sequence
from types import TracebackType
from typing import Any, TypeVar

from hermes_acp.client.asynchronous import AsyncClient, AsyncSession
from hermes_acp.client.events import Event
from hermes_acp.client.options import Options
from hermes_acp.client.portal import Portal
from hermes_acp.client.values import Decide, Form, Match, Mode, Rule, SessionInfo, Turn

T = TypeVar("T")


class Client:
    """Starts ``hermes rpc`` when it is entered and ends it when it is left."""

    def __init__(self, options: Options | None = None, *, decide: Decide | None = None) -> None:
        """``decide`` answers questions, in a thread; without it what rules and mode would ask about is refused."""
        self._client = AsyncClient(options, decide=decide)
        self._portal: Portal | None = None

    def __enter__(self) -> Client:
        self._portal = Portal()
        try:
            self.wait(self._client.__aenter__())
        except BaseException:
            self._portal.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server; its sessions are saved."""
        portal, self._portal = self._portal, None
        if portal is not None:
            try:
                portal.run(self._client.close())
            finally:
                portal.close()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something of the asynchronous client and wait for it."""
        if self._portal is None:
            work.close()
            raise RuntimeError("Use the client in a with statement.")
        return self._portal.run(work)

    def call(self, method: str, **params: Any) -> Any:
        """Any method of ``hermes rpc``; params that are None are left out. Failed, Closed."""
        return self.wait(self._client.call(method, **params))

    def new_session(
        self,
        cwd: str | os.PathLike[str] = ".",
        *,
        model: str | None = None,
        mode: Mode | None = None,
        instructions: str | None = None,
        allow: Sequence[str] = (),
        deny: Sequence[str] = (),
    ) -> Session:
        """Begin a session in a directory. ``allow`` and ``deny`` are rules for it alone."""
        new = self._client.new_session(cwd, model=model, mode=mode, instructions=instructions, allow=allow, deny=deny)
        return Session(self, self.wait(new))

    def resume(self, session_id: str) -> Session:
        """Open a session that is on disk."""
        return Session(self, self.wait(self._client.resume(session_id)))

    def fork(self, session_id: str) -> Session:
        """Open a copy of a session."""
        return Session(self, self.wait(self._client.fork(session_id)))

    def sessions(self, cwd: str | os.PathLike[str] | None = None) -> list[SessionInfo]:
        """Sessions on this machine, or of one directory, most recently used first."""
        return self.wait(self._client.sessions(cwd))

    def delete(self, session_id: str) -> bool:
        """Take a session off the disk for good; False when there was none."""
        return self.wait(self._client.delete(session_id))

    def search(
        self,
        query: str,
        *,
        cwd: str | os.PathLike[str] | None = None,
        session_id: str | None = None,
        limit: int | None = None,
    ) -> list[Match]:
        """What was said in any session, in those of a directory or in one, the best match first."""
        return self.wait(self._client.search(query, cwd=cwd, session_id=session_id, limit=limit))

    def export(self, session_id: str, form: Form = "markdown") -> str:
        """The whole of a session as a text; it need not be open."""
        return self.wait(self._client.export(session_id, form))


class Session:
    """One conversation."""

    def __init__(self, client: Client, session: AsyncSession) -> None:
        """Made by ``Client``."""
        self._client = client
        self._session = session

    @property
    def id(self) -> str:
        """Its id."""
        return self._session.id

    @property
    def info(self) -> SessionInfo:
        """As it was when it was opened."""
        return self._session.info

    def run(self, prompt: str) -> Turn:
        """Run one turn to its end. Failed when it failed."""
        return self._client.wait(self._session.run(prompt))

    def stream(self, prompt: str) -> Generator[Event, None, None]:
        """Run one turn and yield what the session says meanwhile. Closing it cancels the turn. Failed at the end."""
        events = self._session.stream(prompt)
        try:
            while (event := self._client.wait(next_of(events))) is not None:
                yield event
        finally:
            self._client.wait(closed(events))

    def cancel(self) -> None:
        """End the running turn and those that wait, from another thread; their runs end as ``cancelled``."""
        self._client.wait(self._session.cancel())

    def steer(self, words: str) -> bool:
        """Say something to the running turn, read at its next step. False when no turn would read it."""
        return self._client.wait(self._session.steer(words))

    def set(self, *, model: str | None = None, mode: Mode | None = None, title: str | None = None) -> None:
        """Change what is given, from the next step on."""
        self._client.wait(self._session.set(model=model, mode=mode, title=title))

    def rewind(self, message_id: str) -> str:
        """Go on from before the turn of a message; returns what was said then."""
        return self._client.wait(self._session.rewind(message_id))

    def rules(self) -> list[Rule]:
        """The permission rules it stands under."""
        return self._client.wait(self._session.rules())

    def close(self) -> None:
        """Free it; its log stays."""
        self._client.wait(self._session.close())

    def call(self, method: str, **params: Any) -> Any:
        """Any method that takes a ``session_id``, with this one's."""
        return self._client.wait(self._session.call(method, **params))


async def next_of(events: Any) -> Event | None:
    """The next event; None after the last."""
    return await anext(events, None)


async def closed(events: Any) -> None:
    """Close a stream."""
    await events.aclose()
