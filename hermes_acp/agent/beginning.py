"""What a session begins with: how it is wanted, what the settings say, and its row for the disk.

An editor waits for this file in ``session/new``, which is answered before asyncio is imported: it imports little, and
everything in it blocks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.agent.services import Compression, Defaults
from hermes_acp.config.paths import env_file
from hermes_acp.models.naming import choose
from hermes_acp.models.registry import check
from hermes_acp.models.wanted import MODES, NOTHING, Wanted
from hermes_acp.store.entries import SessionRecord

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Mode
    from hermes_acp.config.layers import Layered

SAID = ("turn_started", "prompt_queued")
"""Kinds of entries that tell that somebody said something. A session that has none is not worth a line in a list."""


class Wish(NamedTuple):
    """How a client wants a session opened."""

    cwd: str
    """Absolute; empty for a session that is to stay where it was."""
    roots: tuple[str, ...] = ()
    """Further absolute directories of the workspace, all of them."""
    model: str | None = None
    """None: as it was, or the default."""
    mode: Mode | None = None
    extra_prompt: str = ""
    """Words the client adds to the system prompt."""
    mcp_servers: tuple[Mapping[str, object], ...] = ()
    """The servers of tools that the client names, as ACP's ``McpServer``: for this session alone."""


class Fresh(NamedTuple):
    """A session that has not been used yet."""

    record: SessionRecord
    wish: Wish
    defaults: Defaults

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id


def fresh(wish: Wish, defaults: Defaults) -> Fresh:
    """A new session; the caller puts its record on the disk."""
    now = time.time()
    record = SessionRecord(os.urandom(16).hex(), wish.cwd, wish.roots, created=now, updated=now)
    return Fresh(record, wish, defaults._replace(mode=wish.mode or defaults.mode))


def fresh_defaults(settings: Layered, wanted: Wanted, model: str | None = None) -> Defaults:
    """What a new session starts with. AuthRequired or ConfigError when its model could not be asked."""
    defaults = defaults_in(settings, wanted)
    if model:
        defaults = defaults._replace(model=model)
    check(defaults.model, wanted)
    return defaults


def defaults_in(settings: Layered, wanted: Wanted) -> Defaults:
    """What a session starts with where nothing else was said."""
    return Defaults(
        model=choose(wanted),
        mode=cast("Mode", settings.text("approvals.mode") or "ask"),
        max_requests=settings.integer("agent.max_turns") or 100,
        effort=settings.text("agent.reasoning_effort"),
        attach_share=settings.fraction("references.share") or 0.25,
        when_busy="steer" if settings.text("agent.when_busy") == "steer" else "queue",
        compression=compression(settings),
    )


def compression(settings: Layered) -> Compression:
    """When a long conversation is made shorter, as set."""
    usual = Compression()
    first, last = settings.integer("compression.protect_first_n"), settings.integer("compression.protect_last_n")
    return Compression(
        settings.flag("compression.enabled") is not False,
        settings.fraction("compression.threshold") or usual.threshold,
        usual.first if first is None else max(first, 0),
        usual.last if last is None else max(last, 0),
        settings.number("auxiliary.compression.timeout") or usual.seconds,
    )


def wanted_in(settings: Layered, home: str) -> Wanted:
    """What the settings say about models. ``home`` is ``$HERMES_HOME``."""

    def table(path: str) -> Mapping[str, object]:
        found = settings.get(path)
        return cast("Mapping[str, object]", found) if isinstance(found, Mapping) else NOTHING

    fallbacks = settings.get("fallback_providers")
    mine = settings.get("providers"), settings.get("custom_providers")
    if fallbacks or any(mine):
        from hermes_acp.models.own import links, own_providers

        further = links(fallbacks), own_providers(*mine)
    else:
        further = (), ()
    return Wanted(
        settings.text("model.default"),
        settings.text("model.provider"),
        settings.text("model.base_url"),
        settings.text("model.api_key"),
        settings.environ,
        env_file(home),
        settings.integer("model.context_length"),
        *further,
        MODES.get(settings.text("model.api_mode") or ""),
        settings.integer("agent.api_max_retries"),
        {name.lower(): value for name, value in table("model_aliases").items()},
        home,
        table("credential_pool_strategies"),
        table("auxiliary"),
    )
