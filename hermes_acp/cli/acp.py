"""``hermes acp``: serve an editor, or set a model up for it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Serve on stdin and stdout, or run the interactive setup. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="hermes acp",
        description="Serve an editor over the Agent Client Protocol on stdin and stdout. Editors start this.",
    )
    parser.add_argument("--setup", action="store_true", help="choose provider, key and model in the terminal, and exit")
    parser.add_argument("--print-config", metavar="EDITOR", help="print what an editor's settings need, and exit")
    parser.add_argument("--model", metavar="PROVIDER:MODEL", help="the model of new sessions")
    parser.add_argument("--mode", choices=("ask", "accept_edits", "plan", "bypass"), help="the mode of new sessions")
    parser.add_argument(
        "--trace",
        metavar="FILE",
        default="",
        help="write all that passes to FILE (or to a file of its own in a directory), for `hermes trace`: the whole "
        "conversation, readable for you alone, with the secrets that are recognised masked; HERMES_TRACE does the same",
    )
    options = parser.parse_args(arguments)
    if options.setup:
        from hermes_acp.cli.setup import setup

        return setup()
    if options.print_config:
        from hermes_acp.cli.install import print_config

        return print_config(options.print_config)
    from hermes_acp.servers.acp.start import serve

    flags = {"model": options.model, "approvals.mode": options.mode}
    return serve({name: value for name, value in flags.items() if value}, options.trace)
