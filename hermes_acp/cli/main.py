"""The command line: picks the command, hands it the rest. Each command lives in a file of its own.

Exit codes, for all: 0 done, 1 failed, 2 wrong usage, 3 refused by policy, 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from hermes_acp.config.paths import hermes_home
from hermes_acp.errors import HermesError

COMMANDS: dict[str, tuple[str, str]] = {
    "acp": ("hermes_acp.cli.acp", "serve an editor over the Agent Client Protocol (stdin and stdout)"),
    "run": ("hermes_acp.cli.run", "run one turn from a shell or a script"),
    "tour": ("hermes_acp.cli.tour", "see one real turn on a sample project; needs no key"),
    "config": ("hermes_acp.cli.config", "show and change settings"),
    "permissions": ("hermes_acp.cli.permissions", "list, add, remove and test permission rules"),
    "trust": ("hermes_acp.cli.trust", "say which workspaces may bring their own settings"),
    "doctor": ("hermes_acp.cli.doctor", "check that everything works, and say what to do where it does not"),
}
"""Command → the module whose ``run(argv) -> int`` carries it out, and what it is for."""


def main(arguments: Sequence[str]) -> int:
    """Run a command line (without the program's name). Returns the exit code."""
    rest = list(arguments)
    if rest[:1] in (["-p"], ["--profile"]) and len(rest) > 1:
        os.environ["HERMES_HOME"] = hermes_home(rest[1])
        del rest[:2]
    if not rest or rest[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if rest else 2
    if rest[0] not in COMMANDS:
        print(f"hermes: there is no command {rest[0]!r}; `hermes --help` lists them", file=sys.stderr)
        return 2
    module = importlib.import_module(COMMANDS[rest[0]][0])
    try:
        return module.run(rest[1:])
    except KeyboardInterrupt:
        return 130
    except HermesError as error:
        print(f"hermes: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not try to flush it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1


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
