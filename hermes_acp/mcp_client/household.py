"""The servers of a whole process: lent to sessions, ended at the end.

Nearly every session has none, so this file is light: what reads and leads servers is loaded when there is one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from hermes_acp.approval.trust import TrustStore
from hermes_acp.config.layers import Layered

if TYPE_CHECKING:
    from hermes_acp.mcp_client.config import ServerConfig
    from hermes_acp.mcp_client.fleet import Face, Setup
    from hermes_acp.mcp_client.pool import Pool
    from hermes_acp.mcp_client.reach import Reach

DISCOVERY_SECONDS = 1.5
SCRIPT_SECONDS = 15.0
"""The same for a client that asks nobody, such as a script: it may say one thing and leave."""
TOOL_SHARE = 0.1


class Asked(Protocol):
    """Whoever a session speaks with."""

    @property
    def can_ask(self) -> bool:
        """True when there is somebody who answers questions."""
        ...


class Household:
    """The servers of one process."""

    def __init__(self, home: str, settings: Callable[[], Layered]) -> None:
        """``settings`` is read anew for each session; it blocks."""
        self._home, self._settings = home, settings
        self._pool: Pool | None = None

    async def open(
        self,
        cwd: str,
        roots: Sequence[str],
        named: Sequence[Mapping[str, object]],
        client: Asked,
        face: Face,
    ) -> Setup | None:
        """The servers of a session, not started yet; None when it has none."""
        settings = await asyncio.to_thread(self._settings)
        if not await asyncio.to_thread(self._anything_said, settings, cwd, named):
            return None
        from hermes_acp.mcp_client.configured import configured

        configs, faults = await asyncio.to_thread(configured, self._home, settings, cwd, named)
        if not configs and not faults:
            return None
        from hermes_acp.approval.pins import PinStore
        from hermes_acp.mcp_client.fleet import Fleet, Setup
        from hermes_acp.mcp_client.pool import Place, Pool

        if self._pool is None:
            self._pool = Pool(self._reach)
        place = Place(cwd, tuple(roots), client.can_ask)
        fleet = Fleet(self._pool, configs, place, face, PinStore(self._home))
        share = settings.fraction("mcp_tool_share") or TOOL_SHARE
        return Setup(fleet, tuple(faults), _seconds(settings, asks=client.can_ask), share)

    async def close(self) -> None:
        """End them all."""
        if self._pool is not None:
            await self._pool.close()

    def _anything_said(self, settings: Layered, cwd: str, named: Sequence[Mapping[str, object]]) -> bool:
        """False when nobody says anything about servers; a project's word is looked for where it is trusted."""
        return bool(named or settings.get("mcp_servers") or TrustStore(self._home).trusted(cwd))

    def _reach(self, config: ServerConfig, cwd: str) -> Reach:
        from hermes_acp.mcp_client.reach import reaching

        return reaching(config, cwd, os.environ, self._home)


def _seconds(settings: Layered, *, asks: bool) -> float:
    """How long a first prompt waits: as set, else a moment; longer where it may well be the only one."""
    source, written = settings.source("mcp_discovery_timeout"), settings.get("mcp_discovery_timeout")
    if source is None or source.layer == "default" or not isinstance(written, int | float):
        return DISCOVERY_SECONDS if asks else SCRIPT_SECONDS
    return float(written)
