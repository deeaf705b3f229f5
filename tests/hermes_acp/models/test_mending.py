"""What a provider cannot take is left out of the next attempt, and the session goes on."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from hermes_acp.errors import ModelError
from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider, refusal
from hermes_acp.models.http import Http
from hermes_acp.models.mending import LEFT_OUT, Mending
from hermes_acp.models.message import AssistantMessage, Image, Text, Thought, ToolCall, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Request, TextDelta, Waiting
from hermes_acp.models.openai_chat import ChatStyle, OpenAIChat
from support.dialects import collect, endpoint_at

PICTURE = Image("iVBORw0KGgo=", "image/png")
THOUGHT = Thought("hm", {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]}, "custom")
REQUEST = Request(
    "",
    [
        UserMessage("u1", (Text("look"), PICTURE)),
        AssistantMessage("a1", (THOUGHT, ToolCall("c1", "shoot", "{}"))),
        ToolMessage("c1", "shoot", "done", images=(PICTURE,)),
        UserMessage("u2", (Text("and?"),)),
    ],
    effort="high",
    session_id="s",
)
STYLE = ChatStyle(effort_field="reasoning_effort", thoughts_back="reasoning_details")
OK = Answer(chat({"content": "ok"}))


async def ask(http: Http, *said: Mapping[str, object]) -> tuple[list[str], list[Delta]]:
    """What was sent, attempt by attempt, where each is refused with one of these but the last."""
    async with FakeProvider([*(refusal(400, error) for error in said), OK]) as fake:
        deltas = await collect(Mending(OpenAIChat(endpoint_at(fake.url), "m", http, STYLE)), REQUEST)
    return [request.body.decode() for request in fake.requests], deltas


def text_of(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


@pytest.mark.parametrize(
    "said",
    [
        "messages.1.content.0: Invalid `signature` in `thinking` block",
        "The encrypted content gAAA... could not be verified.",
        "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
    ],
)
async def test_thoughts_that_are_refused_are_left_out(said: str, http: Http) -> None:
    sent, deltas = await ask(http, {"message": said})

    assert ["reasoning_details" in body for body in sent] == [True, False]
    assert all(PICTURE.data in body and '"reasoning_effort":"high"' in body for body in sent)
    assert text_of(deltas) == "ok"
    (notice,) = [delta.text for delta in deltas if isinstance(delta, Waiting)]
    assert notice.endswith("It no longer takes its earlier thoughts back: asking again without.")


@pytest.mark.parametrize(
    "said",
    [
        "messages.0.content.1.image.source.base64: image exceeds 5 MB maximum: 6 MB > 5 MB",
        "This model does not support image input",
        "No endpoints found that support image input",
        "Failed to deserialize: unknown variant `image_url`, expected `text`",
        "Could not process image",
    ],
)
async def test_pictures_that_are_refused_become_a_note(said: str, http: Http) -> None:
    sent, deltas = await ask(http, {"message": said})

    assert [body.count(PICTURE.data) for body in sent] == [2, 0]
    assert sent[1].count(LEFT_OUT) == 2
    assert text_of(deltas) == "ok"


async def test_several_parts_are_left_out_one_after_the_other(http: Http) -> None:
    sent, deltas = await ask(
        http, {"message": "unsupported image"}, {"message": "Unrecognized request argument: reasoning_effort"}
    )

    assert [(PICTURE.data in body, "reasoning_effort" in body) for body in sent] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert text_of(deltas) == "ok"


async def test_a_limit_the_provider_names_is_kept_to(http: Http) -> None:
    refused = refusal(
        400, {"message": "max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens"}
    )
    async with FakeProvider([refused, OK]) as fake:
        model = Mending(OpenAIChat(endpoint_at(fake.url), "m", http))
        await collect(model, Request("", REQUEST.messages[:1], max_tokens=32_000))

    assert [request.json["max_tokens"] for request in fake.requests] == [32_000, 8192]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("[{'type': 'extra_forbidden', 'loc': ['body', 'stream_options'], 'msg': 'Extra inputs'}]", "stream_options"),
        ("Unsupported parameter: 'max_tokens' is not supported with this model.", "max_tokens"),
    ],
)
async def test_a_word_the_server_does_not_know_is_left_out(said: str, field: str, http: Http) -> None:
    async with FakeProvider([refusal(422, {"message": said}), OK]) as fake:
        model = Mending(OpenAIChat(endpoint_at(fake.url), "m", http))
        deltas = await collect(model, Request("", REQUEST.messages[:1], max_tokens=256))

    assert [(field in request.json, request.json["stream"]) for request in fake.requests] == [
        (True, True),
        (False, True),
    ]
    assert text_of(deltas) == "ok"


async def test_a_limit_gives_way_to_a_long_prompt(http: Http) -> None:
    said = "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000, decrease input length"
    async with FakeProvider([refusal(400, {"message": said}), OK]) as fake:
        model = Mending(OpenAIChat(endpoint_at(fake.url), "m", http))
        await collect(model, Request("", REQUEST.messages[:1], max_tokens=32_000))

    assert [request.json["max_tokens"] for request in fake.requests] == [32_000, 10_000]


async def test_a_conversation_that_is_too_long_is_not_mended_here(http: Http) -> None:
    said = "This model's maximum context length is 128000 tokens; reduce your messages, reasoning included"
    async with FakeProvider([refusal(400, {"message": said})]) as fake:
        with pytest.raises(ModelError) as caught:
            await collect(Mending(OpenAIChat(endpoint_at(fake.url), "m", http, STYLE)), REQUEST)

    assert caught.value.kind == "context_overflow"


async def test_what_was_refused_once_is_not_sent_again_in_the_session(http: Http) -> None:
    async with FakeProvider([refusal(400, {"message": "unsupported image"}), OK, OK]) as fake:
        model = Mending(OpenAIChat(endpoint_at(fake.url), "m", http, STYLE))
        await collect(model, REQUEST)
        deltas = await collect(model, REQUEST)

    assert [PICTURE.data in request.body.decode() for request in fake.requests] == [True, False, False]
    assert not any(isinstance(delta, Waiting) for delta in deltas)


async def test_what_comes_after_a_refusal_is_sent(http: Http) -> None:
    """A smaller picture may be taken, and a thought of now is bound to the conversation as it is now."""
    small = Image("c21hbGw=", "image/png")
    later = [
        *REQUEST.messages,
        AssistantMessage("a2", (replace(THOUGHT, text="later"), Text("Seen."))),
        UserMessage("u3", (Text("and this?"), small)),
    ]
    refused = [refusal(400, {"message": said}) for said in ("Could not process image", "Invalid `signature`")]
    async with FakeProvider([*refused, OK, OK]) as fake:
        model = Mending(OpenAIChat(endpoint_at(fake.url), "m", http, STYLE))
        await collect(model, REQUEST)
        await collect(model, replace(REQUEST, messages=later))

    last = fake.requests[-1].body.decode()
    assert (PICTURE.data in last, small.data in last) == (False, True)
    assert last.count("reasoning_details") == 1


async def test_what_nothing_can_mend_is_raised_as_it_came(http: Http) -> None:
    async with FakeProvider([refusal(400, {"message": "messages: roles must alternate"})]) as fake:
        with pytest.raises(ModelError, match="roles must alternate"):
            await collect(Mending(OpenAIChat(endpoint_at(fake.url), "m", http)), REQUEST)


async def test_the_same_refusal_twice_ends_it(http: Http) -> None:
    with pytest.raises(ModelError):
        await ask(http, {"message": "unsupported image"}, {"message": "unsupported image"})
