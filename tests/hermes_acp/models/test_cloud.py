"""Clouds through the official clients, each against a server that answers as the cloud does."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from binascii import crc32

import pytest

from hermes_acp.errors import AuthRequired, ModelError
from hermes_acp.models import fake_streams, fakes
from hermes_acp.models.cloud import CloudModel, check_cloud, open_cloud
from hermes_acp.models.fakes import Answer, FakeProvider
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Delta, Finished, Request, TextDelta

HELLO = Request("Be brief.", (UserMessage("m1", (Text("hi"),)),))
SAID: list[bytes] = fake_streams.messages(({"type": "text", "text": ""}, [{"type": "text_delta", "text": "Hello"}]))


async def answer_of(model: CloudModel) -> tuple[list[str], str]:
    try:
        deltas: list[Delta] = [delta async for delta in model.stream(HELLO)]
    finally:
        await model.aclose()
    finished = deltas[-1]
    assert isinstance(finished, Finished)
    return [delta.text for delta in deltas if isinstance(delta, TextDelta)], finished.message.text


async def test_azure_is_asked_at_its_deployment_with_its_own_key_header() -> None:
    async with FakeProvider([Answer(fake_streams.chat({"content": "Hello"}))]) as fake:
        variables = {"AZURE_OPENAI_ENDPOINT": fake.url.removesuffix("/v1"), "AZURE_OPENAI_API_KEY": "k"}
        model = await asyncio.to_thread(open_cloud, "azure", "Azure", "my-deployment", variables)

        assert await answer_of(model) == (["Hello"], "Hello")

    asked = fake.requests[0]
    assert asked.path.startswith("/openai/deployments/my-deployment/chat/completions?api-version=")
    assert asked.headers["api-key"] == "k"


async def test_vertex_is_asked_with_the_token_of_the_account() -> None:
    async with FakeProvider([Answer(SAID)]) as fake:
        variables = {
            "ANTHROPIC_VERTEX_PROJECT_ID": "mine",
            "CLOUD_ML_REGION": "europe-west1",
            "ANTHROPIC_VERTEX_ACCESS_TOKEN": "t",
            "ANTHROPIC_VERTEX_BASE_URL": fake.url,
        }
        model = await asyncio.to_thread(open_cloud, "vertex", "Vertex", "claude-x", variables)

        assert await answer_of(model) == (["Hello"], "Hello")

    assert fake.requests[0].headers["authorization"] == "Bearer t"
    assert "/projects/mine/locations/europe-west1/" in fake.requests[0].path


def frame(event: bytes) -> bytes:
    """An event of Amazon's event stream encoding that holds one event of the message."""
    data = event.partition(b"data: ")[2].strip()
    payload = json.dumps({"bytes": base64.b64encode(data).decode()}).encode()
    headers = b""
    for name, value in ((":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event")):
        headers += bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack(">I", crc32(prelude)) + headers + payload
    return message + struct.pack(">I", crc32(message))


async def test_bedrock_is_signed_for_and_its_own_stream_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    stream = {"content-type": "application/vnd.amazon.eventstream"}
    async with FakeProvider([Answer([frame(event) for event in SAID], headers=stream)]) as fake:
        variables = {"AWS_REGION": "eu-west-1", "ANTHROPIC_BEDROCK_BASE_URL": fake.url}
        model = await asyncio.to_thread(open_cloud, "bedrock", "Bedrock", "anthropic.claude-x", variables)

        assert await answer_of(model) == (["Hello"], "Hello")

    assert fake.requests[0].headers["authorization"].startswith("AWS4-HMAC-SHA256")


async def test_an_error_of_a_cloud_has_the_kind_and_words_of_any_other() -> None:
    async with FakeProvider([fakes.refusal(401, {"message": "bad key"})]) as fake:
        variables = {"AZURE_OPENAI_ENDPOINT": fake.url.removesuffix("/v1"), "AZURE_OPENAI_API_KEY": "k"}
        model = await asyncio.to_thread(open_cloud, "azure", "Azure", "my-deployment", variables)

        with pytest.raises(ModelError) as failure:
            await answer_of(model)

    assert (failure.value.kind, failure.value.status) == ("auth", 401)


@pytest.mark.parametrize("name", ["azure", "bedrock", "vertex"])
def test_what_a_cloud_needs_is_said_before_it_is_asked(name: str) -> None:
    with pytest.raises(AuthRequired, match="Set it in the environment"):
        check_cloud(name, name.title(), {})
