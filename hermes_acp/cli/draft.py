"""A choice of model while it is being made: nothing of it is saved before the person says so."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from contextlib import contextmanager

from msgspec import Struct

from hermes_acp.config import dotenv
from hermes_acp.config.edit import put_all
from hermes_acp.config.paths import env_file
from hermes_acp.errors import AuthRequired
from hermes_acp.models.address import endpoint_of
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.providers import Provider
from hermes_acp.models.wanted import Wanted


class Draft(Struct, frozen=True):
    """Who is to answer, where, with which key."""

    provider: Provider
    before: Wanted
    """What the settings say so far; holds keys."""
    base_url: str = ""
    """An address other than the provider's own; empty for that one."""
    key: str = ""
    """A key that was typed; empty when the one that is set already is used, or none."""
    model: str = ""
    """Without the provider's name."""

    def __repr__(self) -> str:
        return f"Draft({self.provider.name!r}, {self.base_url!r}, {self.model!r})"  # nothing that holds keys

    @property
    def name(self) -> str:
        """``provider:model``."""
        return f"{self.provider.name}:{self.model}"

    @property
    def keeps_api_key(self) -> bool:
        """Whether ``model.api_key`` of the settings goes on being used."""
        same = self.before.provider == self.provider.name and self.base_url == (self.before.base_url or "")
        return same and not self.key and bool(self.before.api_key)

    def wanted(self) -> Wanted:
        """The settings as they would be."""
        variables = dict(self.before.variables)
        if self.key:
            variables[self.provider.keys[0]] = self.key
        api_key = self.before.api_key if self.keeps_api_key else None
        return Wanted(self.name, self.provider.name, self.base_url or None, api_key, variables, self.before.env_file)

    def endpoint(self) -> Endpoint | None:
        """Where it would be asked; None while a key is missing, and for clouds. ConfigError without an address."""
        if self.provider.cloud:
            return None
        try:
            return endpoint_of(self.provider, self.wanted())
        except AuthRequired:
            return None


def save(draft: Draft, home: str) -> list[str]:
    """Write the key to ``.env`` and the choice to ``config.yaml``; returns the files. ConfigError, OSError.

    Each file is replaced as a whole, and Ctrl-C waits until both are written.
    """
    written: list[str] = []
    with _uninterrupted():
        if draft.key:
            dotenv.put(env_file(home), draft.provider.keys[0], draft.key)
            written.append(env_file(home))
        values: dict[str, object] = {
            "model.default": draft.name,
            "model.provider": draft.provider.name,
            "model.base_url": draft.base_url or None,
        }
        if not draft.keeps_api_key:
            values["model.api_key"] = None
        written.append(put_all(home, values))
    return written


def overridden(draft: Draft) -> list[str]:
    """Variables of the environment that win over what is saved, a sentence each."""
    notes: list[str] = []
    name = draft.provider.keys[0] if draft.provider.keys else ""
    if draft.key and os.environ.get(name, draft.key) != draft.key:
        notes.append(f"{name} is set to another key in the environment, which wins over the file. Unset it there.")
    if os.environ.get("HERMES_MODEL", draft.name) != draft.name:
        notes.append(f"HERMES_MODEL is {os.environ['HERMES_MODEL']} in the environment, which wins over config.yaml.")
    return notes


@contextmanager
def _uninterrupted() -> Generator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
