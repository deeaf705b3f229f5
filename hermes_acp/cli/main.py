"""The command line: picks the command, hands it the rest. Each command lives in a file of its own.

Exit codes, for all: 0 done, 1 failed, 2 wrong usage, 3 refused by policy, 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from hermes_acp.cli import streams
from hermes_acp.config.paths import hermes_home
from hermes_acp.errors import HermesError

COMMANDS: dict[str, tuple[str, str]] = {
    "acp": ("hermes_acp.cli.acp", "serve an editor over the Agent Client Protocol (stdin and stdout)"),
    "run": ("hermes_acp.cli.run", "run turns from a shell or a script"),
    "rpc": ("hermes_acp.cli.rpc", "serve a script over JSON-RPC (stdin and stdout)"),
    "watch": ("hermes_acp.cli.watch", "do what comments ending in AI! ask for, whatever the editor"),
    "tour": ("hermes_acp.cli.tour", "see one real turn on a sample project; needs no key"),
    "sessions": ("hermes_acp.cli.sessions", "list, search, export and delete old conversations"),
    "models": ("hermes_acp.cli.models", "list the models you can use, with context length and price"),
    "auth": ("hermes_acp.cli.auth", "keep several keys or sign-ins of a provider"),
    "install": ("hermes_acp.cli.install", "enter Hermes into an editor's settings"),
    "mcp": ("hermes_acp.cli.mcp", "add, try and sign in to servers of further tools (MCP)"),
    "config": ("hermes_acp.cli.config", "show and change settings"),
    "permissions": ("hermes_acp.cli.permissions", "list, add, remove and test permission rules"),
    "approvals": ("hermes_acp.cli.approvals", "see what sessions wait for, and answer it from any terminal"),
    "trust": ("hermes_acp.cli.trust", "say which workspaces may bring their own settings"),
    "refs": ("hermes_acp.cli.refs", "show what the @ references in a text point at, with their tokens"),
    "usage": ("hermes_acp.cli.usage", "show tokens, cost and cache hits by day and by model"),
    "trace": ("hermes_acp.cli.trace", "make a page of what an editor and Hermes said to each other"),
    "doctor": ("hermes_acp.cli.doctor", "check that everything works, and say what to do where it does not"),
}
"""Command → the module whose ``run(argv) -> int`` carries it out, and what it is for."""
TRACEBACK = "HERMES_TRACEBACK"
"""Variable that lets an unforeseen failure show where it came from."""


def main(arguments: Sequence[str]) -> int:
    """Run a command line (without the program's name). Returns the exit code; raises nothing but SystemExit."""
    try:
        streams.prepare()
        code = dispatch(list(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except HermesError as error:
        print(f"hermes: {error}", file=sys.stderr)
    except BrokenPipeError:
        streams.let_go()
    except OSError as error:
        print(f"hermes: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        streams.let_go()
    except Exception as error:
        if TRACEBACK in os.environ:
            raise
        print(f"hermes: something in Hermes broke: {type(error).__name__}: {error}", file=sys.stderr)
        print(f"hermes: to see where, run it again with {TRACEBACK}=1", file=sys.stderr)
    else:
        return code
    return 1


def dispatch(rest: list[str]) -> int:
    """Find the command and run it. HermesError and OSError as they come."""
    if rest[:1] in (["-p"], ["--profile"]):
        if len(rest) == 1:
            return wrong(f"{rest[0]} wants the name of a profile")
        os.environ["HERMES_HOME"] = hermes_home(rest[1])
        del rest[:2]
    if not rest or rest[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if rest else 2
    if rest[0] not in COMMANDS:
        return wrong(f"there is no command {rest[0]!r}; `hermes --help` lists them")
    return importlib.import_module(COMMANDS[rest[0]][0]).run(rest[1:])


def wrong(sentence: str) -> int:
    """Say what is wrong with the command line."""
    print(f"hermes: {sentence}", file=sys.stderr)
    return 2


def usage() -> str:
    """The text of ``hermes --help``."""
    width = max(map(len, COMMANDS))
    rows = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items()]
    return "\n".join(
        [
            "usage: hermes [-p PROFILE] COMMAND [ARGUMENTS]",
            "       hermes --version",
            "",
            "The agent backend that every editor wants to start.",
            "",
            *rows,
            "",
            "`hermes COMMAND --help` says more about each.",
        ]
    )
