"""The servers of projects a person said may be started, each by the hash of what it is.

A project brings its servers along, and whoever can change its files can change them: the word counts for this very
command in this very workspace. Kept in the home at 0600. Blocks: for threads.
"""

from __future__ import annotations

import json
import os
from typing import cast

from hermes_acp.approval.atomic import owned_by_us, write_private
from hermes_acp.mcp_client.config import ServerConfig

FILE = "mcp-approved.json"


class ApprovedServers:
    """Reads and writes the list; every question reads the file, so an answer is never stale."""

    def __init__(self, state_dir: str) -> None:
        self._path = os.path.join(state_dir, FILE)

    def has(self, workspace: str, server: ServerConfig) -> bool:
        """Whether it may be started there. False when anything is unclear."""
        return self._all().get(_key(workspace, server)) == server.digest

    def add(self, workspace: str, server: ServerConfig) -> None:
        """Let it be started there. OSError when that cannot be kept."""
        self._write({**self._all(), _key(workspace, server): server.digest})

    def remove(self, workspace: str, server: ServerConfig) -> bool:
        """Let it be started there no longer; False when it was not."""
        known = self._all()
        if known.pop(_key(workspace, server), None) is None:
            return False
        self._write(known)
        return True

    def _all(self) -> dict[str, str]:
        try:
            if not owned_by_us(self._path):
                return {}
            with open(self._path, encoding="utf-8") as file:
                data: object = json.load(file)
        except (OSError, ValueError):
            return {}
        entries = cast("dict[str, object]", data) if isinstance(data, dict) else {}
        return {key: value for key, value in entries.items() if isinstance(value, str)}

    def _write(self, entries: dict[str, str]) -> None:
        write_private(self._path, json.dumps(entries, indent=1, sort_keys=True) + "\n")


def _key(workspace: str, server: ServerConfig) -> str:
    return f"{os.path.realpath(workspace)}\n{server.name}"
