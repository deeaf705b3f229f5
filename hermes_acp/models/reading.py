"""From batches of events to deltas: the same for every dialect, whose readers know what an event means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from hermes_acp.errors import ModelError
from hermes_acp.models import failures
from hermes_acp.models.assembly import Assembly
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.message import Stop, Usage
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


class EventReader(ABC):
    """What readers share: they collect a reply and fail alike. ``feed`` one the data of events, then ``close`` it."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        self.failed: ModelError | None = None
        self._endpoint = endpoint
        self._model = model
        self._assembly = Assembly(f"{endpoint.provider}:{model}", endpoint.provider)

    def feed(self, events: list[str]) -> list[Delta]:
        """See ``Reader.feed``."""
        try:
            for data in events:
                self._read(data)
        except ModelError as error:
            self.failed = error
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            self.failed = failures.unreadable(self._endpoint, error)
        return self._assembly.drain()

    @abstractmethod
    def _read(self, data: str) -> None:
        """Take in one event. What json and the shape of the event raise is left to ``feed``."""

    def _whole(self, stop: Stop, usage: Usage) -> list[Delta]:
        """The last deltas and the whole message."""
        return [*self._assembly.drain(), self._assembly.finished(stop, usage)]

    def _cut(self) -> ModelError:
        """The stream ended before the reply did."""
        return ModelError("network", f"The answer of {self._endpoint.label} was cut before its end.")


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
