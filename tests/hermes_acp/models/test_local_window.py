"""What servers on this machine say of the context they run a model with."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hermes_acp.models.fakes import JSON, Answer, FakeProvider
from hermes_acp.models.http import Http
from hermes_acp.models.local_window import ask_window
from hermes_acp.models.registry import build
from hermes_acp.models.wanted import Wanted


def said(value: JSON) -> Answer:
    return Answer([json.dumps(value).encode()], headers={"content-type": "application/json"})


SERVERS = [
    ("ollama", [said({"models": [{"name": "m", "context_length": 4096}]})], 4096),
    ("ollama", [said({"models": []}), said({"parameters": "stop x\nnum_ctx    16384"})], 16384),
    ("ollama", [said({"models": []}), said({"parameters": "temperature 1"})], None),
    ("llamacpp", [said({"default_generation_settings": {"n_ctx": 8192}})], 8192),
]


@pytest.mark.parametrize(("provider", "answers", "window"), SERVERS)
async def test_each_server_is_asked_where_it_says_it(provider: str, answers: list[Answer], window: int | None) -> None:
    async with FakeProvider(answers) as fake:
        assert await asyncio.to_thread(ask_window, provider, fake.url, "m") == window


@pytest.mark.parametrize(
    ("provider", "row"), [("vllm", {"max_model_len": 7}), ("lmstudio", {"loaded_context_length": 7})]
)
async def test_some_say_it_in_their_list(provider: str, row: JSON) -> None:
    async with FakeProvider([], [{"id": "other"}, {"id": "m", **row}]) as fake:
        assert await asyncio.to_thread(ask_window, provider, fake.url, "m") == 7


async def test_nobody_there_is_no_error_and_takes_no_time() -> None:
    async with FakeProvider([]) as fake:
        address = fake.url
    async with asyncio.timeout(1):
        assert await asyncio.to_thread(ask_window, "ollama", address, "m") is None


async def test_a_local_model_is_opened_with_the_context_its_server_runs_it_with(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([], [{"id": "m", "max_model_len": 9000}]) as fake:
        settings = Wanted(None, "vllm", fake.url, None, {}, "/home/me/.env", home=str(tmp_path))
        told = await asyncio.to_thread(build, "vllm:m", settings, http)
        set_by_person = await asyncio.to_thread(build, "vllm:m", settings._replace(window=5000), http)

    assert (told.window, set_by_person.window) == (9000, 5000)
