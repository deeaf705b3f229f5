"""Questions to the person that are no permission: a form to fill in, or an address to visit.

A server of tools or a sign-in asks them through the session's client. Secrets are never asked for in a form: what a
person types there passes through the client in plain text. Nobody to ask means no answer.
Source: https://agentclientprotocol.com/protocol/v1/elicitation
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Value = str | int | float | bool | tuple[str, ...]
"""What one field of a form holds."""


class Form(Struct, frozen=True):
    """Fields to fill in."""

    message: str
    """What it is about, and who asks."""
    schema: Mapping[str, object]
    """JSON Schema of type object: flat, its properties strings, numbers, booleans, and choices of one or several."""
    call_id: str | None = None
    """The tool call it belongs to, if it belongs to one."""


class Visit(Struct, frozen=True):
    """An address to open in a browser, where something happens that we only hear the end of."""

    message: str
    url: str
    id: str
    """Unguessable; names it when ``finished`` is told."""
    call_id: str | None = None


class Elicited(Struct, frozen=True):
    """What came of it."""

    action: Literal["accept", "decline", "cancel"]
    """``cancel`` also where nobody could be asked: ``why`` says so then."""
    content: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """The fields of an accepted form. The client checked nothing: whoever asked does."""
    why: str = ""
    """Why nobody could be asked; empty when somebody was."""
