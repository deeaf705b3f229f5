"""Which servers count in a directory: of the settings, of a trusted project, of the session's client.

A name belongs to the first who has it: the client for its session, then the person, then the project, whose servers
the person is asked about. Blocks: for threads.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import cast

from hermes_acp.approval.trust import TrustStore
from hermes_acp.config.layers import Layered, read_layers
from hermes_acp.config.secrets import is_secret_name
from hermes_acp.config.trees import MISSING
from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client.config import Origin, ServerConfig
from hermes_acp.mcp_client.editor import editor_servers
from hermes_acp.mcp_client.entries import read_servers
from hermes_acp.mcp_client.entry import places
from hermes_acp.mcp_client.importing import project_file, read_file


def configured(
    home: str, settings: Layered, cwd: str, named: Sequence[Mapping[str, object]] = ()
) -> tuple[list[ServerConfig], list[str]]:
    """All servers that count in a directory, and a sentence for each that cannot be used."""
    servers, faults = editor_servers(named)
    here = places(cwd)

    def take(table: object, origin: Origin, environ: Mapping[str, str]) -> None:
        theirs, more = read_servers(table, origin, {**environ, **here})
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
