"""Which model answers, and where a key goes."""

from __future__ import annotations

import asyncio

import pytest

from hermes_acp.errors import AuthRequired, ConfigError, ModelError
from hermes_acp.models.address import dialect_of, endpoint_of, spoken
from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider, refusal
from hermes_acp.models.http import Http
from hermes_acp.models.local import ask, detect_local
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Request, TextDelta, Waiting
from hermes_acp.models.naming import choose, complete
from hermes_acp.models.own import links, own_providers
from hermes_acp.models.providers import BY_NAME, PROVIDERS, Provider
from hermes_acp.models.registry import build
from hermes_acp.models.wanted import MODES, Wanted
from support.dialects import collect


def wanted(
    model: str | None = None, provider: str | None = None, base_url: str | None = None, **variables: str
) -> Wanted:
    return Wanted(model, provider, base_url, None, variables, "/home/me/.hermes/.env")


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (wanted(), "demo:rules"),
        (wanted("anthropic:claude-x", OPENAI_API_KEY="k"), "anthropic:claude-x"),
        (wanted("anthropic"), f"anthropic:{BY_NAME['anthropic'].default}"),
        (wanted("qwen3:8b", provider="ollama"), "ollama:qwen3:8b"),
        (wanted("llama", base_url="http://127.0.0.1:9"), "custom:llama"),
        (wanted("scripted:/tmp/a.yaml"), "scripted:/tmp/a.yaml"),
        (wanted("demo"), "demo:rules"),
        (wanted(OPENAI_API_KEY="k"), f"openai:{BY_NAME['openai'].default}"),
        (wanted(OPENAI_BASE_URL="http://127.0.0.1:9", OPENAI_MODEL="mine"), "openai:mine"),
    ],
)
def test_what_was_set_counts_then_what_has_a_key_then_the_demo(settings: Wanted, name: str) -> None:
    assert choose(settings) == name


