"""The command line of ``hermes run``. docs/scripting.md is its reference."""

from __future__ import annotations

import argparse

from hermes_acp.approval.rules import Rule, parse_rule

EPILOG = """\
exit codes:
  0    finished
  1    an error, a limit, or an answer that does not fit the schema
  2    wrong usage
  3    finished, and something on the way was refused by policy
  130  interrupted

Nobody is asked: what would need a person's word is refused unless a rule, --allow, --mode or --yes allows it.
A RULE is KIND(PATTERN), such as shell(npm test:*), edit(src/**) or fetch(docs.python.org); `hermes permissions --help`
says more, and each refusal names the rule that would have allowed it.

examples:
  hermes run "why does the build fail?"
  hermes run --allow 'shell(npm test:*)' --mode accept_edits "make the tests pass"
  hermes run --output json --max-cost 0.50 --schema answer.json "which files are dead?"
"""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes run",
        description="Run turns of the agent. The answer goes to stdout, what it does to stderr.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("prompt", nargs="?", help="what to do; - reads it from stdin")
    made.add_argument("--cwd", metavar="DIR", help="the workspace (default: here, or where the session was)")
    made.add_argument("-m", "--model", metavar="PROVIDER:MODEL", help="the model that answers")
    say = made.add_argument_group("input and output")
    output = say.add_mutually_exclusive_group()
    output.add_argument(
        "--output",
        choices=("text", "json", "stream-json"),
        help="the answer as it comes, one object at the end, or one event a line and that object (default: text)",
    )
    output.add_argument("--json", dest="output", action="store_const", const="stream-json", help="as stream-json")
    say.add_argument(
        "--input",
        choices=("text", "stream-json"),
        default="text",
        help='stream-json: several turns, one {"prompt": "..."} a line on stdin',
    )
    say.add_argument("--schema", metavar="FILE", help="the answer must be JSON that this JSON Schema accepts")
    _add_limits(made)
    _add_sessions(made)
    return made


def rules_of(options: argparse.Namespace) -> list[Rule]:
    """The rules that ``--allow`` and ``--deny`` put in force. RuleError."""
    allowed = [parse_rule(text, "allow") for text in options.allow]
    return [*allowed, *(parse_rule(text, "deny") for text in options.deny)]


def _add_limits(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("permissions and limits")
    permission = group.add_mutually_exclusive_group()
    permission.add_argument("--mode", choices=("ask", "accept_edits", "plan", "bypass"), help="what runs unasked")
    permission.add_argument("--yes", action="store_true", help="the same as --mode bypass")
    for effect, words in (("allow", "allow it in this run"), ("deny", "refuse it in this run, whatever allows it")):
        group.add_argument(
            f"--{effect}", action="append", default=[], metavar="RULE", help=f"{words}; may be said more than once"
        )
    group.add_argument(
        "--max-turns", type=_count, metavar="N", help="model requests that a prompt may take, before one that sums up"
    )
    group.add_argument("--max-cost", type=_dollars, metavar="USD", help="stop when this much has been spent")


def _add_sessions(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("the session").add_mutually_exclusive_group()
    group.add_argument("--session", metavar="ID", help="go on with this session: its id, or the beginning of it")
    group.add_argument("--continue", dest="latest", action="store_true", help="go on with the latest session here")
    group.add_argument("--fork", metavar="ID", help="go on with a copy of this session; latest is the latest here")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _dollars(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


_count.__name__, _dollars.__name__ = "whole number above 0", "amount above 0"
