"""What is known of models ahead of time: how much they hold, and what they cost.

A short table of families, from the makers' own pages; a model that is not in it is not known, and nobody guesses.
A person's ``model.context_length`` wins over it. Looked up on 2026-11-21.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hermes_acp.models.message import Usage

MILLION = 1_000_000

DATED = re.compile(r"-latest|[-@]\d{4}(?:-?\d\d-?\d\d)?")
"""What follows the name of a family when a certain build of it is meant."""


class Price(NamedTuple):
    """Dollars for a million tokens."""

    prompt: float
    cached: float
    """Prompt tokens read from the provider's cache."""
    answer: float
    written: float | None = None
    """Prompt tokens written to the cache; as the prompt when nobody says."""
    long: tuple[int, float, float] | None = None
    """From more than so many prompt tokens on, the whole request costs so many times as much: prompt, answer."""


class Known(NamedTuple):
    """What is known of a family of models."""

    prefix: str
    """How their names begin, without a vendor in front."""
    window: int
    """Context length in tokens."""
    price: Price | None = None


FAMILIES: tuple[Known, ...] = (
    Known("claude-fable-5-1", 1_000_000, Price(10.0, 0.25, 50.0, 12.5)),
    Known("claude-fable-5", 1_000_000, Price(10.0, 1.0, 50.0, 12.5)),
    Known("claude-opus-5-5", 1_000_000, Price(4.0, 0.2, 20.0, 5.0)),
    Known("claude-opus-5", 1_000_000, Price(5.0, 0.5, 25.0, 6.25)),
    Known("claude-opus-4-8", 1_000_000, Price(5.0, 0.5, 25.0, 6.25)),
    Known("claude-opus-4-7", 1_000_000, Price(5.0, 0.5, 25.0, 6.25)),
    Known("claude-opus-4-6", 1_000_000, Price(5.0, 0.5, 25.0, 6.25)),
    Known("claude-sonnet-5-5", 1_000_000, Price(2.0, 0.1, 10.0, 2.5)),
    Known("claude-sonnet-5", 1_000_000, Price(2.0, 0.2, 10.0, 2.5)),
    Known("claude-haiku-5-5", 1_000_000, Price(0.1, 0.01, 0.5, 0.125, (100_000, 5.0, 5.0))),
    Known("claude-haiku-4-5", 200_000, Price(1.0, 0.1, 5.0, 1.25)),
    Known("claude-sonnet-4-5", 200_000, Price(3.0, 0.3, 15.0, 3.75)),
    Known("claude-opus-4-1", 200_000, Price(15.0, 1.5, 75.0, 18.75)),
    Known("claude-opus-4-5", 200_000, Price(5.0, 0.5, 25.0, 6.25)),
    Known("gpt-4o", 128_000, Price(2.5, 1.25, 10.0)),
    Known("gpt-4o-mini", 128_000, Price(0.15, 0.075, 0.6)),
    Known("gpt-4.1", 1_047_576, Price(2.0, 0.5, 8.0)),
    Known("gpt-4.1-mini", 1_047_576, Price(0.4, 0.1, 1.6)),
    Known("gpt-4.1-nano", 1_047_576, Price(0.1, 0.025, 0.4)),
    Known("gpt-5", 400_000, Price(1.25, 0.125, 10.0)),
    Known("gpt-5.1", 400_000, Price(1.25, 0.125, 10.0)),
    Known("gpt-5-mini", 400_000, Price(0.25, 0.025, 2.0)),
    Known("gpt-5-nano", 400_000, Price(0.05, 0.005, 0.4)),
    Known("gpt-5.4", 1_050_000, Price(2.5, 0.25, 15.0, None, (272_000, 2.0, 1.5))),
    Known("gpt-5.4-mini", 400_000, Price(0.75, 0.075, 4.5)),
    Known("gpt-5.5", 1_050_000, Price(5.0, 0.5, 30.0, None, (272_000, 2.0, 1.5))),
    Known("gpt-oss", 131_072),
    Known("o3", 200_000, Price(2.0, 0.5, 8.0)),
    Known("o4-mini", 200_000, Price(1.1, 0.275, 4.4)),
    Known("gemini-2.5-pro", 1_048_576, Price(1.25, 0.31, 10.0)),
    Known("gemini-2.5-flash", 1_048_576, Price(0.3, 0.075, 2.5)),
    Known("deepseek-chat", 128_000, Price(0.28, 0.028, 0.42)),
    Known("deepseek-reasoner", 128_000, Price(0.28, 0.028, 0.42)),
    Known("grok-4", 256_000, Price(3.0, 0.75, 15.0)),
    Known("glm-4.6", 200_000),
    Known("kimi-k2", 262_144),
    Known("minimax-m2", 204_800),
    Known("qwen3-coder", 262_144),
    Known("hermes-4", 131_072),
    Known("mistral-large", 131_072),
)


@lru_cache(maxsize=256)
def known(model: str) -> Known | None:
    """The family of a model, with or without ``provider:`` and ``vendor/`` in front; None when it is not known."""
    if "anthropic." in model:  # as Amazon names it: region.anthropic.MODEL-v1:0
        model = re.sub(r"-v\d+(?::\d+)?$", "", model.partition("anthropic.")[2])
    name = model.rpartition("/")[2].partition(":")[0] if "/" in model else model.rpartition(":")[2]
    spellings = (name.lower(), name.lower().replace(".", "-"))
    fitting = (family for family in FAMILIES if any(belongs(spelling, family) for spelling in spellings))
    return max(fitting, key=lambda family: len(family.prefix), default=None)


def belongs(name: str, family: Known) -> bool:
    """Whether the name is the family's. Where money is told, only a date may follow: ``-pro`` costs something else."""
    if not name.startswith(family.prefix):
        return False
    rest = name[len(family.prefix) :]
    return not rest or DATED.fullmatch(rest) is not None or (family.price is None and rest[0] == "-")


def cost(model: str, usage: Usage, price: Price | None = None) -> float | None:
    """Dollars of one request at ``price``, else at list price; None when price or usage is not known."""
    if price is None:
        family = known(model)
        price = family.price if family else None
    if price is None or usage.input is None or usage.output is None:
        return None
    cached, written = usage.cached or 0, usage.cache_written or 0
    writing = price.prompt if price.written is None else price.written
    fresh = max(0, usage.input - cached - written)
    asking = fresh * price.prompt + cached * price.cached + written * writing
    answering = usage.output * price.answer
    if price.long and usage.input > price.long[0]:
        return (asking * price.long[1] + answering * price.long[2]) / MILLION
    return (asking + answering) / MILLION
