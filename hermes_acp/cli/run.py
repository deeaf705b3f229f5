"""``hermes run``: turns from a shell. The answer goes to stdout, what the agent does to stderr.

Reads the command line, opens the session, closes everything; the turns themselves are in ``run_turns``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.report import Report
from hermes_acp.agent.rules import rule_in
from hermes_acp.agent.session import Session
from hermes_acp.app import App
from hermes_acp.approval.decision import Mode
from hermes_acp.approval.rules import Rule, RuleError
from hermes_acp.cli import run_input, streams
from hermes_acp.cli.run_limits import CostLimit
from hermes_acp.cli.run_options import parser, rules_of
from hermes_acp.cli.run_schema import Shape, read_shape
from hermes_acp.cli.run_turns import FAILED, INTERRUPTED, USAGE, Turns
from hermes_acp.cli.session_names import find
from hermes_acp.cli.speaking import JsonLines, OneObject, Speaker, Words
from hermes_acp.errors import HermesError, SessionBusy, UserError


def run(arguments: Sequence[str]) -> int:
    """Run the turns. Returns the exit code."""
    options = parser().parse_args(arguments)
    prompts = prompts_of(options)
    mode: Mode | None = "bypass" if options.yes else options.mode
    try:
        shape = read_shape(options.schema) if options.schema else None
        rules = rules_of(options)
    except (RuleError, UserError) as error:
        parser().error(str(error))
    here = os.path.realpath(options.cwd or ".")
    if not os.path.isdir(here):
        parser().error(f"{options.cwd} is not a directory")
    wish = Wish(here, model=options.model, mode=mode, extra_prompt=shape.words() if shape else "")
    try:
        return asyncio.run(run_all(options, wish, rules, shape, prompts))
    except asyncio.CancelledError:  # ended before the turn began
        return INTERRUPTED


def prompts_of(options: argparse.Namespace) -> AsyncIterator[str]:
    """Where the prompts come from. Ends the program when there is none."""
    if options.input == "stream-json":
        if options.prompt not in (None, "-"):
            parser().error("--input stream-json reads the prompts from stdin; give none on the command line")
        return run_input.lines()
    if options.prompt is None:
        parser().error("the following arguments are required: prompt (- reads it from stdin)")
    prompt = streams.read_all() if options.prompt == "-" else streams.sound(options.prompt)
    if not prompt.strip():
        parser().error("the prompt is empty")
    return run_input.typed(prompt)


def speaker_of(options: argparse.Namespace) -> Speaker:
    """Who writes down what is said."""
    if options.output in (None, "text"):
        return Words(sys.stdout, sys.stderr, stream=not options.schema)
    streams.in_utf8()
    return JsonLines(sys.stdout) if options.output == "stream-json" else OneObject(sys.stdout)


async def run_all(
    options: argparse.Namespace, wish: Wish, rules: Sequence[Rule], shape: Shape | None, prompts: AsyncIterator[str]
) -> int:
    """Open the session, run the turns, close everything. A signal to end ends the turn first, as Ctrl-C does."""
    if (task := asyncio.current_task()) is not None:
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup wants it
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    flags = {"model": options.model, "agent.max_turns": options.max_turns}
    app = App({name: value for name, value in flags.items() if value})
    speaker = speaker_of(options)
    turns = Turns(speaker, CostLimit(options.max_cost), shape)
    try:
        session = await opened(app, wish, options, turns)
        for rule in rules:
            rule_in(session, rule)
        return await turns.run(session, prompts)
    except HermesError as error:
        failure = {"reason": error.reason, "message": str(error)}
        speaker.answered({"session_id": turns.session_id, **Report().told(), "error": failure})
        way_out = " Go on with a copy of it: --fork ID" if isinstance(error, SessionBusy) else ""
        print(f"hermes: {error}{way_out}", file=sys.stderr)
        return USAGE if isinstance(error, run_input.NoPrompt) else FAILED
    finally:
        await app.close()


async def opened(app: App, wish: Wish, options: argparse.Namespace, client: Turns) -> Session:
    """The session the turns belong to. UserError when there is none to go on with."""
    named = "latest" if options.latest else options.session or options.fork
    if named is None:
        return await app.sessions.live((await app.sessions.new(wish, lambda settings: client)).id)
    record = await find(app.store, named, wish.cwd)
    if options.cwd is None:
        if not await asyncio.to_thread(os.path.isdir, record.cwd):
            raise UserError(f"The directory of this session is gone: {record.cwd}. Say where to go on: --cwd DIR")
        wish = wish._replace(cwd="")
    open_it = app.sessions.fork if options.fork else app.sessions.open
    return (await open_it(record.id, wish, lambda settings: client)).session
