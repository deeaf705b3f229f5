"""What the doctor looks at in the settings: secrets, keys, settings, rules, and the model they choose.

Those that block are plain functions, for threads.
"""

from __future__ import annotations

import os
import stat
import time
from functools import partial
from typing import TYPE_CHECKING

from hermes_acp.cli.check_home import restrict
from hermes_acp.cli.findings import Finding, Repair
from hermes_acp.cli.questions import origin
from hermes_acp.config.paths import env_file
from hermes_acp.errors import ModelError, UserError

if TYPE_CHECKING:
    from hermes_acp.app import App
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.wanted import Wanted


def check_secrets(home: str) -> list[Finding]:
    """Whether others can read the keys; nothing when there is no file of them. Blocks."""
    path = env_file(home)
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return []
    except OSError as error:
        return [Finding("secrets", "problem", f"{path} cannot be read: {error.strerror}", "Make it yours to read.")]
    if mode & 0o077:
        sentence, advice = f"other users may read {path}", f"Run: chmod 600 '{path}'"
        return [Finding("secrets", "problem", sentence, advice, repair=Repair(partial(restrict, path, 0o600)))]
    return [Finding("secrets", "ok", f"only you can read {path}")]


def check_keys(app: App) -> Finding:
    """Which providers there is a key for, and where it is kept; never the key. Blocks."""
    from hermes_acp.models.providers import PROVIDERS

    wanted = app.models.wanted(app.settings())
    names = dict.fromkeys(name for provider in PROVIDERS for name in provider.keys if wanted.variables.get(name))
    if not names:
        return Finding("keys", "ok", "no variable holds the key of a provider")
    return Finding("keys", "ok", "; ".join(origin(name, wanted.env_file) for name in names))


def check_config(app: App) -> list[Finding]:
    """What of the settings cannot be used. Blocks."""
    from hermes_acp.config.load import load_config

    settings = app.settings()
    load_config(settings)
    if not settings.notices:
        return [Finding("config", "ok", "every setting can be used")]
    return [Finding("config", "warning", notice, _correcting(notice)) for notice in settings.notices]


def _correcting(notice: str) -> str:
    """What to do about a notice of the settings: a file that cannot be read whole is not changed by a command."""
    if "not YAML" in notice or "could not be read" in notice:
        return "Mend that file by hand; hermes config schema prints what an editor needs to check it."
    return "Correct it with: hermes config set KEY VALUE"


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


def check_model(app: App) -> tuple[Finding, str | None]:
    """Which model would answer, where and with whose key; its name when a provider would be asked. Blocks."""
    from hermes_acp.models.address import reach
    from hermes_acp.models.naming import OWN, choose
    from hermes_acp.models.registry import check, provider_of

    settings = app.settings()
    wanted = app.models.wanted(settings)
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
    return _reached(name, chosen, endpoint, wanted), name


def _reached(name: str, chosen: str, endpoint: Endpoint, wanted: Wanted) -> Finding:
    if not endpoint.key:
        return Finding("model", "ok", f"{name} at {endpoint.host}, {chosen}; without a key")
    key = f"the key comes from {origin(endpoint.key_source, wanted.env_file)}"
    advice = ""
    if endpoint.key_source in os.environ:
        advice = (
            "Editors that the desktop starts do not see the variables of this shell. Keep the key where they find it: "
            f"hermes config set {endpoint.key_source}"
        )
    return Finding("model", "ok", f"{name} at {endpoint.host}, {chosen}; {key}", advice)


def _own(name: str) -> Finding:
    if not name.startswith("demo:"):
        return Finding("model", "ok", f"{name} plays a script")
    advice = "Choose a real one with: hermes acp --setup"
    return Finding("model", "warning", f"{name} answers: plain rules and no AI", advice)


async def check_answer(app: App, name: str) -> Finding:
    """Whether the model answers a tiny request."""
    from hermes_acp.cli.trial import answer

    began = time.perf_counter()
    try:
        said = await answer(await app.models.open(name))
    except (ModelError, UserError) as error:
        return Finding("answer", "problem", str(error), "Put it right here: hermes acp --setup")
    return Finding("answer", "ok", f"{name} said {said!r}", seconds=time.perf_counter() - began)
