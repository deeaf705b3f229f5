"""Servers from files that other programs wrote: ``.mcp.json`` of a project, and the settings of other clients.

All of them spell a table of servers much alike: under ``mcpServers`` (Claude Desktop, Claude Code, Cursor, Gemini CLI),
``servers`` (VS Code), ``context_servers`` (Zed) or ``mcp_servers`` (Codex, as TOML). Blocks: for threads.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client.foreign import ours

PROJECT_FILE = ".mcp.json"
_TABLES = ("mcpServers", "servers", "context_servers", "mcp_servers", "mcp")
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)


class Client(Struct, frozen=True):
    """A program that may have servers configured."""

    name: str
    """What it is called on the command line."""
    title: str
    files: tuple[str, ...]
    """Where its settings may lie; ``~`` is the home, anything else relative is in the workspace."""


def clients() -> tuple[Client, ...]:
    """The programs whose files are known, with the places of this operating system."""
    support = "~/Library/Application Support" if sys.platform == "darwin" else "~/.config"
    return (
        Client("claude-desktop", "Claude Desktop", (f"{support}/Claude/claude_desktop_config.json",)),
        Client("claude-code", "Claude Code", ("~/.claude.json", PROJECT_FILE)),
        Client("cursor", "Cursor", ("~/.cursor/mcp.json", ".cursor/mcp.json")),
        Client("vscode", "VS Code", (f"{support}/Code/User/mcp.json", ".vscode/mcp.json")),
        Client("zed", "Zed", ("~/.config/zed/settings.json", ".zed/settings.json")),
        Client("gemini", "Gemini CLI", ("~/.gemini/settings.json", ".gemini/settings.json")),
        Client("codex", "Codex", ("~/.codex/config.toml",)),
        Client("windsurf", "Windsurf", ("~/.codeium/windsurf/mcp_config.json",)),
    )


def read_file(path: str, workspace: str = "") -> dict[str, Mapping[str, object]]:
    """The table of servers of a file. ConfigError when it is there and cannot be read; empty when it is not there.

    Claude Code keeps those of one ``workspace`` in a table of that name, in the file of all of them.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    value: object = _parsed(path, text)
    tables = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    projects = tables.get("projects")
    of_workspace = cast("dict[str, object]", projects).get(workspace) if isinstance(projects, dict) else None
    return {**servers_in(tables), **servers_in(of_workspace)}


def project_file(workspace: str) -> str:
    """Where a project names servers."""
    return os.path.join(workspace, PROJECT_FILE)


def servers_in(value: object) -> dict[str, Mapping[str, object]]:
    """The table of servers in what a file holds."""
    found: dict[str, Mapping[str, object]] = {}
    if isinstance(value, dict):
        tables = cast("dict[str, object]", value)
        for name in _TABLES:
            table = tables.get(name)
            if name == "mcp" and isinstance(table, dict):  # VS Code's older settings.json
                table = cast("dict[str, object]", table).get("servers")
            if isinstance(table, dict):
                for server, entry in cast("dict[str, object]", table).items():
                    if isinstance(entry, dict):
                        found.setdefault(server, ours(cast("dict[str, object]", entry)))
    return found


def _parsed(path: str, text: str) -> object:
    try:
        if path.endswith(".toml"):
            import tomllib

            return tomllib.loads(text)
        plain = _COMMA.sub(lambda match: match[1] or "", _COMMENT.sub(lambda match: match[1] or "", text))
        return json.loads(plain) if plain.strip() else {}
    except ValueError as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
