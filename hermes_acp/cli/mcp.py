"""``hermes mcp``: the servers of further tools, and Hermes as such a server. Picks the command, no more."""

from __future__ import annotations

import importlib
import sys

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("hermes_acp.cli.mcp_serve:run", "serve Hermes itself to an MCP client"),
    "install": ("hermes_acp.cli.mcp_install:run", "enter Hermes into an MCP client's settings"),
    "add": ("hermes_acp.cli.mcp_add:add", "add a server to your settings"),
    "remove": ("hermes_acp.cli.mcp_remove:remove", "take a server out of your settings, with all that was kept of it"),
    "list": ("hermes_acp.cli.mcp_settings:show", "list the servers that count here"),
    "import": ("hermes_acp.cli.mcp_import:bring", "take servers over from another program's settings"),
    "tools": ("hermes_acp.cli.mcp_trying:tools", "list a server's tools, and choose which are used"),
    "test": ("hermes_acp.cli.mcp_trying:test", "start a server, and say what it offers or what is wrong"),
    "login": ("hermes_acp.cli.mcp_trying:login", "sign in to a server"),
    "logout": ("hermes_acp.cli.mcp_settings:logout", "forget the sign-in at a server"),
    "approve": ("hermes_acp.cli.mcp_settings:approve", "let a server of this project be started"),
}
"""Command → the function ``(argv) -> int`` that carries it out, and what it is for."""
ALIASES = {"rm": "remove", "ls": "list", "configure": "tools", "config": "tools", "reauth": "login"}
"""Further words for commands, as Hermes Agent has them."""


def run(argv: list[str]) -> int:
    """The command. 0 when done, 1 when it failed, 2 for wrong usage; SystemExit for ``--help``, as every command."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(usage())
        raise SystemExit(0 if argv else 2)
    found = COMMANDS.get(ALIASES.get(argv[0], argv[0]))
    if found is None:
        print(f"hermes mcp: there is no command {argv[0]!r}; `hermes mcp --help` lists them", file=sys.stderr)
        return 2
    module, _, function = found[0].partition(":")
    return getattr(importlib.import_module(module), function)(argv[1:])


def usage() -> str:
    """The text of ``hermes mcp --help``."""
    width = max(map(len, COMMANDS))
    rows = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items()]
    return "\n".join(
        [
            "usage: hermes mcp COMMAND [ARGUMENTS]",
            "",
            "Servers of further tools, over the Model Context Protocol.",
            "",
            *rows,
            "",
            "`hermes mcp COMMAND --help` says more about each.",
        ]
    )
