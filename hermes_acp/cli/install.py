"""``hermes install``: enter Hermes into an editor's settings, show what changes, keep a backup.

Without an editor it lists those it knows and which of them are on this machine.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hermes_acp.installing.change import Change
    from hermes_acp.installing.client import Client


def run(argv: list[str]) -> int:
    """The command. 0 when done, 1 when it could not be, 2 for wrong usage."""
    from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS

    options = _parser([client.name for client in EDITORS]).parse_args(argv)
    if options.editor is None:
        from hermes_acp.cli.install_list import show

        return show(as_json=options.json)
    client = chosen(options.editor, (*EDITORS, *MCP_CLIENTS), "hermes install")
    return 2 if client is None else enter(client, "hermes install", options)


def chosen(name: str, clients: Sequence[Client], program: str) -> Client | None:
    """The client that a person names; None when there is none, which it says."""
    from hermes_acp.errors import UserError
    from hermes_acp.installing.client import named

    try:
        return named(name, clients)
    except UserError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return None


def enter(client: Client, program: str, options: argparse.Namespace) -> int:
    """Enter Hermes into the client's settings, or take it out. Returns the exit code."""
    from hermes_acp.cli.paint import Paint
    from hermes_acp.installing.change import plan
    from hermes_acp.installing.places import own_command, present

    place = None
    if options.project:
        if client.project is None:
            sentence = f"{client.label} reads no such settings from a project; leave --project out"
            print(f"{program}: {sentence}", file=sys.stderr)
            return 2
        place = client.project._replace(file=os.path.join(os.getcwd(), client.project.file))
    # A project's file is shared: the path of this machine would be wrong on the next.
    command = "hermes" if options.project else own_command()
    change, here = plan(client, command, place=place, remove=options.uninstall), present(client)
    paint = Paint(sys.stdout)
    for line in change.diff.splitlines():
        paint.change(line)
    if change.none:
        print(f"{change.file} needs no change.")
    if options.dry_run:
        if client.extension and not options.project:
            print(f"The extension would {'leave' if options.uninstall else 'be put into'} {client.label}.")
        print("Nothing was written (--dry-run).")
        return 0
    _make(change)
    if client.extension and not options.project:
        (_remove_extension if options.uninstall else _add_extension)(client)
    if not options.uninstall:
        _say_next(client, command, here=here)
    return 0


def _make(change: Change) -> None:
    """Write what changes, and say where and what became of the old."""
    if change.none:
        return
    backup = change.make()
    print(f"Wrote {change.file}." if change.after is not None else f"Removed {change.file}.")
    if backup:
        print(f"What was there is kept in {backup}.")


def _say_next(client: Client, command: str, *, here: bool) -> None:
    """What the person is to know and to do now."""
    from hermes_acp.installing.places import fleeting

    if not here:
        print(f"{client.label} was not found on this machine; its settings are ready for when it is.")
    if fleeting(command):
        print(f"{command} is in a cache that may be cleaned. Better: uv tool install hermes-editor-agent, and again.")
    if client.after:
        print(f"Next: {client.after}")


def _add_extension(client: Client) -> None:
    """Pack the extension that comes along and have the editor install it, or say how a person does."""
    from pathlib import Path

    from hermes_acp.config.paths import hermes_home
    from hermes_acp.installing.extension import hand_over
    from hermes_acp.installing.vsix import pack, source

    package = Path(hermes_home()) / "editors" / "hermes-acp.vsix"
    extension = pack(source(), package)
    hand_over(client.extension, package)
    print(f"Installed the extension {extension.id} {extension.version} in {client.label}.")


def _remove_extension(client: Client) -> None:
    """Have the editor remove the extension, or say how a person does."""
    from hermes_acp.installing.extension import take_back
    from hermes_acp.installing.vsix import about, source

    extension = about(source())
    take_back(client.extension, extension)
    print(f"Removed the extension {extension.id} from {client.label}.")


def print_config(name: str) -> int:
    """Print what the settings of an editor, or of an MCP client, need. Returns the exit code."""
    import json

    from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
    from hermes_acp.installing.jsonc_change import put
    from hermes_acp.installing.places import own_command, place_of

    client = chosen(name, (*EDITORS, *MCP_CLIENTS), "hermes acp --print-config")
    if client is None:
        return 2
    file, path = place_of(client)
    print(f"For {file}:", file=sys.stderr)
    entry = client.entry(own_command())
    print(put("", path, entry) if path else entry if isinstance(entry, str) else json.dumps(entry), end="")
    return 0


def _parser(names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hermes install",
        description="Enter Hermes into an editor's settings: comments and other entries stay as they are, the old file "
        "is kept beside the new one, and the change is shown. Without EDITOR, list the editors found on this machine.",
    )
    parser.add_argument("editor", metavar="EDITOR", nargs="?", help=", ".join(names))
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="the list of editors as JSON")
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that every installing command has."""
    parser.add_argument("--dry-run", action="store_true", help="show the change and write nothing")
    parser.add_argument("--project", action="store_true", help="the settings of the project in this directory instead")
    parser.add_argument("--uninstall", action="store_true", help="take Hermes out again")
