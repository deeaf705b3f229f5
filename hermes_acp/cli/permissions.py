"""``hermes permissions``: list, add and remove rules, and see how a command would be judged.

``test`` judges as a session would in mode ``ask``, in a trusted workspace at the current directory, without any
saved rule.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

from hermes_acp.cli.trust import state_dir

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Decision, Setting

VERDICTS = {"allow": "auto", "ask": "ask", "deny": "deny"}


def run(argv: list[str]) -> int:
    """The command. 0 when done, 2 when it could not be."""
    from hermes_acp.approval.rules import RuleError

    options = _parser().parse_args(argv)
    try:
        return options.act(options)
    except (RuleError, OSError) as error:
        print(f"hermes permissions: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    from hermes_acp.approval.rules import Effect

    parser = argparse.ArgumentParser(
        prog="hermes permissions",
        description="The rules about what may be done unasked. A rule is kind(pattern): shell(npm test), "
        "shell(cargo test:*), edit(src/**), read(~/notes/**), fetch(docs.python.org), mcp(server/tool), tool(name).",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="show the rules for this directory")
    listing.set_defaults(act=_list)
    for name, act, help_text in (("add", _add, "put a rule in force"), ("remove", _remove, "take a rule out of force")):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("rule", metavar="RULE", help="such as 'shell(npm test)'")
        command.add_argument("--effect", choices=get_args(Effect), default="allow", help="default: allow")
        command.add_argument("--scope", choices=("user", "project"), default="user", help="default: user (everywhere)")
        command.set_defaults(act=act)
    test = commands.add_parser("test", help="show how a command would be judged, without running anything")
    test.add_argument("command", metavar="COMMAND", help="a shell line in quotes, or - for one a line from stdin")
    test.add_argument("--json", action="store_true", help="write one JSON object a line")
    test.set_defaults(act=_test)
    return parser


def _list(options: argparse.Namespace) -> int:
    from hermes_acp.approval.rulefile import load_rules
    from hermes_acp.approval.trust import TrustStore

    state = state_dir()
    rules, problems = load_rules(state, os.getcwd(), trusted=TrustStore(state).trusted(os.getcwd()))
    for scope in ("user", "project"):
        for rule in rules.in_scope(scope):
            print(f"{scope:8} {rule.effect:6} {rule}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 2 if problems else 0


def _add(options: argparse.Namespace) -> int:
    from hermes_acp.approval.rulefile import remember
    from hermes_acp.approval.rules import parse_rule

    remember(state_dir(), os.getcwd(), parse_rule(options.rule, options.effect), options.scope)
    return 0


def _remove(options: argparse.Namespace) -> int:
    from hermes_acp.approval.rulefile import forget
    from hermes_acp.approval.rules import parse_rule

    if forget(state_dir(), os.getcwd(), parse_rule(options.rule, options.effect), options.scope):
        return 0
    print(f"There is no such rule: {options.effect} {options.rule} ({options.scope}).", file=sys.stderr)
    return 2


def _test(options: argparse.Namespace) -> int:
    lines = _lines(sys.stdin.buffer) if options.command == "-" else [options.command]
    for line in lines:
        decision = _judge(line)
        if options.json:
            row = {"command": line, "verdict": VERDICTS[decision.verdict], "rule": decision.rule, "why": decision.why}
            print(json.dumps(row), flush=True)
        else:
            _explain(line, decision)
    return 0


def _lines(stream: Iterable[bytes]) -> Iterable[str]:
    """One command a line; a line that is a JSON string is that string, so a command may hold line breaks."""
    for raw in stream:
        line = raw.decode("utf-8", "surrogateescape").removesuffix("\n")
        try:
            value: object = json.loads(line)
        except ValueError:
            value = line
        yield value if isinstance(value, str) else line


def _judge(line: str) -> Decision:
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.rules import RuleBook
    from hermes_acp_tools.action import Action

    setting = _setting()
    return Policy(RuleBook()).decide(Action("terminal", "execute", command=line, cwd=setting.cwd), setting)


def _setting() -> Setting:
    from hermes_acp.approval.decision import Setting

    cwd = os.path.realpath(os.getcwd())
    home = os.path.expanduser("~")
    return Setting("ask", (cwd,), cwd, home, trusted=True, interactive=True, state_dir=state_dir())


def _explain(line: str, decision: Decision) -> None:
    """The parse and the rule, for a person."""
    from hermes_acp.approval.characters import escaped
    from hermes_acp.approval.shell.parse import parse
    from hermes_acp.approval.shell.unwrap import everything

    setting = _setting()
    print(f"command  {escaped(line)}")
    for found in everything(parse(line, (setting.cwd,), setting.home), setting.home):
        words = [word.replace("\x00", "…") for word in found.segment.argv]
        redirects = " ".join(f"{operator} {target}" for operator, target in found.segment.redirects)
        print(f"  {'  ' * found.depth}runs   {' '.join(map(repr, words))} {redirects}".rstrip())
    print(f"verdict  {VERDICTS[decision.verdict]}\nrule     {decision.rule}\nwhy      {decision.why}")
    for proposal in decision.proposals:
        print(f"  could  {proposal.rule} ({proposal.scope})")
