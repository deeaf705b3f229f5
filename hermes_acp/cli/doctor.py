"""``hermes doctor``: look at everything a turn needs, say what to do about what is missing, mend what is safe."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence

from msgspec import Struct

from hermes_acp.app import App
from hermes_acp.cli import check_editors, check_home, check_settings, check_store, checks
from hermes_acp.cli.findings import Finding, as_object, healthy, mend, show, summary
from hermes_acp.cli.handshakes import check_faces
from hermes_acp.cli.paint import Paint
from hermes_acp.cli.rehearsal import rehearse


class Visit(Struct, frozen=True):
    """How the doctor goes about it."""

    paint: Paint | None
    """Shows each finding as soon as it is there; None when nobody reads along."""
    fix: bool = False
    """Whether what is safe is mended."""
    online: bool = True
    """Whether a real model is asked."""


def run(arguments: Sequence[str]) -> int:
    """Look at everything. 0 when nothing is a problem, else 1."""
    parser = argparse.ArgumentParser(
        prog="hermes doctor",
        description="Check settings, home, programs, sessions, editors and model, and play through what an editor does "
        "with Hermes. Editors that are set up are looked at by starting what their settings start. When a real model "
        "is set, one tiny request is sent to it.",
        epilog="Exit codes: 0 nothing is a problem (warnings are none), 1 something is.",
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="mend what is safe: permissions, missing directories, leftovers, editors' settings that name a hermes "
        "which is not there (the change is shown and the old file kept)",
    )
    parser.add_argument("--offline", action="store_true", help="send nothing to the provider of the model")
    parser.add_argument("--json", action="store_true", help="print one JSON object for scripts")
    options = parser.parse_args(arguments)
    paint = None if options.json else Paint(sys.stdout)
    findings = asyncio.run(examined(Visit(paint, options.fix, not options.offline)))
    if options.json:
        print(json.dumps(as_object(findings), indent=2))
    else:
        print(f"\n{summary(findings)}")
    return 0 if healthy(findings) else 1


async def examined(visit: Visit) -> list[Finding]:
    """Every finding, mended where that is wanted."""
    app = App({})
    found: list[Finding] = []
    try:
        async for finding in examine(app, online=visit.online):
            if visit.fix and finding.repair:
                if visit.paint:
                    for line in finding.repair.diff.splitlines():
                        visit.paint.change(line)
                finding = await asyncio.to_thread(mend, finding)
            found.append(finding)
            if visit.paint:
                show(finding, visit.paint)
    finally:
        await app.close()
    return found


async def examine(app: App, *, online: bool = True) -> AsyncGenerator[Finding]:
    """Look at one thing after the other: what is quick and near first, the provider last."""
    cwd = os.getcwd()
    yield checks.check_version()
    for finding in await asyncio.to_thread(near, app, cwd):
        yield finding
    for finding in await check_store.check_store(app):
        yield finding
    for finding in await rehearse():
        yield finding
    for finding in await check_faces():
        yield finding
    for finding in await check_editors.check_editors():
        yield finding
    finding, name = await asyncio.to_thread(check_settings.check_model, app)
    yield finding
    if name and online:
        yield await check_settings.check_answer(app, name)


def near(app: App, cwd: str) -> list[Finding]:
    """What can be looked at without starting or opening anything of ours. Blocks."""
    return [
        check_home.check_home(app.home),
        check_home.check_room(app.home),
        *check_home.check_leftovers(app.home),
        *check_settings.check_secrets(app.home),
        check_settings.check_keys(app),
        *check_settings.check_config(app),
        *check_settings.check_rules(app.home, cwd),
        *checks.check_programs(cwd),
        checks.check_desktop(),
        checks.check_sandbox(app, cwd),
    ]
