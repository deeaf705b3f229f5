"""Which answer belongs to which request, how long it took, and who never got one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from hermes_acp.tracing.reading import Message, Passed, as_object
from hermes_acp_protocol.tracing_format import Sender


class Exchange(Struct, frozen=True):
    """A request and what became of it."""

    number: int
    """Place of the request among what passed, from 0."""
    asked: Passed
    answered: Passed | None
    """None when no answer came."""

    @property
    def seconds(self) -> float | None:
        """From the request to its answer."""
        return None if self.answered is None else self.answered.t - self.asked.t

    @property
    def failure(self) -> str:
        """What the error says; empty when the answer is none."""
        error = as_object(self.answer.get("error"))
        return f"{error.get('message', 'error')} ({error.get('code')})" if error else ""

    @property
    def result(self) -> Message:
        """The object that was answered; an empty one where there is none."""
        return as_object(self.answer.get("result"))

    @property
    def answer(self) -> Message:
        """The whole answer; an empty object where there is none."""
        return (self.answered.message or {}) if self.answered else {}


def exchanges(passed: Sequence[Passed]) -> list[Exchange]:
    """Every request in order. An id that is used again belongs to the newest request."""
    waiting: dict[tuple[Sender, str], tuple[int, Passed]] = {}
    found: dict[int, Exchange] = {}
    for number, one in enumerate(passed):
        if one.message is None or one.id is None:
            continue
        if one.method:
            waiting[one.sender, repr(one.id)] = number, one
            found[number] = Exchange(number, one, None)
        elif asked := waiting.pop((other(one.sender), repr(one.id)), None):
            found[asked[0]] = Exchange(*asked, one)
    return [found[number] for number in sorted(found)]


def other(sender: Sender) -> Sender:
    """The other end."""
    return "client" if sender == "hermes" else "hermes"
