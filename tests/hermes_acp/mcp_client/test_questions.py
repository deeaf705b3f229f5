"""What servers ask back, in both eras: a model's words, directories, an address; and what they are refused."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from hermes_acp.mcp_client.answering import Caller
from hermes_acp.mcp_client.config import SamplingLimits
from hermes_acp.mcp_client.sampling import Sampler
from hermes_acp.models.message import Image, Text, UserMessage
from hermes_acp.models.model import Model
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp.content import AudioBlock, ImageBlock, TextBlock
from hermes_acp_protocol.mcp.questions import Address, ElicitAnswer, Form, SampleMessage, SampleWish
from support.agent import Says, reply
from support.mcp.servers import WAIT, serving, small, words

ERAS = pytest.mark.parametrize("habits", [(), ("modern",)], ids=["legacy", "modern"])


def sampler(model: Says, **limits: Any) -> Sampler:
    async def open_model(name: str | None) -> Model:
        assert name == "small:one"
        return model

    return Sampler(SamplingLimits(True, "small:one", **limits), open_model)


@ERAS
async def test_a_server_may_use_our_model_where_the_person_said_so(tmp_path: Path, habits: tuple[str, ...]) -> None:
    model = Says([reply(Text("Hi!"))])
    config = small(*habits, sampling=SamplingLimits(enabled=True))
    async with serving(config, tmp_path) as server, asyncio.timeout(WAIT):
        answer = json.loads(words(await server.call("sample", {}, Caller(sample=sampler(model)))))[0]
    said = {"model": "test:model", "role": "assistant", "content": {"type": "text", "text": "Hi!"}}
    assert answer == {**said, "stopReason": "endTurn"}
    [request] = model.requests
    assert request.max_tokens == 4096  # not the 9999 it asked for
    assert [message.parts for message in request.messages if isinstance(message, UserMessage)] == [(Text("Say hi."),)]


async def test_sampling_is_off_unless_the_person_says_otherwise(tmp_path: Path) -> None:
    model = Says([])
    async with serving(small(), tmp_path) as server, asyncio.timeout(WAIT):
        [answer] = json.loads(words(await server.call("sample", {}, Caller(sample=sampler(model)))))
    assert (answer["code"], model.requests) == (-32601, [])


@pytest.mark.parametrize(
    ("hints", "model", "opened"),
    [
        (("big", "small"), "x:fine", "y:big-one"),
        (("unheard-of",), "x:fine", "x:fine"),
        ((), None, "x:small"),
    ],
)
async def test_a_server_picks_among_the_models_it_may_have(
    hints: tuple[str, ...], model: str | None, opened: str
) -> None:
    names: list[str | None] = []

    async def open_model(name: str | None) -> Model:
        names.append(name)
        return Says([reply(Text("Hi!"))])

    limits = SamplingLimits(True, model, allowed=("x:small", "y:big-one"))
    await Sampler(limits, open_model)(SampleWish((SampleMessage("user", (TextBlock("Hi"),)),), 10, hints=hints))
    assert names == [opened]


async def test_samples_are_counted_by_the_minute() -> None:
    once = sampler(Says([reply(Text("Hi!"))]), per_minute=1)
    wish = SampleWish((SampleMessage("user", (TextBlock("Say hi."), ImageBlock("aGk=", "image/png"))),), 10)
    await once(wish)
    with pytest.raises(RpcError, match="No more than 1 samples a minute"):
        await once(wish)


async def test_what_a_model_cannot_be_given_is_refused() -> None:
    model = Says([])
    for wish in (
        SampleWish((SampleMessage("user", (AudioBlock("aGk=", "audio/wav"),)),), 10),
        SampleWish((), 10, with_tools=True),
    ):
        with pytest.raises(RpcError):
            await sampler(model)(wish)
    assert model.requests == [] and Image("aGk=", "image/png")


@ERAS
async def test_the_directories_of_the_workspace_are_told(tmp_path: Path, habits: tuple[str, ...]) -> None:
    work = tmp_path / "a b"
    work.mkdir()
    async with serving(small(*habits), work) as server, asyncio.timeout(WAIT):
        told = json.loads(words(await server.call("roots", {})))[0]
    assert told == {"roots": [{"uri": f"file://{tmp_path}/a%20b", "name": "a b"}]}


async def test_an_address_that_must_be_visited_first_is_visited_and_the_call_made_again(tmp_path: Path) -> None:
    asked: list[Form | Address] = []

    async def elicit(server: str, question: Form | Address) -> ElicitAnswer:
        asked.append(question)
        return ElicitAnswer("accept")

    async with serving(small(), tmp_path, asks=True) as server, asyncio.timeout(WAIT):
        assert words(await server.call("send_away", {}, Caller(elicit))) == "thank you"
    assert asked == [Address("Go there.", "https://example.org/in", "e1")]


async def test_an_address_nobody_visits_leaves_the_error_as_it_was(tmp_path: Path) -> None:
    async with serving(small(), tmp_path, asks=True) as server, asyncio.timeout(WAIT):
        with pytest.raises(RpcError, match="first this"):
            await server.call("send_away", {})


async def test_a_person_who_does_not_answer_in_time_was_not_asked(tmp_path: Path) -> None:
    async def never(name: str, asked: Form | Address) -> ElicitAnswer:
        await asyncio.Event().wait()
        raise AssertionError

    async with serving(small(asking_timeout=0.05), tmp_path, asks=True) as server, asyncio.timeout(WAIT):
        assert words(await server.call("ask", {}, Caller(never))) == '[{"action": "cancel"}]'
