"""The slash commands, once for every face: found by name, run on a session, answered in markdown.

A text that names no command of ours is for the model.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from hermes_acp.agent.session import Session

Run = Callable[[Session, str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command."""

    name: str
    """Without the slash."""
    description: str
    run: Run
    """Given the session and what stood behind the name; returns what the person reads."""
    hint: str | None = None
    """What may stand behind the name; None when nothing may."""


class CommandTable:
    """The commands by name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands = {command.name: command for command in commands}

    def __iter__(self):
        return iter(self._commands.values())

    def find(self, text: str) -> Callable[[Session], Awaitable[str]] | None:
        """What a prompt asks to be run; None when it is for the model."""
        if not text.startswith("/"):
            return None
        name, _, rest = text[1:].strip().partition(" ")
        command = self._commands.get(name)
        return (lambda session: command.run(session, rest.strip())) if command else None

    def listing(self) -> tuple[tuple[str, str, str | None], ...]:
        """Name, description and input hint of each, in order."""
        return tuple((command.name, command.description, command.hint) for command in self)
