"""``hermes install``: enter Hermes into an editor's settings, show what changes, keep a backup.

Without an editor it lists those it knows and which of them are on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.installing.clients import Client


def run(argv: list[str]) -> int:
    """The command. 0 when done, 1 when it could not be, 2 for wrong usage."""
    from hermes_acp.installing.clients import EDITORS

    options = _parser([client.name for client in EDITORS]).parse_args(argv)
    if options.editor is None:
        return _list(EDITORS, as_json=options.json)
    client = next(client for client in EDITORS if client.name == options.editor)
    return enter(client, "hermes install", options)


def enter(client: Client, program: str, options: argparse.Namespace) -> int:
    """Enter Hermes into the client's settings, or take it out. Returns the exit code."""
    from hermes_acp.cli.paint import Paint
    from hermes_acp.installing.change import own_command, plan

    place = None
    if options.project:
        if client.project is None:
            print(f"{program}: {client.label} reads no such settings from a project; leave --project out")
            return 2
        place = client.project._replace(file=os.path.join(os.getcwd(), client.project.file))
    # A project's file is shared: the path of this machine would be wrong on the next.
    change = plan(client, "hermes" if options.project else own_command(), place=place, remove=options.uninstall)
    paint = Paint(sys.stdout)
    for line in change.diff.splitlines():
        paint.change(line)
    if options.dry_run:
        print("Nothing was written (--dry-run).")
        return 0
    if change.none:
        print(f"{change.file} needs no change.")
    else:
        backup = change.make()
        print(f"Wrote {change.file}." if change.after is not None else f"Removed {change.file}.")
        if backup:
            print(f"What was there is kept in {backup}.")
    if client.extension and not options.uninstall:
        _add_extension(client)
    if client.after and not options.uninstall:
        print(f"Next: {client.after}")
    return 0


def _add_extension(client: Client) -> None:
    """Pack the extension that comes along and have the editor install it, or say how a person does."""
    from pathlib import Path

    from hermes_acp.config.paths import hermes_home
    from hermes_acp.installing.vsix import hand_over, pack, source

    package = Path(hermes_home()) / "editors" / "hermes-acp.vsix"
    extension = pack(source(), package)
    hand_over(client.extension, package)
    print(f"Installed the extension {extension.id} {extension.version} in {client.label}.")


def print_config(name: str) -> int:
    """Print what the settings of an editor, or of an MCP client, need. Returns the exit code."""
    from hermes_acp.installing.change import located, own_command
    from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
    from hermes_acp.installing.jsonc import nested

    client = next((client for client in (*EDITORS, *MCP_CLIENTS) if client.name == name), None)
    if client is None:
        names = ", ".join(dict.fromkeys(client.name for client in (*EDITORS, *MCP_CLIENTS)))
        print(f"hermes acp: there is no editor {name!r}; known are {names}", file=sys.stderr)
        return 2
    place = client.place(sys.platform)
    print(f"For {located(place.file, os.environ)}:", file=sys.stderr)
    entry = client.entry(own_command())
    whole = nested(place.path, entry)
    print(json.dumps(whole, indent=2, ensure_ascii=False) if place.path else entry)
    return 0


def _list(clients: tuple[Client, ...], *, as_json: bool) -> int:
    from hermes_acp.installing.change import located, present
    from hermes_acp.installing.jsonc import JsoncError, find, parse

    rows: list[dict[str, object]] = []
    for client in clients:
        place = client.place(sys.platform)
        file = located(place.file, os.environ)
        entered = False
        try:
            with open(file, encoding="utf-8") as stream:
                text = stream.read()
            entered = not place.path or find(parse(text), place.path) is not None
        except (OSError, UnicodeDecodeError, JsoncError):
            entered = False
        rows.append(
            {"name": client.name, "label": client.label, "found": present(client), "entered": entered, "file": file}
        )
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        state = "Hermes is entered" if row["entered"] else "found" if row["found"] else "not found here"
        print(f"{row['name']!s:<{width}}  {state:<17}  {row['file']}")
    print("\nEnter it with: hermes install EDITOR   (see first what would change: --dry-run)")
    return 0


def _parser(names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hermes install",
        description="Enter Hermes into an editor's settings: comments and other entries stay as they are, the old file "
        "is kept beside the new one, and the change is shown. Without EDITOR, list the editors found on this machine.",
    )
    parser.add_argument("editor", metavar="EDITOR", nargs="?", choices=names, help=", ".join(names))
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="the list of editors as JSON")
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that every installing command has."""
    parser.add_argument("--dry-run", action="store_true", help="show the change and write nothing")
    parser.add_argument("--project", action="store_true", help="the settings of the project in this directory instead")
    parser.add_argument("--uninstall", action="store_true", help="take Hermes out again")
