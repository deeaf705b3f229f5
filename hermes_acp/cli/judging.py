"""``hermes permissions test``: how a command would be judged, which rule decides, and what of it would run.

With ``--json`` as a session would judge in mode ``ask``, in a trusted workspace at the current directory, without any
saved rule. For a person the rules saved here count, unless they say otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

from hermes_acp.config.paths import hermes_home

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Decision, Mode, Setting
    from hermes_acp.approval.rules import RuleBook

VERDICTS = {"allow": "auto", "ask": "ask", "deny": "deny"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said behind ``test``."""
    from hermes_acp.approval.decision import Mode

    parser.add_argument("command", metavar="COMMAND", help="a shell line in quotes, or - for one a line from stdin")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; no saved rules count")
    parser.add_argument("--mode", choices=get_args(Mode), default="ask", help="the mode to judge in (default: ask)")
    rules = parser.add_mutually_exclusive_group()
    rules.add_argument("--saved", dest="saved", action="store_true", default=None, help="count the rules saved here")
    rules.add_argument("--no-saved", dest="saved", action="store_false", help="count no saved rules")
    parser.set_defaults(act=test)


def test(options: argparse.Namespace) -> int:
    """Judge and show. Always 0: a refusal is an answer."""
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.rules import RuleBook
    from hermes_acp_tools.action import Action

    setting = _setting(options.mode)
    saved = not options.json if options.saved is None else options.saved
    policy = Policy(_saved(setting.cwd) if saved else RuleBook())
    for line in _lines(sys.stdin.buffer) if options.command == "-" else [options.command]:
        decision = policy.decide(Action("shell", "execute", command=line, cwd=setting.cwd), setting)
        if options.json:
            row = {"command": line, "verdict": VERDICTS[decision.verdict], "rule": decision.rule, "why": decision.why}
            print(json.dumps(row), flush=True)
        else:
            _explain(line, decision, setting)
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


def _setting(mode: Mode) -> Setting:
    from hermes_acp.approval.decision import Setting

    cwd = os.path.realpath(os.getcwd())
    home = os.path.expanduser("~")
    return Setting(mode, (cwd,), cwd, home, trusted=True, interactive=True, state_dir=hermes_home())


def _saved(cwd: str) -> RuleBook:
    from hermes_acp.approval.liverules import LiveRules
    from hermes_acp.approval.rules import RuleBook, denied_texts
    from hermes_acp.config.layers import read_layers

    home = hermes_home()
    book, live = RuleBook(), LiveRules(home, cwd, denied_texts(read_layers(home).get("approvals.deny")))
    live.refresh(book)
    for problem in live.problems:
        print(f"hermes permissions: {problem}", file=sys.stderr)
    return book


def _explain(line: str, decision: Decision, setting: Setting) -> None:
    """The parse and the rule, for a person."""
    from hermes_acp.approval.characters import escaped
    from hermes_acp.approval.shell_line import ShellLine

    print(f"command  {escaped(line)}")
    looked = ShellLine(line, setting.cwd, setting)
    for found in looked.found:
        words = [word.replace("\x00", "…") for word in found.segment.argv]
        redirects = " ".join(f"{operator} {target}" for operator, target in found.segment.redirects)
        print(f"  {'  ' * found.depth}runs   {' '.join(map(repr, words))} {redirects}".rstrip())
    print(f"verdict  {VERDICTS[decision.verdict]}\nrule     {decision.rule}\nwhy      {decision.why}")
    for proposal in {str(proposal.rule): proposal for proposal in decision.proposals}.values():
        print(f"to allow it unasked: hermes permissions add '{proposal.rule}'")
