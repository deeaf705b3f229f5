"""``hermes mcp list | logout | approve``: what is written down about servers. Starts none."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, cast

from hermes_acp.cli.streams import harmless
from hermes_acp.config.paths import hermes_home
from hermes_acp.errors import ConfigError

if TYPE_CHECKING:
    from hermes_acp.mcp_client.config import ServerConfig


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
                "approved": _approved(server),
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
            state = " (off)" if not server.enabled else "" if _approved(server) else " (asked about before it starts)"
            print(harmless(f"{server.name:<{width}}  {server.origin:<7}  {server.shown}{state}"))
    for fault in [*faults, *_held_back()]:
        print(harmless(f"hermes mcp: {fault}"), file=sys.stderr)
    return 0


def logout(argv: list[str]) -> int:
    """``hermes mcp logout NAME``."""
    server = named(one_name("logout", "Forget the sign-in at a server.", argv))
    if server.transport != "http" or not forget_sign_in(server):
        print(f"hermes mcp: there is no sign-in at {server.name}", file=sys.stderr)
        return 1
    print(f"The sign-in at {server.name} is forgotten here.")
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
    from hermes_acp.mcp_client.config import server_name

    servers = configured()
    server = next((server for server in servers if server.name in (name, server_name(name))), None)
    if server is None:
        there = ", ".join(server.name for server in servers)
        raise ConfigError(f"There is no MCP server {name!r} here. There are: {there or 'none'}.")
    return server


def _held_back() -> list[str]:
    """What to say of servers that a project names and that do not count, since nobody trusts it."""
    from hermes_acp.approval.trust import TrustStore
    from hermes_acp.mcp_client.importing import project_file, read_file

    here = os.getcwd()
    if TrustStore(hermes_home()).trusted(here):
        return []
    try:
        names = ", ".join(read_file(project_file(here)))
    except ConfigError as error:
        return [str(error)]
    return [f"this project names {names}, which count once you trust it: hermes trust"] if names else []


def _approved(server: ServerConfig) -> bool:
    """Whether it starts without a question."""
    from hermes_acp.mcp_client.approved import ApprovedServers

    return server.origin != "project" or ApprovedServers(hermes_home()).has(os.getcwd(), server)


def forget_sign_in(server: ServerConfig) -> bool:
    """Delete the tokens of a server at an address; False when there were none."""
    from hermes_acp.mcp_client.tokens import TokenFile

    return TokenFile(hermes_home(), server).forget()


def written_name(name: str) -> str:
    """The key under which a server stands in the settings, which may be spelled in a way we changed."""
    from hermes_acp.mcp_client.config import server_name

    return next((key for key in written() if server_name(key) == name), name)


def written() -> dict[str, object]:
    """The servers as they stand in the person's settings, by key."""
    from hermes_acp.config.files import read_file
    from hermes_acp.config.paths import config_file

    table = read_file(config_file(hermes_home())).get("mcp_servers")
    return (
        {str(key): value for key, value in cast("dict[object, object]", table).items()}
        if isinstance(table, dict)
        else {}
    )


def one_name(command: str, about: str, argv: list[str]) -> str:
    """The argument of a command that takes the name of a server."""
    parser = argparse.ArgumentParser(prog=f"hermes mcp {command}", description=about)
    parser.add_argument("name", metavar="NAME")
    return parser.parse_args(argv).name
