"""What turns cost, live and from the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.agent.events import AgentText
from hermes_acp.agent.usage import NOTHING, Spent, of_request, turns_in
from hermes_acp.models.message import AssistantMessage, Text, Usage
from hermes_acp.models.model import Finished
from support.agent import Listener, Says, Step, Workplace, call, reply, says
from support.tools import Doing

MODEL = "anthropic:claude-sonnet-4-5"


def priced(steps: list[Step], usage: Usage, model: str = MODEL) -> list[Step]:
    """A reply of a model whose price is known."""
    finished = steps[-1]
    assert isinstance(finished, Finished)
    message = AssistantMessage(finished.message.id, finished.message.parts, model, finished.message.stop)
    return [*steps[:-1], Finished(message, usage)]


def test_a_request_costs_what_the_list_says_and_an_unknown_price_is_counted() -> None:
    known = of_request(MODEL, Usage(1_000_000, 100_000, cached=900_000))
    unknown = of_request("custom:thing", Usage(10, 10))

    assert known.dollars == pytest.approx(0.1 * 3 + 0.9 * 0.3 + 0.1 * 15)
    assert known.hit_rate == 0.9
    assert (unknown.dollars, unknown.unpriced) == (0.0, 1)
    assert (known + unknown).requests == 2


def test_hits_are_counted_among_the_requests_of_which_the_provider_told_them() -> None:
    told, silent = of_request(MODEL, Usage(1000, 1, cached=800)), of_request("custom:thing", Usage(9000, 1))

    assert ((told + silent).hit_rate, (silent + told).hit_rate, silent.hit_rate) == (0.8, 0.8, None)
    assert ((silent + silent).left_out[:13], silent.left_out[:10], told.left_out) == ("2 requests ar", "1 request ", "")


async def test_the_log_tells_what_each_turn_cost_and_commands_cost_nothing(home: Path, tmp_path: Path) -> None:
    model = Says(
        [
            priced(reply(call("look")), Usage(100, 10, cached=0)),
            priced(reply(Text("ok")), Usage(200, 20, cached=150)),
            priced(reply(Text("again")), Usage(300, 30), "custom:thing"),
        ]
    )
    editor = Listener()
    session = await Workplace(model, home, tmp_path, [Doing("look")]).open(editor)
    first = await session.prompt(says("one"))
    await session.prompt(says("/version"))
    await session.prompt(says("two"))
    one, two = turns_in(await session.services.store.read(session.id))

    assert first.usage == Usage(300, 30, cached=150)
    assert (one.spent.requests, one.spent.usage, one.spent.hit_rate) == (2, first.usage, 0.5)
    assert set(one.by_model) == {MODEL} and set(two.by_model) == {"custom:thing"}
    assert one.seconds >= 0 and one.began <= two.began
    assert session.meter.session.requests == 3

    await session.prompt(says("/usage"))
    table = editor.of(AgentText)[-1].text
    assert "| last turn | 1 | 300 | ? | 30 | ? |" in table
    assert "| session, 2 turns | 3 | 600 | 50% | 60 | ≥ $0.0" in table
    assert "1 request is not in the cost: its price, or the tokens it took, are not known." in table


@pytest.mark.parametrize(
    ("window", "head"),
    [
        (1000, "1,000 tokens. Last request and reply: 500 tokens (50%)."),
        (None, "128,000 tokens, assumed since nobody says it. Last request and reply: 500 tokens (0%)."),
    ],
)
async def test_the_context_says_how_full_it_is(home: Path, tmp_path: Path, window: int | None, head: str) -> None:
    editor = Listener()
    model = Says([reply(Text("word " * 99), usage=Usage(400, 100))], window=window)
    session = await Workplace(model, home, tmp_path).open(editor)
    await session.prompt(says("hi"))
    await session.prompt(says("/context"))

    told = editor.of(AgentText)[-1].text
    assert "\n- prompt and tools: about " in told and "\n- the model: about " in told
    assert told.startswith(f"Context of `test:model`: {head}\n")


def test_sums_begin_with_nothing() -> None:
    assert sum([Spent(1), Spent(2, unpriced=1)], NOTHING) == Spent(3, unpriced=1)
