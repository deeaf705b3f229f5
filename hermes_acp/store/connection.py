"""The few calls of an SQLite connection that the store uses.

apsw's own types name ``Buffer``, which Python 3.11 does not have; these are the same methods with types that can be
checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

Value = int | float | str | bytes | None
"""What a column holds."""


class Rows(Protocol):
    """The result of a statement. What a row holds depends on the statement, so it is Any."""

    @property
    def get(self) -> Any:
        """The first row, as a single value when it has one column; None when there is no row."""
        ...

    def fetchone(self) -> Any:
        """The next row as a tuple, or None."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        ...

    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...


class Connection(Protocol):
    """An open database; belongs to one thread."""

    @property
    def in_transaction(self) -> bool:
        """True between BEGIN and its end."""
        ...

    def execute(self, statements: str, bindings: Sequence[Value] = ()) -> Rows:
        """Run SQL."""
        ...

    def pragma(self, name: str, value: Value = None) -> Any:
        """Set or get a pragma."""
        ...

    def changes(self) -> int:
        """How many rows the last statement changed."""
        ...

    def set_progress_handler(self, callable: Callable[[], bool] | None, nsteps: int = 100) -> None:
        """Call something every ``nsteps`` steps; True interrupts the statement."""
        ...

    def set_busy_timeout(self, milliseconds: int) -> None:
        """How long to wait for locks of others."""
        ...

    def close(self) -> None:
        """Disconnect."""
        ...
