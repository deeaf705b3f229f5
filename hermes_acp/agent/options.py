"""What can be set of a session besides its mode and its model, for every face: a table, and what a value must be.

Each row is a part of ``Defaults``; a change is an event, so it is restored with the session. An editor waits for this
file before ``session/new``: it imports little, and its classes are plain, which are made fastest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hermes_acp.errors import ConfigError
from hermes_acp.models.providers import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hermes_acp.agent.events import Event
    from hermes_acp.agent.services import Defaults

Category = Literal["thought_level", "other"]
AS_THE_PROVIDER_LIKES = "default"
"""The thought level of who chose none."""


class Choice:
    """One value a person can choose."""

    def __init__(self, value: str, name: str, description: str = "") -> None:
        self.value = value
        self.name = name
        self.description = description


class Option:
    """One setting."""

    def __init__(
        self, id: str, name: str, description: str, category: Category, choices: tuple[Choice, ...] = ()
    ) -> None:
        """``id`` is its name in events. Without ``choices`` it is on or off."""
        self.id = id
        self.name = name
        self.description = description
        self.category: Category = category
        self.choices = choices


EFFORT = Option(
    "effort",
    "Thinking",
    "How much the model thinks before it answers",
    "thought_level",
    (
        Choice(AS_THE_PROVIDER_LIKES, "As the provider likes"),
        Choice("none", "None"),
        Choice("minimal", "Minimal"),
        Choice("low", "Low"),
        Choice("medium", "Medium"),
        Choice("high", "High"),
        Choice("xhigh", "Very high"),
    ),
)
WHEN_BUSY = Option(
    "when_busy",
    "While it works",
    "What happens to a message that is sent while a turn runs",
    "other",
    (
        Choice("queue", "Queue", "It is read when the turn has ended"),
        Choice("steer", "Steer", "It is read at the turn's next step"),
    ),
)
COMPACTS = Option("compacts", "Sum up", "Sum a long conversation up before it no longer fits the model", "other")


def options_of(model: str) -> tuple[Option, ...]:
    """The settings there are while that model answers."""
    return (EFFORT, WHEN_BUSY, COMPACTS) if thinks(model) else (WHEN_BUSY, COMPACTS)


def thinks(model: str) -> bool:
    """Whether the provider takes a thought level."""
    provider = BY_NAME.get(model.partition(":")[0])
    return provider is not None and (bool(provider.effort) or provider.dialect == "anthropic")


def current(option: Option, settings: Defaults) -> str | bool:
    """How it is set."""
    if option.id == "effort":
        return settings.effort or AS_THE_PROVIDER_LIKES
    return settings.when_busy if option.id == "when_busy" else settings.compression.enabled


def checked(name: str, value: object, model: str) -> str | bool:
    """The value, if the setting can have it. ConfigError that says what it can have."""
    option = next((option for option in options_of(model) if option.id == name), None)
    if option is None:
        raise ConfigError(f"There is no option {name!r}.")
    if not option.choices:
        switched = {"on": True, "off": False}.get(value) if isinstance(value, str) else value
        if isinstance(switched, bool):
            return switched
        raise ConfigError(f"The option {name!r} is on or off.")
    for choice in option.choices:
        if choice.value == value:
            return choice.value
    raise ConfigError(f"The option {name!r} is one of {', '.join(choice.value for choice in option.choices)}.")


def with_option(settings: Defaults, name: str, value: str | bool) -> Defaults:
    """The settings with one changed; a name that a newer version wrote is passed over."""
    match name, value:
        case "effort", str():
            return settings._replace(effort=None if value == AS_THE_PROVIDER_LIKES else value)
        case "when_busy", "queue" | "steer":
            return settings._replace(when_busy=value)
        case "compacts", bool():
            return settings._replace(compression=settings.compression._replace(enabled=value))
        case _:
            return settings


def restored(settings: Defaults, events: Iterable[Event]) -> Defaults:
    """The settings as the events of a session left them."""
    from hermes_acp.agent.events import OptionChanged

    for event in events:
        if isinstance(event, OptionChanged):
            settings = with_option(settings, event.name, event.value)
    return settings
