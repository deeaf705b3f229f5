"""Checking a tool's arguments, with errors that tell a model which argument to put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from hermes_acp_tools.result import NotUnderstood


class ToolArguments(BaseModel):
    """Base of every tool's ``Arguments``: unknown arguments are refused, so a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


A = TypeVar("A", bound=ToolArguments)


def check(model: type[A], arguments: Mapping[str, object]) -> A:
    """The arguments as a value. NotUnderstood names every wrong argument and what it should be."""
    try:
        return model.model_validate(arguments)
    except ValidationError as exc:
        problems = [_say(".".join(map(str, e["loc"])), e["type"], e["msg"]) for e in exc.errors(include_url=False)]
    known = ", ".join(model.model_fields)
    raise NotUnderstood(f"Wrong arguments: {'; '.join(problems)}. Arguments are: {known}.")


def _say(name: str, kind: str, message: str) -> str:
    match kind:
        case "missing":
            return f"{name!r} is missing"
        case "extra_forbidden":
            return f"there is no argument {name!r}"
        case _:
            return f"{name!r}: {message[:1].lower()}{message[1:]}"
