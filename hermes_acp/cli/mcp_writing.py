"""Entering a server into the settings of a person, secrets apart."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import cast

from hermes_acp.config.paths import hermes_home
from hermes_acp.errors import ConfigError


def write(written: str, entry: Mapping[str, object], *, replace: bool) -> str:
    """Enter a server into the settings; returns its name. ConfigError when it cannot be."""
    from hermes_acp.config.edit import put_all
    from hermes_acp.config.files import read_file
    from hermes_acp.config.paths import config_file
    from hermes_acp.mcp_client.config import server_name
    from hermes_acp.mcp_client.entries import read_server

    name, home = server_name(written), hermes_home()
    there = read_file(config_file(home)).get("mcp_servers")
    if not replace and isinstance(there, dict) and name in there:
        raise ConfigError(f"There is an MCP server {name!r} in your settings already; --replace takes its place.")
    read_server(name, entry, "user", os.environ)
    put_all(home, {f"mcp_servers.{name}": {**entry, **_without_secrets(name, entry, home)}})
    return name


def _without_secrets(name: str, entry: Mapping[str, object], home: str) -> dict[str, object]:
    """The tables of the entry with secrets put into ``.env`` and named in their place."""
    from hermes_acp.config.edit import put
    from hermes_acp.config.secrets import REFERENCE, is_secret_name

    kept: dict[str, object] = {}
    for key in ("env", "headers"):
        table = entry.get(key)
        if not isinstance(table, Mapping):
            continue
        values: dict[str, object] = {}
        for variable, value in cast("Mapping[str, object]", table).items():
            values[variable] = value
            if is_secret_name(variable) and isinstance(value, str) and not REFERENCE.search(value):
                put(home, secret_of(name, variable), value)
                values[variable] = f"${{{secret_of(name, variable)}}}"
        kept[key] = values
    return kept


def secret_of(name: str, variable: str) -> str:
    """The variable of ``.env`` that holds a server's secret."""
    return re.sub(r"\W", "_", f"MCP_{name}_{variable}").upper()
