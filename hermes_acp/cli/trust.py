"""``hermes trust``: say which workspaces may bring their own configuration and be worked in."""

from __future__ import annotations

import argparse
import os
import sys


def run(argv: list[str]) -> int:
    """The command. 0 when done, 2 when it could not be."""
    parser = argparse.ArgumentParser(
        prog="hermes trust",
        description="Trust the repository around PATH: its rules, skills and servers are then read, and work is "
        "possible there. Trust belongs to this very directory; a copy or a nested repository needs its own.",
    )
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a directory (default: the current one)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show what is trusted")
    what.add_argument("--remove", action="store_true", help="trust PATH no longer")
    options = parser.parse_args(argv)

    from hermes_acp.approval.trust import TrustStore

    store = TrustStore(state_dir())
    try:
        if options.list:
            for identity in store.all():
                print(identity.path)
        elif options.remove:
            if not store.remove(options.path):
                print(f"{os.path.realpath(options.path)} was not trusted.", file=sys.stderr)
                return 2
        else:
            print(f"{store.add(options.path).path} is trusted now.")
    except OSError as error:
        print(f"hermes trust: {error}", file=sys.stderr)
        return 2
    return 0


def state_dir() -> str:
    """``$HERMES_HOME``, by default ``~/.hermes``."""
    return os.path.abspath(os.environ.get("HERMES_HOME") or os.path.expanduser("~/.hermes"))
