"""What the tools of MCP servers said of themselves when the person first allowed them.

A server can change what its tools say and do after it was approved. So the whole text of a definition (name,
description, schemas, annotations) is kept when a call of it is first allowed. Whoever talks to servers asks here, with
``PinStore(state_dir)``:

* ``approved(server, tool)``: the text that was allowed, or None;
* ``texts(server)``: the same for all tools of a server;
* ``approve(server, tool, text)``: keep a text, once a call was allowed;
* ``forget(server)``: when a server is taken out of the settings.

A tool whose text is another is described to a person by ``Action.changed`` (a diff): then no saved rule and no mode
answers in their place. Its new words should not reach the model before that.
"""

from __future__ import annotations

import json
import os
from typing import cast

from hermes_acp.approval.atomic import alone, owned_by_us, write_private

FILE = "pins.json"
MAX_TEXT = 200_000
"""Characters of a definition; a larger one is not kept, so it is asked about each time."""


class PinStore:
    """Reads and writes the texts; every question reads the file, so an answer is never stale. Blocks."""

    def __init__(self, state_dir: str) -> None:
        self._path = os.path.join(state_dir, FILE)

    def approved(self, server: str, tool: str) -> str | None:
        """The text that was allowed; None when there is none, or the file cannot be trusted."""
        return self._read().get(server, {}).get(tool)

    def texts(self, server: str) -> dict[str, str]:
        """All texts of a server's tools that were allowed, by name."""
        return self._read().get(server, {})

    def approve(self, server: str, tool: str, text: str) -> None:
        """Keep a text as allowed. OSError when it cannot be kept."""
        if len(text) > MAX_TEXT:
            return
        with alone(self._path):
            kept = self._read()
            if kept.setdefault(server, {}).get(tool) != text:
                kept[server][tool] = text
                self._write(kept)

    def forget(self, server: str) -> None:
        """Nothing of this server is allowed any more. OSError when that cannot be kept."""
        with alone(self._path):
            kept = self._read()
            if kept.pop(server, None) is not None:
                self._write(kept)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            if not owned_by_us(self._path):
                return {}
            with open(self._path, encoding="utf-8") as file:
                data: object = json.load(file)
        except (OSError, ValueError):
            return {}
        servers = cast("dict[str, object]", data) if isinstance(data, dict) else {}
        return {
            server: {name: text for name, text in cast("dict[str, object]", tools).items() if isinstance(text, str)}
            for server, tools in servers.items()
            if isinstance(tools, dict)
        }

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        write_private(self._path, json.dumps(kept, indent=1, sort_keys=True) + "\n")
