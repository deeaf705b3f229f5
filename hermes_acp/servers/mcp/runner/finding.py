"""Which runner a server turns to: the one that has a session or a run, else its own, started when it is needed."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from hermes_acp.servers.mcp.runner import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.runner.starting import Started
    from hermes_acp.servers.mcp.terms import Terms
    from hermes_acp.store.store import Store

LOOK = 0.1
"""Seconds between two looks while a runner ends."""
LEAVE = 3.0
"""Seconds to wait for the end of a runner that has nothing to do any more."""


class Runners:
    """The runners of this machine, and the one of this server."""

    def __init__(self, store: Store, home: str, terms: Terms, flags: Mapping[str, object]) -> None:
        self._store = store
        self._home = home
        self._terms = terms
        self._flags = flags
        self._own: Started | None = None
        self._starting = asyncio.Lock()

    async def of_run(self, run_id: str) -> str | None:
        """The runner that has a run under way, or had it last, if it lives."""
        name = (await records.runs(self._store)).get(run_id, {}).get("runner")
        return str(name) if name in await records.living(self._store) else None

    async def of_session(self, session_id: str) -> str | None:
        """The runner that has a session open."""
        for name, one in (await records.living(self._store)).items():
            if session_id in (one.get("sessions") or ()):  # pyright: ignore[reportOperatorIssue]  a list of texts
                return name
        return None

    async def for_session(self, session_id: str | None, seconds: float) -> str:
        """Who is to carry a run: whoever has the session open, else the own runner. UserError.

        One that ends is waited for, for so many seconds: it still has the session.
        """
        name = await self.of_session(session_id) if session_id else None
        deadline = time.monotonic() + seconds
        while name is not None and time.monotonic() < deadline:
            if (one := (await records.living(self._store)).get(name)) is None:
                break
            if one.get("ending") is not True:
                return name
            await asyncio.sleep(LOOK)
        return await self._own_one()

    async def close(self) -> None:
        """Need the own runner no more; it goes on while something runs."""
        if self._own is not None:
            await self._own.leave(0.0 if await self._busy(self._own.name) else LEAVE)

    async def _busy(self, runner: str) -> bool:
        found = (await records.runs(self._store)).values()
        return any(one.get("runner") == runner and "state" not in one for one in found)

    async def _own_one(self) -> str:
        async with self._starting:
            own = self._own
            record = (await records.living(self._store)).get(own.name) if own else None
            if own is None or record is None or record.get("ending") is True:
                from hermes_acp.servers.mcp.runner.starting import start

                if own is not None:
                    await own.leave(LEAVE)
                own = self._own = await start(self._home, self._terms, self._flags)
            return own.name
