"""``hermes rpc``: serve a script over JSON-RPC on stdin and stdout."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec

EPILOG = """\
The methods are described by the answer to rpc.discover, an OpenRPC document, and in docs/scripting.md.
Needs the extra rpc: pip install 'hermes-editor-agent[rpc]'

example:
  echo '{"jsonrpc": "2.0", "id": 1, "method": "models.list"}' | hermes rpc
"""


def run(arguments: Sequence[str]) -> int:
    """Serve. Returns the exit code."""
    from hermes_acp.approval.rules import RuleError
    from hermes_acp.cli.run_options import rules_of

    made = parser()
    options = made.parse_args(arguments)
    try:
        rules = rules_of(options)
    except RuleError as error:
        made.error(str(error))
    if not all(map(find_spec, ("jsonrpcserver", "jsonschema"))):
        made.error("the packages it needs are not installed: pip install 'hermes-editor-agent[rpc]'")
    if sys.stdin.isatty():
        print("hermes rpc: reading JSON-RPC, one message a line; Ctrl-D ends it, --help says more", file=sys.stderr)
    from hermes_acp.servers.rpc.serving import serve

    flags = {"model": options.model, "approvals.mode": options.mode}
    flags = {name: value for name, value in flags.items() if value}
    return serve(flags, rules, asks=options.permissions == "client", trace=options.trace)


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes rpc",
        description="Serve a script over JSON-RPC 2.0 on stdin and stdout, one message a line.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("-m", "--model", metavar="PROVIDER:MODEL", help="the model of new sessions")
    made.add_argument("--mode", choices=("ask", "accept_edits", "plan", "bypass"), help="the mode of new sessions")
    made.add_argument(
        "--permissions",
        choices=("client", "policy"),
        default="client",
        help="who answers what needs a word: the client (permission.request), or rules and mode alone, which refuse "
        "the rest (default: client)",
    )
    for effect, words in (("allow", "allow it in every session"), ("deny", "refuse it, whatever allows it")):
        made.add_argument(f"--{effect}", action="append", default=[], metavar="RULE", help=words)
    made.add_argument("--trace", default="", metavar="FILE", help="write down what passes, for `hermes trace`")
    return made
