"""``hermes mcp install``: enter Hermes as a server into an MCP client's settings, showing what changes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from hermes_acp.config.paths import hermes_home

if TYPE_CHECKING:
    from hermes_acp.installing.client import Client


READS = "It may only read so far; with --allow-run it also runs the agent for you."


def run(argv: list[str]) -> int:
    """The command. 0 when done, 1 when it could not be, 2 for wrong usage."""
    from hermes_acp.cli.install import chosen, enter
    from hermes_acp.installing.clients import MCP_CLIENTS

    options = parser([client.name for client in MCP_CLIENTS]).parse_args(argv)
    client = chosen(options.client, MCP_CLIENTS, "hermes mcp install")
    if client is None:
        return 2
    home = {} if options.project else other_home()
    return enter(with_arguments(client, further(options), home), "hermes mcp install", options)


def further(options: argparse.Namespace) -> list[str]:
    """What the client is to pass on to ``hermes mcp serve``."""
    places = [word for place in options.workspace for word in ("--workspace", os.path.abspath(place))]
    flags = [flag for flag in ("--allow-run", "--allow-write") if getattr(options, flag[2:].replace("-", "_"))]
    return [*places, *flags]


def other_home() -> dict[str, str]:
    """The variable for a home, or a profile, that is not the usual one: a desktop knows nothing of this shell."""
    home = hermes_home()
    return {} if home == hermes_home(environ={}) else {"HERMES_HOME": home}


def with_arguments(client: Client, more: list[str], variables: Mapping[str, str]) -> Client:
    """The client with an entry that passes more arguments and variables."""

    def entry(command: str) -> object:
        usual = cast("dict[str, object]", client.entry(command))
        args = [*cast("list[str]", usual["args"]), *more]
        env = {**cast("dict[str, str]", usual.get("env") or {}), **variables}
        return {**usual, "args": args, **({"env": env} if variables else {})}

    runs = any(flag.startswith("--allow") for flag in more)
    return client._replace(entry=entry, after=client.after if runs else f"{client.after} {READS}")


def parser(names: list[str]) -> argparse.ArgumentParser:
    """The command's arguments."""
    from hermes_acp.cli.install import add_options

    made = argparse.ArgumentParser(
        prog="hermes mcp install",
        description="Enter Hermes as a server into an MCP client's settings: other entries and comments stay as they "
        "are, the old file is kept beside the new one, and the change is shown. Reading only, unless more is allowed.",
    )
    made.add_argument("--client", required=True, metavar="CLIENT", help=", ".join(names))
    add_options(made)
    made.add_argument("--workspace", action="append", default=[], metavar="DIR", help="a directory to work in")
    made.add_argument("--allow-run", action="store_true", help="let the client run the agent; it asks before changes")
    made.add_argument("--allow-write", action="store_true", help="let runs edit files of the workspace unasked")
    return made
