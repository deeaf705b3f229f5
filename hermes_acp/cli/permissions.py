"""``hermes permissions``: list, add and remove rules, and see how a command would be judged."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast, get_args

from hermes_acp.config.paths import hermes_home

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Scope
    from hermes_acp.approval.rules import Effect

DESCRIPTION = """\
The rules about what may be done without asking you. Known reads inside the workspace need no rule; everything else asks
until a rule says otherwise. deny beats ask, ask beats allow."""
RULES = """\
rules:
  shell(npm test)        this command and no other words
  shell(cargo test:*)    this command with any words behind it
  edit(src/**)           changing files        read(~/notes/**)   reading files outside the workspace
  fetch(docs.python.org) one host              mcp(server/tool)   a tool of an MCP server, or mcp(server/*)
  tool(name)             a plugin's tool       command(*--force*) a glob over commands, to deny or ask

examples:
  hermes permissions add 'shell(npm test)'
  hermes permissions add 'shell(git push:*)' --effect ask
  hermes permissions add 'read(secrets/**)' --effect deny --scope project
  hermes permissions test 'git log -3 | head'"""
PLACES = {"user": "everywhere", "project": "this project"}


def run(arguments: Sequence[str]) -> int:
    """The command. 0 when done, 1 when it could not be."""
    from hermes_acp.approval.rules import RuleError

    made = parser()
    options = made.parse_args(arguments or ["--help"])
    try:
        return options.act(options)
    except RuleError as error:
        print(f"hermes permissions: {error}", file=sys.stderr)
        print("How rules are written: hermes permissions --help", file=sys.stderr)
    except OSError as error:
        print(f"hermes permissions: {error.filename or 'the rules'}: {error.strerror}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    from hermes_acp.approval.rules import Effect
    from hermes_acp.cli.judging import add_arguments

    made = argparse.ArgumentParser(
        prog="hermes permissions",
        description=DESCRIPTION,
        epilog=RULES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="show the rules that count in this directory")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(act=_list)
    for name, act, help_text in (("add", _add, "put a rule in force"), ("remove", _remove, "take a rule out of force")):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("rule", metavar="RULE", help="in quotes, such as 'shell(npm test)'")
        command.set_defaults(act=act)
        default = "allow" if name == "add" else None
        command.add_argument("--effect", choices=get_args(Effect), default=default, help=f"default: {default or 'any'}")
        scope = "user" if name == "add" else None
        text = "user is everywhere, project is this repository"
        command.add_argument("--scope", choices=("user", "project"), default=scope, help=text)
    add_arguments(commands.add_parser("test", help="show how a command would be judged; nothing is run"))
    return made


def _list(options: argparse.Namespace) -> int:
    from hermes_acp.approval.rulefile import load_rules
    from hermes_acp.approval.rules import denied_texts
    from hermes_acp.approval.trust import TrustStore
    from hermes_acp.config.layers import read_layers

    home, here = hermes_home(), os.getcwd()
    rules, problems = load_rules(home, here, trusted=TrustStore(home).trusted(here))
    found = [("settings", rule) for rule in denied_texts(read_layers(home).get("approvals.deny"))]
    for scope in cast("tuple[Scope, ...]", ("user", "project")):
        found += [(scope, rule) for rule in rules.in_scope(scope)]
    for where, rule in found:
        row = {"scope": where, "effect": rule.effect, "rule": str(rule)}
        print(json.dumps(row) if options.json else f"{where:8} {rule.effect:6} {rule}")
    if not found and not options.json:
        print("No rules are saved: known reads run, everything else asks.", file=sys.stderr)
        print("Add one with: hermes permissions add 'shell(npm test)'", file=sys.stderr)
    for problem in problems:
        print(f"hermes permissions: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _add(options: argparse.Namespace) -> int:
    from hermes_acp.approval.proposals import too_wide
    from hermes_acp.approval.rulefile import remember
    from hermes_acp.approval.rules import parse_rule

    rule = parse_rule(options.rule, options.effect)
    new = remember(hermes_home(), os.getcwd(), rule, options.scope)
    print(f"{'Added' if new else 'It was there already'}: {rule.effect} {rule}, {PLACES[options.scope]}.")
    if warning := too_wide(rule):
        print(f"Note: {warning} Take it back with: hermes permissions remove '{rule}'", file=sys.stderr)
    return 0


def _remove(options: argparse.Namespace) -> int:
    from hermes_acp.approval.rulefile import forget
    from hermes_acp.approval.rules import Effect, RuleError, parse_rule

    effects = cast("tuple[Effect, ...]", (options.effect,) if options.effect else get_args(Effect))
    gone: list[str] = []
    for effect in effects:
        try:
            rule = parse_rule(options.rule, effect)
        except RuleError:
            if len(effects) == 1 or effect == effects[-1]:
                raise
            continue  # a rule that only other effects may have
        scopes = cast("tuple[Scope, ...]", (options.scope,) if options.scope else ("user", "project"))
        found = [scope for scope in scopes if forget(hermes_home(), os.getcwd(), rule, scope)]
        gone += [f"{effect} {rule}, {PLACES[scope]}" for scope in found]
    for each in gone:
        print(f"Removed: {each}.")
    if not gone:
        print(f"There is no rule {options.rule} here. See those there are: hermes permissions list", file=sys.stderr)
    return 0 if gone else 1
