"""From batches of events to deltas: the same for every dialect, whose readers know what an event means."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from hermes_acp.errors import ModelError
from hermes_acp.models.model import Delta


class Reader(Protocol):
    """Reads one reply."""

    failed: ModelError | None
    """What ended the reply in the middle; what came before it has been handed on."""

    def feed(self, events: list[str]) -> list[Delta]:
        """What these events add. Sets ``failed`` for an error in the stream, or nonsense."""
        ...

    def close(self) -> list[Delta]:
        """The stream is over: the last deltas and the whole message. ModelError when it was cut."""
        ...


async def read(batches: AsyncGenerator[list[str], None], reader: Reader) -> AsyncGenerator[Delta, None]:
    """What arrives, as it arrives. ModelError as ``Model.stream`` raises it."""
    async with aclosing(batches):
        async for events in batches:
            for delta in reader.feed(events):
                yield delta
            if reader.failed is not None:
                raise reader.failed
    for delta in reader.close():
        yield delta
