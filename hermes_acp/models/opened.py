"""The models a process has open: one object a name, for as long as what it was made from stays as it is.

A model learns while it is asked (what a provider refuses, which key rests), so it is not made anew without a reason.
Knows nothing of the settings but whether they are the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from hermes_acp.models.model import Model

Settings = TypeVar("Settings")


class Opened(NamedTuple):
    """A model, and what it was made from."""

    model: Model
    settings: object


class OpenModels(Generic[Settings]):
    """Makes models when they are first asked for."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        """``settings`` reads those in force, and may block."""
        self._settings = settings
        self._opened: dict[str, Opened] = {}

    async def get(self, name: str, make: Callable[[Settings], Model]) -> Model:
        """The model of a name; ``make`` is called in a thread where there is none yet."""
        if name not in self._opened:
            self._opened[name] = await asyncio.to_thread(self._make, make)
        return self._opened[name].model

    async def renew(self) -> None:
        """Forget those that were made from other settings than those in force."""
        now = await asyncio.to_thread(self._settings)
        for name in [name for name, opened in self._opened.items() if opened.settings != now]:
            del self._opened[name]

    def forget(self, name: str) -> None:
        """Make the model anew when it is next asked for."""
        self._opened.pop(name, None)

    def forget_provider(self, provider: str) -> None:
        """Make all of its models anew."""
        for name in [name for name in self._opened if name.partition(":")[0] == provider]:
            del self._opened[name]

    def _make(self, make: Callable[[Settings], Model]) -> Opened:
        settings = self._settings()
        return Opened(make(settings), settings)
