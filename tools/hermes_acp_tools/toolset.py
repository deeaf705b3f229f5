"""Sets of tools, combined and filtered; a later tool of the same name is refused, never silently swapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hermes_acp_tools.tool import Tool


class Toolset:
    """An ordered set of tools by name. The order is the order the model sees, so it stays stable."""

    def __init__(self, tools: Iterable[Tool] = ()) -> None:
        self._tools: dict[str, Tool] = {}
        for tool in tools:
            if tool.name in self._tools:
                raise ValueError(f"two tools are called {tool.name!r}")
            self._tools[tool.name] = tool

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def __len__(self) -> int:
        return len(self._tools)

    def get(self, name: str) -> Tool | None:
        """The tool of that name, if it is in the set."""
        return self._tools.get(name)

    def names(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(self._tools)

    def plus(self, tools: Iterable[Tool]) -> Toolset:
        """This set with more tools behind it. ValueError on a name that is taken."""
        return Toolset([*self, *tools])

    def only(self, keep: Callable[[Tool], bool]) -> Toolset:
        """The tools for which ``keep`` says yes."""
        return Toolset(tool for tool in self if keep(tool))
