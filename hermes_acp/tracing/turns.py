"""Where the time of a turn went, as far as the wire shows it.

A turn lasts from ``session/prompt`` to its answer (in version 2 of ACP: to the session's idle state). In it, the
person was waited for while a question was open, the editor while a request to it was, tools ran from ``in_progress``
to their end, and the rest is the model's and our own. At each moment the first of these counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

from hermes_acp.tracing.exchanges import Exchange
from hermes_acp.tracing.reading import Message, Passed, as_object

Who = Literal["person", "editor", "tool", "model"]
ORDER: tuple[Who, ...] = ("person", "editor", "tool")
MODEL: Who = "model"
QUESTIONS = ("session/request_permission", "elicitation/create")
PROMPT = "session/prompt"
UPDATE = "session/update"
SPOKEN = ("agent_message_chunk", "agent_thought_chunk", "agent_message", "agent_thought", "tool_call")


@dataclass(frozen=True, slots=True)
class Span:
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


@dataclass(frozen=True, slots=True)
class Turn:
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
    return [_turn(passed, asked, one) for one in asked if one.asked.method == PROMPT]


def _turn(passed: Sequence[Passed], asked: Sequence[Exchange], prompt: Exchange) -> Turn:
    start, session = prompt.asked.t, prompt.asked.params.get("sessionId")
    updates = [(one.t, update) for one, update in _updates(passed[prompt.number :], session)]
    end, stop = _ending(prompt, updates, passed[-1].t)
    inside = [(t, update) for t, update in updates if t <= end]
    works = [*_tools(inside, end), *_requests(asked, session, start, end)]
    first = next((t - start for t, update in inside if update.get("sessionUpdate") in SPOKEN), None)
    return Turn(
        prompt.number, str(session), _words(prompt), start, end, stop, first, _spans(works, start, end), tuple(works)
    )


def _ending(prompt: Exchange, updates: Sequence[tuple[float, Message]], last: float) -> tuple[float, str]:
    if prompt.answered is None:
        return last, ""
    if ended := prompt.failure or prompt.result.get("stopReason"):
        return prompt.answered.t, str(ended)
    for t, update in updates:  # version 2 answers at once, and says later that the session is idle
        if update.get("sessionUpdate") == "state_update" and update.get("state") == "idle":
            return t, str(update.get("stopReason", ""))
    return last, ""


def _updates(passed: Sequence[Passed], session: object) -> Iterator[tuple[Passed, Message]]:
    for one in passed:
        if one.sender == "hermes" and one.method == UPDATE and one.params.get("sessionId") == session:
            yield one, as_object(one.params.get("update"))


def _tools(updates: Sequence[tuple[float, Message]], end: float) -> Iterator[Span]:
    begun: dict[object, float] = {}
    titles: dict[object, str] = {}
    for t, update in updates:
        call, status = update.get("toolCallId"), update.get("status")
        if call is None:
            continue
        titles[call] = str(update.get("title") or titles.get(call, ""))
        if status == "in_progress":
            begun.setdefault(call, t)
        elif status in ("completed", "failed", "cancelled") and call in begun:
            yield Span("tool", begun.pop(call), t, titles[call])
    for call, since in begun.items():
        yield Span("tool", since, end, titles[call])


def _requests(asked: Sequence[Exchange], session: object, start: float, end: float) -> Iterator[Span]:
    """What Hermes asked of the client meanwhile."""
    for one in asked:
        if one.asked.sender != "hermes" or one.asked.params.get("sessionId") != session or one.asked.t > end:
            continue
        until = min(one.answered.t if one.answered else end, end)
        if until > start and one.asked.t >= start:
            who: Who = "person" if one.asked.method in QUESTIONS else "editor"
            yield Span(who, one.asked.t, until, one.asked.method)


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


def _words(prompt: Exchange) -> str:
    blocks = prompt.asked.params.get("prompt")
    if not isinstance(blocks, list):
        return ""
    texts = [as_object(block).get("text") for block in cast("list[object]", blocks)]
    return " ".join(text for text in texts if isinstance(text, str))


def shares(turn: Turn) -> Mapping[Who, float]:
    """Seconds of each, in a fixed order."""
    return {who: turn.seconds(who) for who in (MODEL, *ORDER)}
