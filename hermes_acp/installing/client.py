"""What is known of a program that can start Hermes: where it keeps its settings, and what is to stand there.

The form of the table in ``clients``, and finding a row of it by what a person calls it. Knows no file system.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from hermes_acp.errors import UserError

Face = Literal["acp", "mcp"]


class Place(NamedTuple):
    """A file and where in it the entry stands."""

    file: str
    """``~`` is the home, ``$APPDATA`` and its like folders of the system (see ``change.located``)."""
    path: tuple[str, ...] = ()
    """Names from the top of the file down to the entry; empty when the whole file is ours."""
    instead: str = ""
    """Where the file is when its folder is there and none of ``unless``; empty where there is no other place."""
    unless: tuple[str, ...] = ()
    """What lets the first place win."""


class Client(NamedTuple):
    """A program that can start Hermes."""

    name: str
    """As in ``hermes install NAME``."""
    label: str
    face: Face
    places: Mapping[str, Place]
    """By system; ``linux`` stands for every system that is not named."""
    entry: Callable[[str], object]
    """What stands at the place, given the command: a JSON value, or the text of a file that is ours."""
    project: Place | None = None
    """The file of a workspace that does the same for everybody in it; None where the client reads none."""
    signs: tuple[str, ...] = ()
    """Folders and programs that show it is on this machine."""
    after: str = ""
    """What the person does next, in one sentence."""
    extension: tuple[str, ...] = ()
    """Programs that can install our VS Code extension, of which one is enough; empty for clients that need none."""
    extensions: str = ""
    """Where it keeps its extensions; empty for clients that need none."""
    also: tuple[str, ...] = ()
    """Other names that people give it."""

    def place(self, system: str) -> Place:
        """Where the entry stands on a system (``sys.platform``)."""
        return self.places.get(system) or self.places["linux"]


def named(name: str, clients: Sequence[Client]) -> Client:
    """The client of that name, the first when several have it. UserError with a near one when there is none."""
    known = {plain(word): client for client in reversed(clients) for word in (*client.also, client.label, client.name)}
    if client := known.get(plain(name)):
        return client
    near = difflib.get_close_matches(plain(name), known, 1)
    hint = f" Did you mean {known[near[0]].name}?" if near else ""
    names = ", ".join(dict.fromkeys(client.name for client in clients))
    raise UserError(f"Hermes knows no editor {name!r}.{hint} Known are: {names}.")


def plain(name: str) -> str:
    """A name without what people write now this way and now that: ``VS-Code`` is ``vscode``."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
