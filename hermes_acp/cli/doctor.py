"""``hermes doctor``: look at everything a turn needs, and say what to do about what is missing."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence

from hermes_acp.app import App
from hermes_acp.cli import checks
from hermes_acp.cli.findings import Finding, as_object, healthy, show
from hermes_acp.cli.paint import Paint
from hermes_acp.cli.rehearsal import rehearse


def run(arguments: Sequence[str]) -> int:
    """Look at everything. 0 when nothing is a problem, else 1."""
    parser = argparse.ArgumentParser(
        prog="hermes doctor",
        description="Check settings, home, programs and model, and play through what an editor does with Hermes. "
        "When a real model is set, one tiny request is sent to it.",
        epilog="Exit codes: 0 nothing is a problem (warnings are none), 1 something is.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object for scripts")
    options = parser.parse_args(arguments)
    findings = asyncio.run(examined(None if options.json else Paint(sys.stdout)))
    if options.json:
        print(json.dumps(as_object(findings), indent=2))
    return 0 if healthy(findings) else 1


async def examined(paint: Paint | None) -> list[Finding]:
    """Every finding; each is shown as soon as it is there, when there is somebody to show it to."""
    app = App({})
    found: list[Finding] = []
    try:
        async for finding in examine(app):
            found.append(finding)
            if paint:
                show(finding, paint)
    finally:
        await app.close()
    return found


async def examine(app: App) -> AsyncGenerator[Finding]:
    """Look at one thing after the other: what is quick and near first, the provider last."""
    cwd = os.getcwd()
    yield checks.check_version()
    yield await asyncio.to_thread(checks.check_home, app.home)
    if secrets := await asyncio.to_thread(checks.check_secrets, app.home):
        yield secrets
    for finding in await asyncio.to_thread(checks.check_config, app):
        yield finding
    for finding in await asyncio.to_thread(checks.check_rules, app.home, cwd):
        yield finding
    for finding in await asyncio.to_thread(checks.check_programs, cwd):
        yield finding
    yield await asyncio.to_thread(checks.check_sandbox, app, cwd)
    yield await checks.check_store(app)
    for finding in await rehearse():
        yield finding
    finding, name = await asyncio.to_thread(checks.check_model, app)
    yield finding
    if name:
        yield await checks.check_answer(app, name)
