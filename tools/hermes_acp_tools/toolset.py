"""Sets of tools, combined and filtered; a later tool of the same name is refused, never silently swapped.

A tool is offered to the model in every request, or deferred: there for those who ask for it by name, found by search,
and free of charge until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hermes_acp_tools.tool import Tool


class Toolset:
    """An ordered set of tools by name. The order is the order the model sees, so it stays stable."""

    def __init__(self, tools: Iterable[Tool] = (), deferred: Iterable[Tool] = ()) -> None:
        self.offered = tuple(tools)
        """What every request lists."""
        self.deferred = tuple(deferred)
        """What is found by search."""
        self._tools: dict[str, Tool] = {}
        for tool in (*self.offered, *self.deferred):
            if tool.name in self._tools:
                raise ValueError(f"two tools are called {tool.name!r}")
            self._tools[tool.name] = tool

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def __len__(self) -> int:
        return len(self._tools)

    def get(self, name: str) -> Tool | None:
        """The tool of that name, if it is in the set, offered or deferred."""
        return self._tools.get(name)

    def names(self) -> tuple[str, ...]:
        """All names, in order, the offered ones first."""
        return tuple(self._tools)

    def plus(self, tools: Iterable[Tool] = (), deferred: Iterable[Tool] = ()) -> Toolset:
        """This set with more tools behind it. ValueError on a name that is taken."""
        return Toolset([*self.offered, *tools], [*self.deferred, *deferred])

    def only(self, keep: Callable[[Tool], bool]) -> Toolset:
        """The tools for which ``keep`` says yes."""
        return Toolset(filter(keep, self.offered), filter(keep, self.deferred))
