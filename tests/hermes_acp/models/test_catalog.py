"""What is known of models, and what is honestly not."""

from __future__ import annotations

import pytest

from hermes_acp.models.catalog import cost, known
from hermes_acp.models.message import Usage
from hermes_acp.models.providers import BY_NAME


@pytest.mark.parametrize(
    ("model", "window"),
    [
        ("openrouter:anthropic/claude-sonnet-4.5", 200_000),
        ("claude-sonnet-4-5-20250929", 200_000),
        ("openai:gpt-5", 400_000),
        ("bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0", 200_000),
        ("vertex:claude-opus-4-1@20250805", 200_000),
        ("gpt-4.1-mini-2025-04-14", 1_047_576),
        ("openrouter:qwen/qwen3-coder:free", 262_144),
        ("nous:Hermes-4-405B", 131_072),
        ("huggingface:openai/gpt-oss-120b", 131_072),
    ],
)
def test_a_known_model_is_found_however_it_is_written(model: str, window: int) -> None:
    family = known(model)

    assert family is not None and family.window == window


@pytest.mark.parametrize(
    "model", ["ollama:qwen3:8b", "gpt-5-pro", "gpt-5.9", "claude-opus-4-9", "o3-mini", "demo:rules"]
)
def test_a_model_that_only_sounds_like_a_known_one_is_not_known(model: str) -> None:
    assert known(model) is None


def test_cost_counts_cached_tokens_at_their_own_price() -> None:
    usage = Usage(input=1_000_000, output=100_000, cached=900_000)

    assert cost("anthropic:claude-sonnet-4-5", usage) == pytest.approx(0.3 + 0.27 + 1.5)  # pyright: ignore[reportUnknownMemberType] - pytest leaves approx untyped


def test_a_long_prompt_costs_more_altogether() -> None:
    short, long = Usage(input=272_000, output=1000), Usage(input=272_001, output=1000)

    assert cost("openai:gpt-5.4", short) == pytest.approx(0.68 + 0.015)  # pyright: ignore[reportUnknownMemberType] - pytest leaves approx untyped
    assert cost("openai:gpt-5.4", long) == pytest.approx(1.360005 + 0.0225)  # pyright: ignore[reportUnknownMemberType] - pytest leaves approx untyped


def test_tokens_written_to_the_cache_have_a_price_of_their_own() -> None:
    usage = Usage(input=1_000_000, output=0, cached=500_000, cache_written=500_000)

    assert cost("anthropic:claude-opus-5", usage) == pytest.approx(0.25 + 3.125)  # pyright: ignore[reportUnknownMemberType] - pytest leaves approx untyped


def test_what_answers_where_nothing_is_said_is_known() -> None:
    """Else nobody could say when a conversation grows too long for it."""
    for provider in ("anthropic", "openai", "openrouter"):
        row = BY_NAME[provider]
        assert known(row.default) is not None
        assert known(row.small) is not None


def test_cost_of_what_is_not_known_is_not_known() -> None:
    assert cost("anthropic:claude-sonnet-4-5", Usage(input=5)) is None
    assert cost("nobody:knows", Usage(input=5, output=5)) is None