@pytest.mark.parametrize("name", ["gpt-5", "nobody:model", "groq"])
def test_a_name_that_says_too_little_is_told_what_to_write(name: str) -> None:
    with pytest.raises(ConfigError, match=r"PROVIDER:MODEL|groq:MODEL"):
        complete(name, wanted())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("openi:gpt-5", "no provider 'openi'. Did you mean openai"),
        ("Antropic:claude", "no provider 'Antropic'. Did you mean anthropic?"),
        ("scriped:x.yaml", "Did you mean scripted?"),
        ("zzz:x", "no provider 'zzz'. Write PROVIDER:MODEL, with one of anthropic, openai, "),
    ],
)
def test_a_provider_that_is_none_is_named_with_those_near_it_or_with_all(name: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        complete(name, wanted())
    assert said in str(caught.value)
    assert "`hermes models` lists" in str(caught.value)


def test_without_a_key_the_message_names_the_variables_and_the_file() -> None:
    with pytest.raises(AuthRequired, match=r"OPENAI_API_KEY in the environment or in /home/me/\.hermes/\.env"):
        endpoint_of(BY_NAME["openai"], wanted())


def test_a_key_goes_only_to_its_own_address() -> None:
    """An address of one's own never gets another vendor's key."""
    settings = wanted("llama", base_url="http://elsewhere.example/v1", OPENAI_API_KEY="secret", ANTHROPIC_API_KEY="s")

    assert endpoint_of(BY_NAME["custom"], settings).key == ""
    assert endpoint_of(BY_NAME["openai"], settings).base_url == "https://api.openai.com/v1"


def test_the_persons_own_variable_moves_a_provider_and_its_key_together() -> None:
    settings = wanted(OPENAI_BASE_URL="http://127.0.0.1:9/v1/", OPENAI_API_KEY="k")

    endpoint = endpoint_of(BY_NAME["openai"], settings)

    assert (endpoint.base_url, endpoint.key) == ("http://127.0.0.1:9/v1", "k")


def test_every_provider_has_an_address_or_a_variable_for_one_and_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(PROVIDERS)
    assert all(provider.base_url or provider.url_variable or provider.cloud for provider in PROVIDERS)
    assert all(
        provider.base_url.startswith("https://") for provider in PROVIDERS if provider.keys and provider.base_url
    )


async def test_a_server_on_this_machine_is_found_with_its_models() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.0 200 OK\r\n\r\n{"data":[{"id":"qwen3:8b"}]}')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        found = await ask(Provider("ollama", "Ollama", f"http://127.0.0.1:{port}/v1", local=True))

    assert found is not None
    assert found.models == ("qwen3:8b",)


async def test_nobody_there_is_no_error() -> None:
    async with asyncio.timeout(2):
        assert isinstance(await detect_local(), list)


def test_a_vendors_key_does_not_follow_to_an_address_in_the_config() -> None:
    moved = wanted(provider="openai", base_url="https://proxy.example/v1", OPENAI_API_KEY="secret")

    with pytest.raises(AuthRequired, match=r"proxy\.example is not where OpenAI answers.+Set model\.api_key"):
        endpoint_of(BY_NAME["openai"], moved)
    assert endpoint_of(BY_NAME["openai"], moved._replace(api_key="own")).key == "own"
    beside = moved._replace(base_url="https://api.openai.com/v2")
    assert endpoint_of(BY_NAME["openai"], beside).key == "secret"


def test_the_context_length_is_what_the_person_says_then_what_is_known_then_unknown() -> None:
    settings = wanted(ANTHROPIC_API_KEY="k")

    assert build("anthropic:claude-sonnet-4-5", settings._replace(window=5000), Http()).window == 5000
    assert build("anthropic:claude-sonnet-4-5", settings, Http()).window == 200_000
    assert build("anthropic:claude-of-tomorrow", settings, Http()).window is None


async def test_the_models_of_fallback_providers_answer_when_the_first_cannot() -> None:
    refused = refusal(401, {"message": "no"})
    async with FakeProvider([refused, Answer(chat({"content": "from the second"}))]) as fake:
        setting = [{"provider": "custom", "model": "b", "base_url": fake.url, "key_env": "MINE"}, "nonsense"]
        settings = wanted(OPENAI_BASE_URL=fake.url, OPENAI_API_KEY="first", MINE="second")
        model = build("openai:a", settings._replace(fallbacks=links(setting)), http := Http())
        deltas = [delta async for delta in model.stream(Request("", [UserMessage("u", (Text("hi"),))]))]
        await http.aclose()

    assert TextDelta("from the second") in deltas
    sent = [(request.headers["authorization"], request.json["model"]) for request in fake.requests]
    assert sent == [("Bearer first", "a"), ("Bearer second", "b")]


def test_the_default_models_are_ones_the_official_clients_know_and_do_not_retire() -> None:
    from typing import get_args

    from anthropic.resources.messages.messages import DEPRECATED_MODELS
    from anthropic.types import Model
    from openai.types.shared import ChatModel

    assert BY_NAME["anthropic"].default in get_args(get_args(Model)[0])
    assert BY_NAME["anthropic"].default not in DEPRECATED_MODELS
    assert BY_NAME["openai"].default in get_args(ChatModel)


def settings_of(table: dict[str, object], **variables: str) -> Wanted:
    return wanted(**variables)._replace(own=own_providers({"box": table}, []))


def test_a_provider_of_ones_own_gets_its_own_key_and_no_other() -> None:
    by_variable = settings_of({"base_url": "https://box.example/v1", "key_env": "BOX"}, BOX="b", OPENAI_API_KEY="o")
    beside = settings_of({"base_url": "https://box.example/v1", "api_key": "k"}, OPENAI_API_KEY="o")
    moved = wanted(OPENAI_API_KEY="o")._replace(own=own_providers({"openai": {"base_url": "https://box.example"}}, []))

    assert (
        dialect_of(found(moved, "openai"), endpoint_of(found(moved, "openai"), moved), "gpt-5", moved) == "openai_chat"
    )
    assert endpoint_of(found(by_variable, "box"), by_variable).key == "b"
    assert endpoint_of(found(beside, "box"), beside).key == "k"
    assert endpoint_of(found(moved, "openai"), moved).key == ""


def found(settings: Wanted, name: str) -> Provider:
    provider = settings.find(name)
    assert provider is not None
    return provider


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ({}, "/v1/chat/completions"),
        ({"api_mode": "chat_completions"}, "/v1/chat/completions"),
        ({"api_mode": "codex_responses"}, "/v1/responses"),
        ({"api_mode": "anthropic_messages"}, "/v1/messages"),
    ],
)
async def test_the_dialect_that_is_set_for_an_address_is_spoken_there(
    table: dict[str, object], path: str, http: Http
) -> None:
    refused = refusal(400, {"message": "no"})
    async with FakeProvider([refused, refused]) as fake:
        own = settings_of({**table, "base_url": fake.url, "model": "m"})
        chosen = wanted(provider="custom", base_url=fake.url)._replace(dialect=MODES.get(str(table.get("api_mode"))))
        for name, settings in (("box:m", own), ("custom:m", chosen)):
            with pytest.raises(ModelError):
                await collect(await asyncio.to_thread(build, name, settings, http))

    assert [request.path for request in fake.requests] == [path] * 2


