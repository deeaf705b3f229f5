"""``hermes mcp remove``: a server is taken out with all that was kept because of it.

Another server may be added under its name: nothing a person allowed this one, and no secret of it, may pass to that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from hermes_acp.cli.mcp_settings import configured, forget_sign_in, one_name, written, written_name
from hermes_acp.cli.mcp_writing import secret_of
from hermes_acp.config.paths import hermes_home

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Scope
    from hermes_acp.approval.rules import Rule


def remove(argv: list[str]) -> int:
    """``hermes mcp remove NAME``."""
    from hermes_acp.approval.pins import PinStore
    from hermes_acp.config.edit import take_out
    from hermes_acp.mcp_client.config import server_name

    about = "Take a server out of your settings, with its sign-in, its secrets and the rules that allow it things."
    name, home = server_name(one_name("remove", about, argv)), hermes_home()
    key = written_name(name)
    entry = written().get(key)
    server = next((each for each in configured() if each.name == name and each.origin == "user"), None)
    if take_out(home, f"mcp_servers.{key}") is None:
        print(f"hermes mcp: there is no server {name!r} in your settings", file=sys.stderr)
        return 2
    for secret in _secrets(name, entry):
        take_out(home, secret)
    PinStore(home).forget(name)
    if server is not None and server.transport == "http":
        forget_sign_in(server)
    print(f"{name} is removed.")
    for rule in _take_back(name, home):
        print(f"No longer in force: {rule}")
    return 0


def _secrets(name: str, entry: object) -> list[str]:
    """The variables of ``.env`` that ``hermes mcp add`` put there for this server."""
    found: list[str] = []
    if not isinstance(entry, Mapping):
        return found
    tables = cast("Mapping[str, object]", entry)
    for table in (tables.get("env"), tables.get("headers")):
        if isinstance(table, Mapping):
            pairs = cast("Mapping[str, object]", table).items()
            found += [secret_of(name, each) for each, value in pairs if value == f"${{{secret_of(name, each)}}}"]
    return found


def _take_back(name: str, home: str) -> list[str]:
    """Take back the rules that allow this server something, everywhere and in this directory."""
    from hermes_acp.approval.rulefile import forget, load_rules

    rules, _ = load_rules(home, os.getcwd(), trusted=False)
    scopes: tuple[Scope, ...] = ("user", "project")
    mine: list[tuple[Rule, Scope]] = [
        (rule, scope)
        for scope in scopes
        for rule in rules.in_scope(scope)
        if rule.kind == "mcp" and rule.effect == "allow" and rule.pattern.partition("/")[0] == name
    ]
    return [str(rule) for rule, scope in mine if forget(home, os.getcwd(), rule, scope)]
