"""``hermes trust``: say which workspaces may bring their own configuration."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.approval.trust import TrustStore

DESCRIPTION = """\
Trust the repository around PATH: the skills, commands, hooks, MCP servers, settings and rules it brings along are then
used. Trust belongs to this very directory with what it holds now; a copy, a nested repository, or a version that brings
something else needs it anew. Without it you can work there all the same; what it brings is left out."""


def run(arguments: Sequence[str]) -> int:
    """The command. 0 when done, 1 when it could not be."""
    options = parser().parse_args(arguments)

    from hermes_acp.approval.trust import TrustStore
    from hermes_acp.config.paths import hermes_home

    store = TrustStore(hermes_home())
    try:
        if options.list:
            return _list(store, as_json=options.json)
        if options.remove:
            return _remove(store, options.path)
        return _trust(store, options.path)
    except OSError as error:
        print(f"hermes trust: {error.filename or options.path}: {error.strerror}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(prog="hermes trust", description=DESCRIPTION)
    made.add_argument("path", nargs="?", default=".", metavar="PATH", help="a directory (default: the current one)")
    what = made.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show what is trusted")
    what.add_argument("--remove", action="store_true", help="trust PATH no longer")
    made.add_argument("--json", action="store_true", help="with --list: one JSON object a line")
    return made


def _trust(store: TrustStore, path: str) -> int:
    from hermes_acp.approval.brought import brought

    root = store.add(path).path
    things = dict.fromkeys(f"{words} ({name})" for name, words in brought(root).items())
    print(f"{root} is trusted now.")
    print(
        f"Hermes now uses from it: {', '.join(things)}." if things else "There is nothing in it yet that needs trust."
    )
    return 0


def _remove(store: TrustStore, path: str) -> int:
    if store.remove(path):
        print(f"{os.path.realpath(path)} is not trusted any more.")
        return 0
    print(f"{os.path.realpath(path)} was not trusted. See what is: hermes trust --list", file=sys.stderr)
    return 1


def _list(store: TrustStore, *, as_json: bool) -> int:
    for identity in store.all():
        standing = store.standing(identity.path) if os.path.isdir(identity.path) else "gone"
        if as_json:
            print(json.dumps({"path": identity.path, "standing": standing}))
        else:
            note = {"trusted": "", "gone": "  (not there any more)"}.get(
                standing, f"  (has changed since; to trust it again: hermes trust {identity.path})"
            )
            print(f"{identity.path}{note}")
    if not as_json and not store.all():
        print("No workspace is trusted. Trust the one you are in with: hermes trust", file=sys.stderr)
    return 0
