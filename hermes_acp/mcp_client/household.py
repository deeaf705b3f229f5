"""The servers of a whole process: read from the settings and from projects, lent to sessions, ended at the end.

What session gets which servers is decided here and nowhere else. A name belongs to the first who has it: the editor
for its session, then the person, then the project, whose servers the person is asked about.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

from hermes_acp.approval.pins import PinStore
from hermes_acp.approval.trust import TrustStore
from hermes_acp.config.layers import Layered, read_layers
from hermes_acp.config.secrets import is_secret_name
from hermes_acp.config.trees import MISSING
from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client.config import Origin, ServerConfig
from hermes_acp.mcp_client.editor import editor_servers
from hermes_acp.mcp_client.entries import read_servers
from hermes_acp.mcp_client.fleet import Face, Fleet, Setup
from hermes_acp.mcp_client.importing import project_file, read_file
from hermes_acp.mcp_client.pool import Place, Pool
from hermes_acp.mcp_client.reach import Reach, reaching

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
        self._pool = Pool(self._reach)

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
        configs, faults = await asyncio.to_thread(configured, self._home, settings, cwd, named)
        if not configs and not faults:
            return None
        place = Place(cwd, tuple(roots), client.can_ask)
        fleet = Fleet(self._pool, configs, place, face, PinStore(self._home))
        share = settings.fraction("mcp_tool_share") or TOOL_SHARE
        return Setup(fleet, tuple(faults), _seconds(settings, asks=client.can_ask), share)

    async def close(self) -> None:
        """End them all."""
        await self._pool.close()

    def _reach(self, config: ServerConfig, cwd: str) -> Reach:
        return reaching(config, cwd, os.environ, self._home)


def configured(
    home: str, settings: Layered, cwd: str, named: Sequence[Mapping[str, object]] = ()
) -> tuple[list[ServerConfig], list[str]]:
    """All servers that count in a directory, and a sentence for each that cannot be used. Blocks."""
    servers, faults = editor_servers(named)

    def take(table: object, origin: Origin, environ: Mapping[str, str]) -> None:
        theirs, more = read_servers(table, origin, environ)
        servers.extend(theirs)
        faults.extend(more)

    take(_written(settings), "user", settings.environ)
    if TrustStore(home).trusted(cwd):
        for table in _of_project(home, cwd, faults):
            take(table, "project", without_secrets(os.environ))
    first: dict[str, ServerConfig] = {}
    for server in servers:
        first.setdefault(server.name, server)
    return list(first.values()), faults


def _seconds(settings: Layered, *, asks: bool) -> float:
    """How long a first prompt waits: as set, else a moment; longer where it may well be the only one."""
    source, written = settings.source("mcp_discovery_timeout"), settings.get("mcp_discovery_timeout")
    if source is None or source.layer == "default" or not isinstance(written, int | float):
        return DISCOVERY_SECONDS if asks else SCRIPT_SECONDS
    return float(written)


def _written(settings: Layered) -> object:
    """The table of servers as the person wrote it: ``${VAR}`` is replaced entry by entry, defaults included."""
    found = settings.raw("mcp_servers")
    return {} if found is MISSING else found


def _of_project(home: str, cwd: str, faults: list[str]) -> list[object]:
    """The tables of ``.hermes/config.yaml`` and of ``.mcp.json``; the former wins."""
    layers = read_layers(home, project=cwd).layers
    tables = [layer.values.get("mcp_servers") for layer in layers if layer.name == "project"]
    try:
        tables.append(cast("object", read_file(project_file(cwd))))
    except ConfigError as error:
        faults.append(str(error))
    return tables


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that what a project wrote may draw on."""
    return {name: value for name, value in environ.items() if not is_secret_name(name)}
