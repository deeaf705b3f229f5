"""``hermes install`` alone: the editors on this machine, which of them start Hermes, and how the others get it."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

from hermes_acp.errors import UserError
from hermes_acp.installing.change import read
from hermes_acp.installing.client import Client
from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
from hermes_acp.installing.jsonc import JsoncError, find, parse
from hermes_acp.installing.places import place_of, present


class Row(NamedTuple):
    """How one client stands."""

    name: str
    label: str
    found: bool
    """Whether it seems to be on this machine."""
    entered: bool
    """Whether Hermes stands in its settings."""
    file: str


def show(*, as_json: bool) -> int:
    """Print the list. Returns the exit code."""
    editors = [look(client) for client in EDITORS]
    if as_json:
        print(json.dumps([row._asdict() for row in editors], indent=2, ensure_ascii=False))
        return 0
    here = [row for row in editors if row.found or row.entered]
    tools = [row for row in map(look, MCP_CLIENTS) if row.found or row.entered]
    print("Editors on this machine:\n" if here else "No editor that Hermes knows was found on this machine.")
    print_rows(here, "hermes install ")
    if tools:
        print("\nPrograms that can use Hermes as a server of tools (MCP):\n")
        print_rows(tools, "hermes mcp install --client ")
    if absent := [row.name for row in editors if row not in here]:
        print(f"\nNot found here: {', '.join(absent)}. They can be set up all the same.")
    print("\n--dry-run shows the change and writes nothing; --uninstall takes Hermes out again.")
    return 0


def print_rows(rows: list[Row], command: str) -> None:
    """One line each: what to type, or where Hermes stands already."""
    width = max((len(row.label) for row in rows), default=0)
    for row in rows:
        print(
            f"  {row.label:<{width}}  {f'has Hermes in {shortened(row.file)}' if row.entered else command + row.name}"
        )


def look(client: Client) -> Row:
    """How a client stands; settings that cannot be read hold no Hermes."""
    file, path = place_of(client)
    try:
        text = read(file)
        entered = text is not None and (not path or find(parse(text), path) is not None)
    except (UserError, JsoncError):
        entered = False
    return Row(client.name, client.label, present(client), entered, file)


def shortened(path: str) -> str:
    """A path as people write it."""
    home = os.path.expanduser("~")
    return f"~{path.removeprefix(home)}" if path.startswith(home + os.sep) else path
