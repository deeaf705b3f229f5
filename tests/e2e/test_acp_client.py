# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# The client is annotated in part.
"""acp-client, a small public client that offers nothing of its own: no files, no terminals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from acp_client import Agent

from support.e2e import HERMES, WAIT, Json, Place, call, pause, text


@asynccontextmanager
async def asking(
    monkeypatch: pytest.MonkeyPatch, place: Place, environment: dict[str, str], **more: Any
) -> AsyncGenerator[Agent]:
    """The client with our program; it hands its own environment on."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    agent = Agent([HERMES, "acp"], place.work, **more)
    try:
        async with asyncio.timeout(WAIT):
            yield agent
    finally:
        await agent.stop()
        if agent.reading is not None:
            await agent.reading


def working(place: Place) -> dict[str, str]:
    return place.script(
        [text("I work. "), call("write_file", "c1", path="made", content="x\n")],
        [call("shell", "c2", command="echo ran | tee out")],
        [text("Done.")],
    )


async def test_a_client_without_anything_of_its_own_gets_the_work_done(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Json] = []

    async def permit(request: Json) -> str:
        asked.append(request["toolCall"]["toolCallId"])
        return next(option["optionId"] for option in request["options"] if option["kind"] == "allow_once")

    async with asking(monkeypatch, place, working(place), permission=permit) as agent:
        assert await agent.ask("work") == "I work. Done."

    assert asked == ["c1", "c2"]
    assert ((place.work / "made").read_text(), (place.work / "out").read_text()) == ("x\n", "ran\n")


async def test_a_client_that_answers_every_question_with_cancel_gets_nothing_done(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asking(monkeypatch, place, working(place)) as agent:
        assert await agent.ask("work") == "I work. "
    assert not (place.work / "made").exists()


async def test_a_client_that_is_tired_of_waiting_cancels_and_asks_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asking(monkeypatch, place, place.script([text("Half "), pause(600)], [text("Whole.")])) as agent:
        heard = asyncio.Event()
        first = asyncio.create_task(agent.ask("talk", lambda _: heard.set()))
        await heard.wait()
        agent.cancel()
        assert await first == "Half "
        assert await agent.ask("again") == "Whole."


async def test_a_client_carries_an_earlier_session_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async with asking(monkeypatch, place, place.script([text("Paris.")])) as agent:
        await agent.ask("capital of France?")
        session = agent.session
    heard: list[Json] = []
    async with asking(monkeypatch, place, place.script([text("Quite.")]), session=session) as later:
        await later.start(heard.append)
        assert (later.session, later.fresh) == (session, False)
        assert await later.ask("sure?") == "Quite."

    told = [(update["sessionUpdate"], update["content"]["text"]) for update in heard]
    assert told == [("user_message_chunk", "capital of France?"), ("agent_message_chunk", "Paris.")]