def test_an_address_tells_of_anthropics_dialect_by_its_end() -> None:
    own = settings_of({"base_url": "https://box.example/anthropic/"})
    provider = found(own, "box")
    endpoint = endpoint_of(provider, own)

    assert dialect_of(provider, endpoint, "m", own) == "anthropic"
    assert (
        spoken(endpoint._replace(key="k"), "anthropic").url("/messages") == "https://box.example/anthropic/v1/messages"
    )


@pytest.mark.parametrize(
    ("provider", "model", "dialect"),
    [
        ("opencode-zen", "claude-sonnet-4-5", "anthropic"),
        ("opencode-zen", "gpt-5.5", "openai_responses"),
        ("opencode-zen", "kimi-k2", "openai_chat"),
        ("opencode-go", "minimax-m2.5", "anthropic"),
        ("opencode-go", "glm-5", "openai_chat"),
        ("minimax", "MiniMax-M2", "anthropic"),
        ("openrouter", "anthropic/claude-sonnet-4.5", "openai_chat"),
        ("openai", "gpt-5.5", "openai_responses"),
    ],
)
def test_each_provider_is_asked_in_the_dialect_it_speaks_of_a_model(provider: str, model: str, dialect: str) -> None:
    settings = wanted(OPENCODE_API_KEY="k", MINIMAX_API_KEY="k", OPENROUTER_API_KEY="k", OPENAI_API_KEY="k")
    row = BY_NAME[provider]

    assert dialect_of(row, endpoint_of(row, settings), model, settings) == dialect


def test_a_bare_name_is_its_makers_when_that_has_a_key() -> None:
    assert complete("claude-sonnet-4-5", wanted(ANTHROPIC_API_KEY="k")) == "anthropic:claude-sonnet-4-5"
    assert complete("moonshotai/kimi-k2", wanted(OPENROUTER_API_KEY="k")) == "openrouter:moonshotai/kimi-k2"


async def test_a_link_that_cannot_be_opened_is_passed_over_and_told(http: Http) -> None:
    """A provider that is there no more, and one without a key."""
    setting = [{"provider": "gone", "model": "m"}, {"provider": "groq", "model": "m"}]
    async with FakeProvider([refusal(402, {"message": "pay"}), Answer(chat({"content": "ok"}))]) as fake:
        last = {"provider": "custom", "model": "b", "base_url": fake.url}
        settings = wanted(OPENAI_BASE_URL=fake.url, OPENAI_API_KEY="k")._replace(fallbacks=links([*setting, last]))
        deltas = await collect(await asyncio.to_thread(build, "openai:a", settings, http))

    notices = [delta.text for delta in deltas if isinstance(delta, Waiting)]
    assert [text for text in notices if "There is no provider 'gone'" in text or "Groq needs a key" in text] == (
        notices[1:]
    )
    assert TextDelta("ok") in deltas
