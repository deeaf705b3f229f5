"""A tool that is data until it is called: what a model is told costs no import, what runs is imported then.

The module behind a tool has an ``Arguments`` model, a ``KIND`` and ``async def prepare(arguments, call)``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from msgspec import Struct

from hermes_acp_tools.tool import Call, Kind, Prepared


class ToolSpecData(Struct, frozen=True):
    """A built-in tool as ``tools/generate_schemas.py`` wrote it down."""

    name: str
    module: str
    """Full name of the module that does it."""
    kind: Kind
    description: str
    schema: Mapping[str, object]


class ToolModule(Protocol):
    """What a module of a tool offers."""

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        ...


class LazyTool:
    """Implements ``hermes_acp_tools.tool.Tool``; imports its module in a thread when it is first prepared."""

    def __init__(self, data: ToolSpecData) -> None:
        self._data = data

    @property
    def name(self) -> str:
        """See ``Tool.name``."""
        return self._data.name

    @property
    def kind(self) -> Kind:
        """See ``Tool.kind``."""
        return self._data.kind

    @property
    def description(self) -> str:
        """See ``Tool.description``."""
        return self._data.description

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Tool.schema``."""
        return self._data.schema

    def load(self) -> ToolModule:
        """Import the module; for threads, since the first one brings pydantic with it."""
        return cast(ToolModule, import_module(self._data.module))

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        module = sys.modules.get(self._data.module)
        if module is None or getattr(module.__spec__, "_initializing", False):
            import asyncio

            return await (await asyncio.to_thread(self.load)).prepare(arguments, call)
        return await cast(ToolModule, module).prepare(arguments, call)
