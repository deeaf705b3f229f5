"""Which models can be used now, what their providers say of them, and how rarely that is asked."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest

from hermes_acp.models.catalog import Price
from hermes_acp.models.facts import facts_of
from hermes_acp.models.fakes import JSON, FakeProvider
from hermes_acp.models.http import Http
from hermes_acp.models.listcache import HOUR, path_of, write_list
from hermes_acp.models.listing import Listed, listed
from hermes_acp.models.lists import Group, refresh_models, usable_models
from hermes_acp.models.own import own_providers
from hermes_acp.models.wanted import Wanted


def wanted(home: Path, address: str = "", **variables: str) -> Wanted:
    """A person with one server of their own."""
    own = own_providers({"box": {"base_url": address, "api_key": "k"}} if address else {}, [])
    return Wanted(None, None, None, None, variables, "/home/me/.env", own=own, home=str(home))


def make_older(home: Path, provider: str, seconds: float) -> None:
    """As if the list had been fetched so much earlier."""
    file = Path(path_of(str(home), provider))
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "fetched": kept["fetched"] - seconds}))


ROWS: list[tuple[JSON, Listed]] = [
    ({"id": "plain"}, Listed("plain")),
    (
        {"id": "a/b", "context_length": 9000, "pricing": {"prompt": "0.000001", "completion": "0.000002"}},
        Listed("a/b", 9000, Price(1.0, 1.0, 2.0)),
    ),
    (
        {
            "id": "x",
            "context_window": 8,
            "pricing": {"input": "0.000003", "output": 0.000015, "input_cache_read": "3e-7"},
        },
        Listed("x", 8, Price(3.0, 0.3, 15.0)),
    ),
    ({"id": "router", "pricing": {"prompt": "-1", "completion": "-1"}}, Listed("router")),
    ({"id": "vllm", "max_model_len": 4096}, Listed("vllm", 4096)),
    ({"id": "claude", "max_input_tokens": 200_000}, Listed("claude", 200_000)),
    ({"id": "lms", "max_context_length": 32_768, "loaded_context_length": 4096}, Listed("lms", 4096)),
    ({"id": "gguf", "meta": {"n_ctx_train": 131_072, "n_ctx": 16_384}}, Listed("gguf", 16_384)),
    (
        {"id": "gpt", "capabilities": {"limits": {"max_context_window_tokens": 128_000}}},
        Listed("gpt", 128_000),
    ),
    ({"id": "models/gemini-2.5-pro"}, Listed("gemini-2.5-pro")),
    ({"id": "odd", "context_length": -4, "pricing": "free"}, Listed("odd")),
]


@pytest.mark.parametrize(("row", "meant"), ROWS, ids=[str(row["id"]) for row, _ in ROWS])
def test_what_each_kind_of_server_says_of_a_model_is_understood(row: JSON, meant: Listed) -> None:
    assert listed({"data": [row]}) == (meant,)


def test_what_answers_no_chat_and_what_is_no_model_is_passed_over() -> None:
    rows = [
        {"id": "text-embedding-3-small"},
        {"id": "whisper-1"},
        "nonsense",
        {"name": "x"},
        {"id": "o3"},
        {"id": "o3"},
    ]

    assert listed({"data": rows}) == (Listed("o3"),)
    assert listed("nonsense") == listed({"data": None}) == ()


async def test_a_list_is_fetched_once_an_hour_and_there_at_once_in_between(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([], [{"id": "m", "context_length": 5000}]) as fake:
        settings = wanted(tmp_path, fake.url)
        before = await asyncio.to_thread(usable_models, settings, ["box"])
        first = await refresh_models(settings, http, providers=["box"])
        again = await refresh_models(settings, http, providers=["box"])
        forced = await refresh_models(settings, http, force=True, providers=["box"])
        after = await asyncio.to_thread(usable_models, settings, ["box"])

    assert before == (Group("box", "box", ()),)
    assert [group[0].models for group in (first, again, forced, after)] == [(Listed("m", 5000),)] * 4
    assert [request.headers["authorization"] for request in fake.lists] == ["Bearer k"] * 2


async def test_a_list_older_than_an_hour_is_fetched_again_and_shown_until_then(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([], [{"id": "new"}]) as fake:
        settings = wanted(tmp_path, fake.url)
        await asyncio.to_thread(write_list, str(tmp_path), "box", fake.url, (Listed("old"),))
        await asyncio.to_thread(make_older, tmp_path, "box", HOUR + 1)
        shown = await asyncio.to_thread(usable_models, settings, ["box"])
        fetched = await refresh_models(settings, http, providers=["box"])

    assert (shown[0].models, fetched[0].models) == ((Listed("old"),), (Listed("new"),))


def test_a_list_is_for_the_person_alone_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_list(str(tmp_path), "box", "http://x", (Listed("m"),))
    file = Path(path_of(str(tmp_path), "box"))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == ["box.json"]


async def test_a_provider_that_does_not_answer_leaves_the_older_list_and_says_why(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([]) as fake:
        settings = wanted(tmp_path, fake.url)
    await asyncio.to_thread(write_list, str(tmp_path), "box", fake.url, (Listed("old"),))

    (group,) = await refresh_models(settings, http, force=True, providers=["box"])

    assert group.models == (Listed("old"),)
    assert group.problem.startswith(f"Nothing listens at 127.0.0.1:{fake.port}: the server is not running.")


def test_a_list_of_another_address_and_a_damaged_file_are_no_list(tmp_path: Path) -> None:
    settings = wanted(tmp_path, "https://one.example/v1")
    write_list(str(tmp_path), "box", "https://other.example/v1", (Listed("m"),))
    assert usable_models(settings, ["box"])[0].models == ()

    Path(path_of(str(tmp_path), "box")).write_text("{half")
    assert usable_models(settings, ["box"])[0].models == ()


def test_what_has_a_key_can_be_used_and_nothing_else(tmp_path: Path) -> None:
    settings = wanted(tmp_path, MISTRAL_API_KEY="k", GITHUB_TOKEN="for something else")

    assert usable_models(settings) == (Group("mistral", "Mistral", (Listed("mistral-large-latest"),)),)


async def test_a_model_server_on_this_machine_can_be_used_while_it_runs(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([], [{"id": "qwen3:8b"}]) as fake:
        settings = wanted(tmp_path, OLLAMA_BASE_URL=fake.url)
        running = await refresh_models(settings, http, providers=["ollama"])
        seen = await asyncio.to_thread(usable_models, settings)
    stopped = await refresh_models(settings, http, force=True, providers=["ollama"])

    assert running[0].models == (Listed("qwen3:8b"),)
    assert [group.provider for group in seen] == ["ollama"]
    assert stopped[0].models == ()
    assert await asyncio.to_thread(usable_models, settings) == ()


def test_what_a_model_holds_and_costs_comes_from_the_surest_source(tmp_path: Path) -> None:
    settings = wanted(tmp_path, ANTHROPIC_API_KEY="k")
    by_table = facts_of("anthropic:claude-sonnet-4-5", settings)
    write_list(str(tmp_path), "anthropic", "https://api.anthropic.com", (Listed("claude-sonnet-4-5", 1_000_000),))
    by_provider = facts_of("anthropic:claude-sonnet-4-5", settings)
    by_person = facts_of("anthropic:claude-sonnet-4-5", settings._replace(window=5000))
    unknown = facts_of("anthropic:claude-of-tomorrow", settings)

    assert (by_table.window, by_table.window_from, by_table.price_from) == (200_000, "table", "table")
    assert (by_provider.window, by_provider.window_from) == (1_000_000, "provider")
    assert (by_person.window, by_person.window_from) == (5000, "settings")
    assert (unknown.window, unknown.price) == (None, None)
    assert unknown.window_in_words().startswith("context length not known, 128,000 tokens assumed")
    assert unknown.price_in_words() == "price not known"


def test_the_context_length_in_the_settings_is_about_the_model_in_the_settings(tmp_path: Path) -> None:
    settings = wanted(tmp_path)._replace(model="anthropic:claude-sonnet-4-5", window=5000)

    assert facts_of("anthropic:claude-sonnet-4-5", settings).window == 5000
    assert facts_of("anthropic:claude-opus-4-5", settings).window == 200_000


def test_a_model_of_this_machine_is_free_and_its_window_is_not_taken_from_its_big_namesake(tmp_path: Path) -> None:
    facts = facts_of("ollama:qwen3-coder", wanted(tmp_path))

    assert (facts.window, facts.price_in_words()) == (None, "free")
