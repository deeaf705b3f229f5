"""The slash commands, once for every face: found by name, run on a session, answered in markdown.

A text that names no command of ours is for the model. What is always there stands in the table; what depends on the
session, such as skills by name or the prompts of MCP servers, comes from sources that are asked anew each time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator

from msgspec import Struct

from hermes_acp.agent.services import Found
from hermes_acp.agent.session import Session
from hermes_acp.agent.turns import Prompt

Run = Callable[[Session, str], Awaitable[str]]
"""Given the session and what stood behind the name; returns what the person reads, in markdown."""
Expand = Callable[[Session, str], Awaitable[Prompt]]
"""Given the same; returns what the model is to read in place of what was typed."""


class Command(Struct, frozen=True):
    """One slash command; it has ``run`` or ``expand``."""

    name: str
    """Without the slash."""
    description: str
    run: Run | None = None
    """Carries it out; no model is asked."""
    hint: str | None = None
    """What may stand behind the name; None when nothing may."""
    expand: Expand | None = None
    """Makes a prompt of it: a skill by its name, a prompt of a server."""
    at_once: bool = False
    """True when it does not wait for the running turn: it is about that turn."""


Source = Callable[[Session], Iterable[Command]]
"""Further commands of a session. Asked often: it answers from memory."""


class CommandTable:
    """The commands by name."""

    def __init__(self, commands: Iterable[Command], sources: Iterable[Source] = ()) -> None:
        self._commands = {command.name: command for command in commands}
        self._sources = list(sources)

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def of(self, session: Session) -> dict[str, Command]:
        """Every command of a session by name; the table's own win."""
        further = {command.name: command for source in self._sources for command in source(session)}
        return {**self._commands, **{name: command for name, command in further.items() if name not in self._commands}}

    def find(self, session: Session, text: str) -> Found | None:
        """What a prompt asks to be done; None when it is for the model."""
        if not text.startswith("/"):
            return None
        name, _, rest = text[1:].strip().partition(" ")
        command = self.of(session).get(name)
        return bound(command, session, rest.strip()) if command else None

    def listing(self, session: Session) -> tuple[tuple[str, str, str | None], ...]:
        """Name, description and input hint of each, in order."""
        return tuple((command.name, command.description, command.hint) for command in self.of(session).values())


def bound(command: Command, session: Session, rest: str) -> Found:
    """The command with what it was given."""
    run, expand = command.run, command.expand
    return Found(
        command.name,
        (lambda: run(session, rest)) if run else None,
        (lambda: expand(session, rest)) if expand else None,
        command.at_once,
    )
