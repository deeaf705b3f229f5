"""Where the time of a turn went, as far as the wire shows it.

A turn lasts from its prompt to the answer (in version 2 of ACP: to the session's idle state). In it, the person was
waited for while a question was open, the client while another request to it was, tools ran from their beginning to
their end, and the rest is the model's and our own. At each moment the first of these counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise, takewhile
from typing import Literal

from msgspec import Struct

from hermes_acp.tracing.dialects import PROMPTS, QUESTIONS, Told, said, session_of, stop_of, told
from hermes_acp.tracing.exchanges import Exchange
from hermes_acp.tracing.reading import Passed
from hermes_acp.tracing.words import text_of

Who = Literal["person", "editor", "tool", "model"]
ORDER: tuple[Who, ...] = ("person", "editor", "tool")
MODEL: Who = "model"


class Span(Struct, frozen=True):
    """A stretch of time, in seconds since the run began."""

    who: Who
    start: float
    end: float
    what: str = ""
    """A title, for tools and requests."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


class Turn(Struct, frozen=True):
    """One turn of a session."""

    number: int
    """Place of the prompt among what passed."""
    session: str
    words: str
    """What the person said, the beginning of it."""
    start: float
    end: float
    stop: str
    """The stop reason, or what failed; empty when the turn never ended."""
    first: float | None
    """Seconds until the first word, thought or tool call."""
    spans: tuple[Span, ...]
    """The whole of it, cut where somebody else's time begins; in order, without gaps."""
    works: tuple[Span, ...]
    """Each tool call and question by itself; they may overlap."""

    def seconds(self, who: Who) -> float:
        """All the time of one of them."""
        return sum(span.seconds for span in self.spans if span.who == who)


def turns(passed: Sequence[Passed], asked: Sequence[Exchange]) -> list[Turn]:
    """Every turn in order."""
    heard: dict[str, list[tuple[int, float, Told]]] = {}
    for number, one in enumerate(passed):
        if one.sender == "hermes" and one.id is None and one.message is not None:
            heard.setdefault(session_of(one), []).append((number, one.t, told(one)))
    last = passed[-1].t if passed else 0.0
    return [_turn(heard, last, asked, one) for one in asked if one.asked.method in PROMPTS]


def _turn(
    heard: Mapping[str, list[tuple[int, float, Told]]], last: float, asked: Sequence[Exchange], prompt: Exchange
) -> Turn:
    start, session = prompt.asked.t, session_of(prompt.asked)
    mine = heard.get(session, [])
    since = bisect_left(mine, prompt.number, key=lambda one: one[0])
    end, stop = _ending(prompt, ((t, one) for _, t, one in islice(mine, since, None)), last)
    inside = [(t, one) for _, t, one in takewhile(lambda one: one[1] <= end, islice(mine, since, None))]
    works = [*_tools(inside, end), *_requests(asked, session, start, end)]
    first = next((t - start for t, one in inside if one.what == "words"), None)
    words = text_of(said(prompt.asked.params))
    return Turn(prompt.number, session, words, start, end, stop, first, _spans(works, start, end), tuple(works))


def _ending(prompt: Exchange, heard: Iterable[tuple[float, Told]], last: float) -> tuple[float, str]:
    if prompt.answered is None:
        return last, ""
    if ended := prompt.failure or stop_of(prompt.result):
        return prompt.answered.t, ended
    # Version 2 of ACP answers at once, and says later that the session is idle.
    return next(((t, one.stop) for t, one in heard if one.what == "idle"), (last, ""))


def _tools(heard: Sequence[tuple[float, Told]], end: float) -> Iterator[Span]:
    begun: dict[object, float] = {}
    titles: dict[object, str] = {}
    for t, one in heard:
        if one.call is None:
            continue
        titles[one.call] = one.title or titles.get(one.call, "")
        if one.what == "call_begins":
            begun.setdefault(one.call, t)
        elif one.what == "call_ends" and one.call in begun:
            yield Span("tool", begun.pop(one.call), t, titles[one.call])
    for call, since in begun.items():
        yield Span("tool", since, end, titles[call])


def _requests(asked: Sequence[Exchange], session: str, start: float, end: float) -> Iterator[Span]:
    """What Hermes asked of the client meanwhile."""
    for one in asked:
        mine = one.asked.sender == "hermes" and session_of(one.asked) == session
        if mine and start <= one.asked.t < end:
            who: Who = "person" if one.asked.method in QUESTIONS else "editor"
            yield Span(who, one.asked.t, min(one.answered.t if one.answered else end, end), one.asked.method)


def _spans(works: Sequence[Span], start: float, end: float) -> tuple[Span, ...]:
    """The turn in pieces, each with the first of ``ORDER`` who was at work; the model where nobody was."""
    cuts = sorted({start, end, *(t for work in works for t in (work.start, work.end))})
    pieces: list[Span] = []
    for left, right in pairwise(cuts):
        busy: dict[Who, str] = {work.who: work.what for work in works if work.start <= left and work.end >= right}
        who = _first(busy)
        if pieces and pieces[-1].who == who:
            pieces[-1] = Span(who, pieces[-1].start, right, pieces[-1].what)
        else:
            pieces.append(Span(who, left, right, busy.get(who, "")))
    return tuple(pieces)


def _first(busy: Collection[Who]) -> Who:
    for who in ORDER:
        if who in busy:
            return who
    return MODEL


def shares(turn: Turn) -> Mapping[Who, float]:
    """Seconds of each, in a fixed order."""
    return {who: turn.seconds(who) for who in (MODEL, *ORDER)}
