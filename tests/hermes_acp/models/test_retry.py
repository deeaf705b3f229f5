"""Asking again, asking elsewhere: what is done about each failure, and what the person sees of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from hermes_acp.errors import AuthRequired, ModelError, ModelErrorKind
from hermes_acp.models.fallback import Fallback
from hermes_acp.models.message import AssistantMessage, Text, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Finished, Model, Request, TextDelta, Waiting
from hermes_acp.models.retry import GO_ON, TRIES, Retrying
from hermes_acp.models.scripted import ScriptedModel
from support.dialects import ASK, collect


class Pauses:
    """Takes no time, and notes what was asked of it."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def error(kind: ModelErrorKind, after: float | None = None) -> list[object]:
    return [{"error": {"kind": kind, "message": f"It is {kind}.", "retry_after": after}}]


OK = [{"text": "ok"}]


def text_of(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def notices(deltas: list[Delta]) -> list[str]:
    return [delta.text for delta in deltas if isinstance(delta, Waiting)]


def finished(deltas: list[Delta]) -> AssistantMessage:
    assert isinstance(deltas[-1], Finished)
    return deltas[-1].message


@pytest.mark.parametrize("kind", ["rate_limit", "overloaded", "server", "network", "timeout", "malformed"])
async def test_a_passing_failure_is_tried_again_with_longer_pauses_and_told(kind: ModelErrorKind) -> None:
    pauses, tries = Pauses(), TRIES[kind]
    script = ScriptedModel([*[error(kind)] * (tries - 1), OK])
    deltas = await collect(Retrying(script, pauses))

    assert text_of(deltas) == "ok"
    assert len(notices(deltas)) == len(pauses.seconds) == tries - 1
    assert notices(deltas)[0].startswith(f"It is {kind}. Asking again in 1 s")
    assert all(0.75 * 2**n <= pause <= 1.25 * 2**n for n, pause in enumerate(pauses.seconds))


@pytest.mark.parametrize("kind", ["rate_limit", "network", "timeout"])
async def test_a_failure_that_stays_is_raised_after_the_last_try(kind: ModelErrorKind) -> None:
    script = ScriptedModel([error(kind)] * 20)
    with pytest.raises(ModelError, match=f"It is {kind}"):
        await collect(Retrying(script, Pauses()))

    assert len(script.requests) == TRIES[kind]


@pytest.mark.parametrize("kind", ["auth", "billing", "not_found", "filtered", "bad_request", "context_overflow"])
async def test_a_failure_that_asking_again_cannot_help_is_raised_at_once(kind: ModelErrorKind) -> None:
    script = ScriptedModel([error(kind), OK])
    with pytest.raises(ModelError):
        await collect(Retrying(script, Pauses()))

    assert len(script.requests) == 1


@pytest.mark.parametrize(("asked", "least"), [(5.0, 5.0), (0.0, 0.75), (None, 0.75), (60.0, 60.0)])
async def test_the_pause_is_at_least_what_the_provider_asked_for(asked: float | None, least: float) -> None:
    pauses = Pauses()
    deltas = await collect(Retrying(ScriptedModel([error("rate_limit", asked), OK]), pauses))

    assert text_of(deltas) == "ok"
    assert least <= pauses.seconds[0] <= max(least, 1.25)


async def test_a_pause_of_more_than_a_minute_ends_the_turn_and_says_so() -> None:
    pauses = Pauses()
    with pytest.raises(ModelError, match="It asks to wait 60 minutes, so nothing more is tried now") as caught:
        await collect(Retrying(ScriptedModel([error("rate_limit", 3600.0), OK]), pauses))

    assert (caught.value.kind, caught.value.retry_after, pauses.seconds) == ("rate_limit", 3600.0, [])


async def test_after_words_were_shown_the_model_is_asked_to_go_on_and_nothing_is_shown_twice() -> None:
    script = ScriptedModel([[{"text": "Once upon "}, *error("network")], [{"text": "a time."}]])
    deltas = await collect(Retrying(script, Pauses()))

    assert text_of(deltas) == finished(deltas).text == "Once upon a time."
    assert list(script.requests[1].messages) == [
        *ASK.messages,
        AssistantMessage("", (Text("Once upon "),)),
        UserMessage("", (Text(GO_ON),)),
    ]


async def test_words_of_several_breaks_are_all_kept() -> None:
    script = ScriptedModel([[{"text": "a"}, *error("network")], [{"text": "b"}, *error("network")], [{"text": "c"}]])

    assert finished(await collect(Retrying(script, Pauses()))).text == "abc"


async def test_a_call_that_was_shown_is_never_asked_for_again() -> None:
    """Else it might be made twice."""
    script = ScriptedModel([[{"call": {"name": "shell", "arguments": {}}}, *error("network")], OK])
    with pytest.raises(ModelError):
        await collect(Retrying(script, Pauses()))

    assert len(script.requests) == 1


async def test_an_empty_answer_is_asked_for_once_more_and_then_ends_honestly() -> None:
    filled = ScriptedModel([[{"thought": "hm"}], OK])
    empty = ScriptedModel([[], [], OK])

    assert text_of(await collect(Retrying(filled, Pauses()))) == "ok"
    deltas = await collect(Retrying(empty, Pauses()))
    assert finished(deltas).parts == ()
    assert notices(deltas) == [
        "The model answered with nothing. Asking again.",
        "The model answered with nothing once more.",
    ]
    assert len(empty.requests) == 2


async def test_a_failure_that_will_surely_stay_is_raised_at_once() -> None:
    failing = ScriptedModel([error("network"), OK])
    gone = ModelError("network", "Nothing listens there.", again=False)

    class Gone:
        name, window = "gone:model", None

        async def stream(self, request: Request) -> AsyncIterator[Delta]:
            raise gone
            yield TextDelta("")

    pauses = Pauses()
    with pytest.raises(ModelError, match="Nothing listens there"):
        await collect(Retrying(Gone(), pauses))
    assert pauses.seconds == []
    assert text_of(await collect(Retrying(failing, Pauses()))) == "ok"


@pytest.mark.parametrize(("retries", "asked"), [(0, 1), (1, 2), (20, TRIES["network"])])
async def test_a_person_may_want_fewer_attempts_and_never_gets_more(retries: int, asked: int) -> None:
    script = ScriptedModel([error("network")] * 20)
    with pytest.raises(ModelError):
        await collect(Retrying(script, Pauses(), retries=retries))

    assert len(script.requests) == asked


def chain(first: ScriptedModel, *others: Model) -> tuple[Fallback, list[int]]:
    """The chain, and which of the others were opened."""
    opened: list[int] = []

    async def open_at(number: int) -> Model:
        opened.append(number)
        return others[number]

    return Fallback(first, [partial(open_at, number) for number in range(len(others))]), opened


@pytest.mark.parametrize("kind", ["rate_limit", "overloaded", "server", "network", "billing", "auth", "not_found"])
async def test_when_a_provider_fails_the_next_one_answers_and_the_person_is_told(kind: ModelErrorKind) -> None:
    model, opened = chain(ScriptedModel([error(kind)]), ScriptedModel([OK]))
    deltas = await collect(model)

    assert (text_of(deltas), opened) == ("ok", [0])
    assert notices(deltas) == [f"It is {kind}. Going on with the next model of fallback_providers for this turn."]


async def test_the_next_one_stays_for_the_turn_and_the_first_is_back_at_the_next() -> None:
    first, second = ScriptedModel([error("server"), OK]), ScriptedModel([OK, OK])
    model, _ = chain(first, second)
    step = Request("", [*ASK.messages, AssistantMessage("a", ()), ToolMessage("c", "shell", "")], session_id="s")
    for request in (Request("", ASK.messages, session_id="s"), step, Request("", ASK.messages, session_id="s")):
        await collect(model, request)

    assert (len(first.requests), len(second.requests)) == (2, 2)


async def test_a_provider_that_says_when_it_is_back_is_left_alone_until_then() -> None:
    first, second = ScriptedModel([error("rate_limit", 3600.0), OK]), ScriptedModel([OK, OK])
    model, opened = chain(first, second)
    await collect(model, Request("", ASK.messages, session_id="s"))
    deltas = await collect(model, Request("", ASK.messages, session_id="s"))

    assert (len(first.requests), len(second.requests), opened) == (1, 2, [0])
    assert notices(deltas)[0].startswith(f"{first.name} asked to be left alone for 60 minutes more.")


async def test_a_reply_that_has_begun_is_not_taken_over() -> None:
    model, opened = chain(ScriptedModel([[{"text": "a"}, *error("network")]]), ScriptedModel([OK]))
    with pytest.raises(ModelError):
        await collect(model)

    assert opened == []


async def test_at_the_end_of_the_chain_the_last_failure_is_raised() -> None:
    model, _ = chain(ScriptedModel([error("server")]), ScriptedModel([error("billing")]))
    with pytest.raises(ModelError, match="It is billing"):
        await collect(model)


async def test_a_link_without_a_key_is_passed_over() -> None:
    async def keyless() -> Model:
        raise AuthRequired("No key.")

    async def good() -> Model:
        return ScriptedModel([OK])

    assert text_of(await collect(Fallback(ScriptedModel([error("server")]), [keyless, good]))) == "ok"
