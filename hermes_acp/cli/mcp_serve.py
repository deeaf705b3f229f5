"""``hermes mcp serve``: Hermes as an MCP server, over stdin and stdout or over HTTP on this machine."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from hermes_acp.servers.mcp.terms import Terms

LONGEST_WAIT = 50.0
"""Seconds; some clients cut a call after sixty."""


def run(arguments: Sequence[str]) -> int:
    """Serve. Returns the exit code."""
    options = parser().parse_args(arguments)
    for workspace in options.workspace:
        if not os.path.isdir(workspace):
            parser().error(f"--workspace: {workspace} is not a directory")
    if options.max_wait <= 0 or options.approval_timeout <= 0:
        parser().error("--max-wait and --approval-timeout want more than 0 seconds")
    terms = terms_of(options)
    flags = {"model": options.model} if options.model else {}
    if options.http is not None:
        from hermes_acp.servers.mcp.http.serving import serve_http

        return serve_http(options.http, terms, flags)
    from hermes_acp.servers.mcp.start import serve

    return serve(terms, flags, options.trace)


def terms_of(options: argparse.Namespace) -> Terms:
    """What the server may do."""
    workspaces = tuple(os.path.abspath(workspace) for workspace in options.workspace)
    exposed = tuple(name for names in options.expose_tools for name in names.split(",") if name)
    if exposed:
        from hermes_acp.servers.mcp.exposed import chosen

        exposed = chosen(exposed, write=options.allow_write)
    return Terms(
        workspaces,
        os.getcwd(),
        run=options.allow_run or options.allow_write,
        write=options.allow_write,
        exposed=exposed,
        max_wait=min(options.max_wait, LONGEST_WAIT),
        patience=options.approval_timeout,
        client_approvals=options.allow_client_approvals,
        ends_runs=options.end_runs,
    )


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes mcp serve",
        description="Serve Hermes to an MCP client on stdin and stdout: reading only, unless more is allowed. Clients "
        "start this; `hermes mcp install --client NAME` enters it into their settings.",
    )
    made.add_argument(
        "--workspace", action="append", default=[], metavar="DIR", help="a directory to work in; again for more"
    )
    made.add_argument("--allow-run", action="store_true", help="let clients run the agent; it asks before changes")
    made.add_argument(
        "--allow-write", action="store_true", help="let runs edit files of the workspace unasked (mode edit)"
    )
    made.add_argument(
        "--allow-client-approvals",
        action="store_true",
        help="let clients also allow what touches secrets and protected files",
    )
    made.add_argument(
        "--expose-tools",
        action="append",
        default=[],
        metavar="NAMES",
        help="offer tools of the agent too, by name with commas, or `all`; those that change things need --allow-write",
    )
    made.add_argument(
        "--max-wait", type=float, default=45.0, metavar="SECONDS", help="no call waits longer (45, at most 50)"
    )
    made.add_argument(
        "--approval-timeout",
        type=float,
        default=600.0,
        metavar="SECONDS",
        help="an unanswered question is a no then (600)",
    )
    made.add_argument("--end-runs", action="store_true", help="end runs when the client goes; else they finish first")
    made.add_argument("--model", metavar="PROVIDER:MODEL", help="the model of new sessions")
    made.add_argument("--trace", default="", metavar="FILE", help="write down what passes, for `hermes trace`")
    made.add_argument(
        "--http",
        nargs="?",
        const="127.0.0.1:0",
        metavar="[HOST:]PORT",
        help="serve HTTP on this machine instead; prints the address and the token",
    )
    return made
