"""A function of the embedding program as a tool: its signature is the schema, its docstring the description.

What it may do to the world is declared where it is made, never guessed, and decided on by ``permissions.py``.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from hermes_acp.errors import ConfigError
from hermes_acp_tools.action import Action, Capability
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

if TYPE_CHECKING:
    from pydantic import BaseModel

    from hermes_acp_tools import tool

STRONGEST: tuple[Capability, ...] = ("execute", "mcp", "write", "fetch", "read", "internal")
"""Capabilities, the one that counts for a tool with several first."""
KINDS: Mapping[Capability, Kind] = {"read": "read", "write": "edit", "execute": "execute", "fetch": "fetch"}
NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
"""Kinds of parameters that are passed by name."""
NAME = re.compile(r"[a-z0-9_]{1,64}")


class Tool:
    """A function that the model can call."""

    def __init__(
        self,
        function: Callable[..., object],
        *,
        capabilities: Collection[Capability] = ("internal",),
        name: str | None = None,
        description: str | None = None,
    ) -> None:
        """``function`` may be plain, and then runs in a thread, or a coroutine function. Its parameters need types.

        ``capabilities`` says what it does to the world: ``internal`` nothing, ``read``, ``write``, ``execute``,
        ``fetch``, ``mcp``. ConfigError for a name, a capability or a kind of parameter that cannot be.
        """
        self._function = function
        self.name = name or getattr(function, "__name__", "")
        if not NAME.fullmatch(self.name):
            raise ConfigError(f"A tool cannot be called {self.name!r}: use small letters, digits and _; give a name.")
        if unnamed := [str(each) for each in parameters_of(function) if each.kind not in NAMED or each.name[0] == "_"]:
            raise ConfigError(f"A model cannot name these parameters of {self.name}: {', '.join(unnamed)}.")
        unknown = set(capabilities) - set(get_args(Capability))
        if unknown or not capabilities:
            known = ", ".join(get_args(Capability))
            raise ConfigError(f"The capabilities of {self.name} are of {known}; given: {sorted(capabilities)}.")
        self.capabilities = frozenset(capabilities)
        self.capability: Capability = next(each for each in STRONGEST if each in self.capabilities)
        self.kind: Kind = KINDS.get(self.capability, "other")
        self.description = description or inspect.getdoc(function) or f"Call {self.name}."

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Tool.schema``: from the function's signature."""
        return self._schema

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        given = await asyncio.to_thread(self._check, arguments)

        async def run() -> ToolResult:
            return ToolResult(as_text(await self._call(given)))

        return Prepared(
            f"{self.name}({', '.join(f'{key}={value!r}' for key, value in given.items())})",
            self.kind,
            Action(self.name, self.capability, arguments=arguments),
            run,
        )

    def _check(self, arguments: Mapping[str, object]) -> dict[str, object]:
        from pydantic import ValidationError

        try:
            checked = self._arguments.model_validate(arguments)
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            known = ", ".join(str(info.alias) for info in self._arguments.model_fields.values())
            raise ToolError(f"Wrong arguments: {problems}. Arguments are: {known}.") from None
        return {str(info.alias): getattr(checked, name) for name, info in type(checked).model_fields.items()}

    async def _call(self, given: Mapping[str, object]) -> object:
        try:
            if inspect.iscoroutinefunction(self._function):
                return await self._function(**given)
            return await asyncio.to_thread(self._function, **given)
        except ToolError:
            raise
        except Exception as error:  # whatever the program's own code raises is the model's to read
            raise ToolError(f"{self.name} failed: {type(error).__name__}: {error}") from error

    @cached_property
    def _schema(self) -> Mapping[str, object]:
        schema = self._arguments.model_json_schema()
        schema.pop("title", None)
        return schema

    @cached_property
    def _arguments(self) -> type[BaseModel]:
        from pydantic import ConfigDict, Field, create_model
        from pydantic.errors import PydanticUserError

        try:
            hints = get_type_hints(self._function, include_extras=True)
            # The fields are data, of which no checker can know the types. Their own names might be a model's methods.
            fields: dict[str, Any] = {
                f"argument_{p.name}": (
                    hints.get(p.name, object),
                    Field(... if p.default is p.empty else p.default, alias=p.name),
                )
                for p in parameters_of(self._function)
            }
            return create_model(self.name, __config__=ConfigDict(extra="forbid"), **fields)
        except (NameError, TypeError, PydanticUserError) as error:
            told = str(error).partition("\n")[0]
            raise ConfigError(f"The parameters of {self.name} cannot be described to a model: {told}") from error


def parameters_of(function: Callable[..., object]) -> Iterable[inspect.Parameter]:
    """What a function takes. ConfigError where that cannot be known."""
    try:
        return inspect.signature(function).parameters.values()
    except ValueError as error:  # some of those that are written in C
        raise ConfigError(f"What {function!r} takes cannot be known: {error}.") from error


def as_text(value: object) -> str:
    """What a function returned, as the model reads it."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


if TYPE_CHECKING:

    def is_a_tool(made: Tool) -> tool.Tool:
        """The checker proves it."""
        return made
