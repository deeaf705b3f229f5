"""What a person writes, and which model is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.errors import ConfigError
from hermes_acp.models.auxiliary import auxiliary
from hermes_acp.models.listcache import write_list
from hermes_acp.models.listing import Listed
from hermes_acp.models.own import own_providers
from hermes_acp.models.search import resolve
from hermes_acp.models.wanted import Wanted

ANTHROPIC = (
    "claude-opus-4-1-20250805",
    "claude-opus-4-8",
    "claude-sonnet-4-5",
    "claude-sonnet-5-5",
    "claude-haiku-4-5",
)
OPENROUTER = (
    "anthropic/claude-opus-4.5",
    "openai/gpt-5.5",
    "openai/gpt-5.5-mini",
    "openai/gpt-5",
    "x/qwen3-coder:free",
)


def person(home: Path, **changes: object) -> Wanted:
    keys = {"ANTHROPIC_API_KEY": "a", "OPENROUTER_API_KEY": "o"}
    wanted = Wanted(None, None, None, None, keys, "/home/me/.env", home=str(home))
    return wanted._replace(**changes)  # pyright: ignore[reportArgumentType] - each test names fields there are


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    write_list(str(tmp_path), "anthropic", "https://api.anthropic.com", tuple(map(Listed, ANTHROPIC)))
    write_list(str(tmp_path), "openrouter", "https://openrouter.ai/api/v1", tuple(map(Listed, OPENROUTER)))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("anthropic:claude-of-tomorrow", "anthropic:claude-of-tomorrow"),
        ("claude-sonnet-4-5", "anthropic:claude-sonnet-4-5"),
        ("openai/gpt-5", "openrouter:openai/gpt-5"),
        ("sonnet", "anthropic:claude-sonnet-5-5"),
        ("opus", "anthropic:claude-opus-4-8"),
        ("gpt", "openrouter:openai/gpt-5.5"),
        ("qwen", "openrouter:x/qwen3-coder:free"),
        ("fast", "groq:llama-3.3-70b"),
        ("Slow", "openrouter:openai/gpt-5"),
        ("demo", "demo:rules"),
        ("kimi-coding:kimi-k2", "kimi:kimi-k2"),
    ],
)
def test_a_name_a_word_and_an_alias_are_understood(text: str, meant: str, listed: Path) -> None:
    aliases = {"fast": "groq:llama-3.3-70b", "slow": {"provider": "openrouter", "model": "openai/gpt-5"}}

    assert resolve(text, person(listed, aliases=aliases)) == meant


def test_the_chosen_provider_is_looked_at_first(listed: Path) -> None:
    assert resolve("opus", person(listed, provider="openrouter")) == "openrouter:anthropic/claude-opus-4.5"


def test_a_slip_of_the_pen_is_told_what_comes_near_it(listed: Path) -> None:
    with pytest.raises(ConfigError, match=r"Did you mean anthropic:claude-sonnet-4-5 or .+ Write PROVIDER:MODEL"):
        resolve("claude-sonet-4-5", person(listed))


def test_a_provider_whose_list_nobody_has_may_have_any_model(tmp_path: Path) -> None:
    assert resolve("qwen3:8b", person(tmp_path, provider="ollama")) == "ollama:qwen3:8b"
    assert resolve("mine", person(tmp_path, base_url="http://127.0.0.1:9/v1")) == "custom:mine"


def test_providers_of_a_persons_own_are_named_like_all_others(tmp_path: Path) -> None:
    own = own_providers(
        {"Work Box": {"base_url": "http://10.0.0.5:8000/v1", "key_env": "BOX", "model": "big"}},
        [
            {
                "name": "lab",
                "base_url": "https://lab.example/anthropic",
                "api_key": "k",
                "api_mode": "anthropic_messages",
            }
        ],
    )
    settings = person(tmp_path, own=own)

    assert resolve("work-box", settings) == resolve("custom:work-box", settings) == "work-box:big"
    assert resolve("custom:lab:m", settings) == resolve("lab:m", settings) == "lab:m"


MAIN = "anthropic:claude-sonnet-5-5"


@pytest.mark.parametrize(
    ("setting", "main", "meant"),
    [
        ({}, MAIN, "anthropic:claude-haiku-5-5"),
        ({"titles": {"provider": "auto"}}, MAIN, "anthropic:claude-haiku-5-5"),
        ({"titles": {"model": "openrouter:openai/gpt-5"}}, MAIN, "openrouter:openai/gpt-5"),
        ({"titles": {"model": "claude-opus-4-8"}}, MAIN, "anthropic:claude-opus-4-8"),
        ({"titles": {"provider": "gemini"}}, MAIN, "gemini:gemini-2.5-flash"),
        ({"titles": {"provider": "main", "model": "x"}}, MAIN, "anthropic:x"),
        ({"reviews": {"provider": "gemini"}}, MAIN, "anthropic:claude-haiku-5-5"),
        ({}, "ollama:qwen3:8b", "ollama:qwen3:8b"),
        ({}, "demo:rules", "demo:rules"),
        ({}, "groq:llama", "groq:llama"),
    ],
)
def test_a_task_is_done_by_whom_the_settings_say_or_by_a_cheap_sibling(
    setting: dict[str, object], main: str, meant: str, tmp_path: Path
) -> None:
    assert auxiliary("titles", main, person(tmp_path, auxiliary=setting))[0] == meant


def test_at_an_address_of_ones_own_there_may_be_no_sibling(tmp_path: Path) -> None:
    moved = person(tmp_path, provider="anthropic", base_url="http://127.0.0.1:9")

    assert auxiliary("titles", MAIN, moved)[0] == MAIN


def test_a_task_may_have_an_address_and_a_key_of_its_own(tmp_path: Path) -> None:
    setting = {"titles": {"base_url": "http://127.0.0.1:9/v1", "api_key": "k", "model": "small"}}
    name, settings = auxiliary("titles", MAIN, person(tmp_path, auxiliary=setting))

    assert (name, settings.provider, settings.base_url, settings.api_key) == (
        "custom:small",
        "custom",
        "http://127.0.0.1:9/v1",
        "k",
    )
