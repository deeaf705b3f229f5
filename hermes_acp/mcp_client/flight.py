"""The requests that are under way, and how long each may still take.

Every word of progress starts its clock anew; while a person is being asked, the clock stands still.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.results import Progress, read_progress

LONGEST_SECONDS: Final = 3600.0
"""A request that goes on reporting progress is given up after this all the same."""

OnProgress = Callable[[Progress], None]


class Flight:
    """A request that is under way, with its clock."""

    def __init__(self, seconds: float, heard: OnProgress | None, *, held: bool = False) -> None:
        """``held``: a person is being asked just now, so the clock does not run yet."""
        self.limit = asyncio.timeout(None if held else seconds)
        self._seconds = seconds
        self._heard = heard
        self._latest = asyncio.get_running_loop().time() + LONGEST_SECONDS

    def hear(self, step: Progress) -> None:
        """The server is at work: start the clock anew."""
        self.go_on()
        if self._heard is not None:
            self._heard(step)

    def go_on(self) -> None:
        """Let the clock run."""
        if not self.limit.expired():
            now = asyncio.get_running_loop().time()
            self.limit.reschedule(min(now + self._seconds, self._latest))

    def hold(self) -> None:
        """Stop the clock while a person is being asked."""
        if not self.limit.expired():
            self.limit.reschedule(None)


class Flights:
    """All that are under way on one connection, by the token that their progress names."""

    def __init__(self) -> None:
        self._flights: dict[JsonValue, Flight] = {}
        self._tokens = itertools.count(1)
        self._questions = 0
        """How many questions to the person are open."""

    @contextmanager
    def one(self, seconds: float, heard: OnProgress | None) -> Generator[tuple[Flight, int]]:
        """A request while it is under way, with its token."""
        flight, token = Flight(seconds, heard, held=self._questions > 0), next(self._tokens)
        self._flights[token] = flight
        try:
            yield flight, token
        finally:
            del self._flights[token]

    def progressed(self, params: JsonObject) -> None:
        """The server told of progress; what it says of no request of ours is passed over."""
        step = read_progress(params)
        if step is not None and isinstance(step.token, int) and (flight := self._flights.get(step.token)):
            flight.hear(step)

    @contextmanager
    def held(self) -> Generator[None]:
        """Stop every clock: which of the requests a legacy server asks for, it does not say."""
        self._questions += 1
        for flight in self._flights.values():
            flight.hold()
        try:
            yield
        finally:
            self._questions -= 1
            if not self._questions:
                for flight in self._flights.values():
                    flight.go_on()
