"""What the doctor looks at in the store: whether it opens, whether every session is sound, what nobody needs now."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hermes_acp.cli.findings import Finding, Repair
from hermes_acp.config.paths import store_file
from hermes_acp.errors import HermesError
from hermes_acp.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from hermes_acp.app import App

SECONDS = 10.0
"""How long is looked for damage."""
NO_STORE = "No session can be kept until that is right; HERMES_HOME may name another home."


async def check_store(app: App) -> list[Finding]:
    """Whether the sessions can be read, all of them, and what is left of sessions that are gone."""
    if not await asyncio.to_thread(os.path.exists, store_file(app.home)):
        return [Finding("store", "ok", "there are no sessions yet")]
    began = time.perf_counter()
    try:
        await app.sessions.list()
        if app.store.notices:
            return [
                Finding(
                    "store", "warning", " ".join(app.store.notices), "Remove the old file when nothing in it is needed."
                )
            ]
        found = await _verified(app, began)
        return [found, *await _spilled(app)]
    except HermesError as error:
        return [Finding("store", "problem", str(error), NO_STORE)]


async def _verified(app: App, began: float) -> Finding:
    if not isinstance(app.store, SqliteStore):
        return Finding("store", "ok", "sessions are kept in memory")
    verdict = await app.store.verify(SECONDS)
    took = time.perf_counter() - began
    if verdict.faults:
        advice = "Export what you need with `hermes sessions export`, and report it."
        return Finding("store", "problem", " ".join(verdict.faults), advice, took)
    counted = f"{verdict.sessions} sessions with {verdict.entries:,} entries are sound"
    rest = "" if verdict.whole else ", as far as there was time to look"
    return Finding("store", "ok", f"{app.store.path} opens, and {counted}{rest}", "", took)


async def _spilled(app: App) -> list[Finding]:
    """Long output that was kept for sessions which are not there any more."""
    folder = os.path.join(app.home, "spill")
    names = await asyncio.to_thread(_names, folder)
    gone = [os.path.join(folder, name) for name in names if await app.store.find(name) is None]
    if not gone:
        return []
    sentence = f"{folder} holds long output of {len(gone)} sessions that are deleted"
    return [Finding("spill", "warning", sentence, "Remove these directories.", repair=Repair(removing(gone)))]


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []


def removing(folders: list[str]) -> Callable[[], str]:
    """What removes them; links are not followed."""

    def do() -> str:
        for folder in folders:
            shutil.rmtree(folder)
        return "removed " + ", ".join(folders)

    return do
