"""``hermes mcp add | remove | list | logout | approve``: what is written down about servers. Starts none."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.cli.mcp_writing import write
from hermes_acp.cli.streams import harmless
from hermes_acp.config.paths import hermes_home
from hermes_acp.errors import ConfigError

if TYPE_CHECKING:
    from hermes_acp.mcp_client.config import ServerConfig


def add(argv: list[str]) -> int:
    """``hermes mcp add NAME -- COMMAND [ARGUMENTS]`` or ``hermes mcp add NAME --url URL``."""
    parser = argparse.ArgumentParser(
        prog="hermes mcp add",
        description="Add a server to your settings: hermes mcp add git -- uvx mcp-server-git, or "
        "hermes mcp add docs --url https://example.org/mcp. Values that look like secrets are kept in .env.",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--url", help="address of a server that is running")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="a variable it gets")
    parser.add_argument("--header", action="append", default=[], metavar="NAME=VALUE", help="a header of each request")
    parser.add_argument("--replace", action="store_true", help="in place of one of that name")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="program and arguments")
    options = parser.parse_args(_flags_first(argv))
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if bool(command) == bool(options.url):
        parser.error("give either a command behind -- or --url")
    entry: dict[str, object] = {"url": options.url} if options.url else {"command": command[0]}
    if command[1:]:
        entry["args"] = command[1:]
    for key, pairs in (("env", options.env), ("headers", options.header)):
        if pairs:
            entry[key] = _pairs(parser, pairs)
    name = write(options.name, entry, replace=options.replace)
    print(f"{name} is added. `hermes mcp test {name}` tries it.")
    return 0


def remove(argv: list[str]) -> int:
    """``hermes mcp remove NAME``."""
    from hermes_acp.approval.pins import PinStore
    from hermes_acp.config.edit import take_out

    name = _one_name("remove", "Take a server out of your settings, with its sign-in and what you allowed.", argv)
    home = hermes_home()
    server = next((each for each in configured() if each.name == name and each.origin == "user"), None)
    if take_out(home, f"mcp_servers.{written_name(name)}") is None:
        print(f"hermes mcp: there is no server {name!r} in your settings", file=sys.stderr)
        return 2
    PinStore(home).forget(name)
    if server is not None and server.transport == "http":
        _forget(server)
    print(f"{name} is removed.")
    return 0


def show(argv: list[str]) -> int:
    """``hermes mcp list``."""
    parser = argparse.ArgumentParser(prog="hermes mcp list", description="List the servers that count here.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    faults: list[str] = []
    servers = configured(faults)
    if options.json:
        rows = [
            {
                "name": server.name,
                "origin": server.origin,
                "transport": server.transport,
                "enabled": server.enabled,
                "what": server.shown,
            }
            for server in servers
        ]
        print(json.dumps({"servers": rows, "faults": faults}, ensure_ascii=False, indent=2))
    elif not servers:
        print("There are no servers. Add one: hermes mcp add NAME -- COMMAND, or hermes mcp import")
    else:
        width = max(len(server.name) for server in servers)
        for server in servers:
            state = "" if server.enabled else " (off)"
            print(harmless(f"{server.name:<{width}}  {server.origin:<7}  {server.shown}{state}"))
    for fault in faults:
        print(harmless(f"hermes mcp: {fault}"), file=sys.stderr)
    return 0


def logout(argv: list[str]) -> int:
    """``hermes mcp logout NAME``."""
    name = _one_name("logout", "Forget the sign-in at a server.", argv)
    server = named(name)
    if server.transport != "http" or not _forget(server):
        print(f"hermes mcp: there is no sign-in at {name}", file=sys.stderr)
        return 1
    print(f"The sign-in at {name} is forgotten here.")
    return 0


def approve(argv: list[str]) -> int:
    """``hermes mcp approve NAME``."""
    from hermes_acp.mcp_client.approved import ApprovedServers

    parser = argparse.ArgumentParser(
        prog="hermes mcp approve",
        description="Let a server that this project brings along be started, until its command changes.",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--revoke", action="store_true", help="no longer")
    options = parser.parse_args(argv)
    server = named(options.name)
    if server.origin != "project":
        print(f"hermes mcp: {server.name} is in your own settings and needs no approval", file=sys.stderr)
        return 2
    approved = ApprovedServers(hermes_home())
    if options.revoke:
        approved.remove(os.getcwd(), server)
        print(f"{server.name} is asked about again.")
    else:
        approved.add(os.getcwd(), server)
        print(harmless(f"{server.name} may be started here: {server.shown}"))
    return 0


def configured(faults: list[str] | None = None) -> list[ServerConfig]:
    """The servers that count in the current directory."""
    from hermes_acp.config.layers import read_layers
    from hermes_acp.mcp_client.configured import configured as found

    home = hermes_home()
    servers, wrong = found(home, read_layers(home), os.getcwd())
    if faults is not None:
        faults += wrong
    return servers


def named(name: str) -> ServerConfig:
    """The server of that name. ConfigError when there is none."""
    servers = configured()
    server = next((server for server in servers if server.name == name), None)
    if server is None:
        there = ", ".join(server.name for server in servers)
        raise ConfigError(f"There is no MCP server {name!r} here. There are: {there or 'none'}.")
    return server


def _forget(server: ServerConfig) -> bool:
    from hermes_acp.mcp_client.tokens import TokenFile

    return TokenFile(hermes_home(), server).forget()


def written_name(name: str) -> str:
    """The key under which a server stands in the settings, which may be spelled in a way we changed."""
    from hermes_acp.config.files import read_file
    from hermes_acp.config.paths import config_file
    from hermes_acp.mcp_client.config import server_name

    table = read_file(config_file(hermes_home())).get("mcp_servers")
    keys = [str(key) for key in cast("dict[object, object]", table)] if isinstance(table, dict) else []
    return next((key for key in keys if server_name(key) == name), name)


def _pairs(parser: argparse.ArgumentParser, pairs: Sequence[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    if odd := next((pair for pair, (_, sign, _) in zip(pairs, split, strict=True) if not sign), None):
        parser.error(f"{odd!r} is not NAME=VALUE")
    return {name: value for name, _, value in split}


def _flags_first(argv: list[str]) -> list[str]:
    """The arguments so that a name may stand before or behind the flags, and all behind ``--`` is the command."""
    at = argv.index("--") if "--" in argv else len(argv)
    before = argv[:at]
    name = next((word for index, word in enumerate(before) if _is_name(before, index)), None)
    if name is None:
        return argv
    before.remove(name)
    return [*before, name, *argv[at:]]


def _is_name(words: Sequence[str], index: int) -> bool:
    takes_value = index > 0 and words[index - 1] in ("--url", "--env", "--header")
    return not words[index].startswith("-") and not takes_value


def _one_name(command: str, about: str, argv: list[str]) -> str:
    parser = argparse.ArgumentParser(prog=f"hermes mcp {command}", description=about)
    parser.add_argument("name", metavar="NAME")
    return parser.parse_args(argv).name
