"""``hermes trace``: make a page of what a client and Hermes said to each other."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.errors import UserError

if TYPE_CHECKING:
    from hermes_acp.tracing.reading import Run


def run(arguments: Sequence[str]) -> int:
    """Write the page. 0 when done; raises UserError when the file is no trace."""
    parser = argparse.ArgumentParser(
        prog="hermes trace",
        description="Make one HTML page of a trace: a time line of who said what, how long answers took, what was "
        "never answered, and where the time of each turn went. Record one with `hermes acp --trace FILE`, or with "
        "HERMES_TRACE=FILE in the environment of whatever starts Hermes.",
        epilog="A trace and its page hold the whole conversation. Secrets that are recognised are masked in them; look "
        "before you send them to somebody.",
    )
    parser.add_argument("traces", metavar="FILE", nargs="+", help="a trace, or a directory of traces")
    parser.add_argument("-o", "--output", metavar="PAGE", help="the page to write; beside the first trace by default")
    options = parser.parse_args(arguments)
    files = [file for path in options.traces for file in traces_in(path)]
    from hermes_acp.config.atomic import write_private
    from hermes_acp.tracing.page import to_html
    from hermes_acp.tracing.reading import read_trace

    runs = sorted((run for file in files for run in read_trace(file)), key=lambda run: run.wall)
    page = os.path.abspath(options.output or os.path.splitext(files[0])[0] + ".html")
    if os.path.exists(page) and any(os.path.samefile(page, file) for file in files):
        raise UserError(
            f"The page would take the place of the trace. Say where to write it: hermes trace {page} -o PAGE"
        )
    write_private(page, to_html(runs, f"Trace {', '.join(map(os.path.basename, options.traces))}"))
    print("\n".join([*map(told, runs), page]))
    return 0


def told(run: Run) -> str:
    """A run in one line."""
    from hermes_acp.cli.session_names import counted
    from hermes_acp.tracing.exchanges import exchanges

    asked = exchanges(run.passed)
    never = sum(one.answered is None for one in asked)
    failed = sum(bool(one.failure) for one in asked)
    messages, requests, errors = (
        counted(number, thing)
        for number, thing in ((len(run.passed), "message"), (len(asked), "request"), (failed, "error"))
    )
    return f"hermes {run.face}: {messages} in {run.seconds:.1f} s, {requests}, {errors}, {never} never answered"


def traces_in(path: str) -> list[str]:
    """The file itself, or the traces in a directory. UserError when there is none in it."""
    if not os.path.isdir(path):
        return [path]
    found = sorted(entry.path for entry in os.scandir(path) if entry.name.endswith(".ndjson"))
    if not found:
        raise UserError(f"There is no trace in {path}: their names end in .ndjson.")
    return found
