"""Finds the model a person means: a full name, an alias, a bare name some provider lists, a word such as ``sonnet``.

Reads the lists that are on disk; asks nobody. Blocks: for threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hermes_acp.errors import ConfigError
from hermes_acp.models.address import is_chosen
from hermes_acp.models.naming import OWN, alias, complete, split, whose
from hermes_acp.models.wanted import Wanted

if TYPE_CHECKING:
    from hermes_acp.models.lists import Group

WORDS = {
    "opus": "claude-opus",
    "sonnet": "claude-sonnet",
    "haiku": "claude-haiku",
    "gpt": "gpt",
    "gemini": "gemini",
    "flash": "gemini-flash",
    "deepseek": "deepseek",
    "grok": "grok",
    "kimi": "kimi",
    "glm": "glm",
    "qwen": "qwen",
    "hermes": "hermes",
}
"""Short words for families, and the parts a model's name begins with; the newest that can be used is meant."""
VERSION = re.compile(r"(?<![\w.])v?(\d{1,2}(?:[.-]\d{1,2})*)(?![\w])")
SPECIAL = re.compile(
    r"mini|nano|preview|image|audio|search|codex|fast|lite|chat|oss|free|thinking|air|v$", re.IGNORECASE
)
"""Variants nobody means who only names the family."""


def resolve(text: str, wanted: Wanted) -> str:
    """The full name of what is meant. ConfigError, with what comes near it, when nothing surely is."""
    name = alias(text, wanted)
    if name.partition(":")[0] in OWN or split(name, wanted) is not None:
        return complete(name, wanted)
    from hermes_acp.models.lists import usable_models  # a full name, which is usual, does without

    groups = usable_models(wanted)
    lists = sorted(groups, key=lambda group: not _chosen(group, wanted))
    for group in lists:
        if any(model.id == name for model in group.models):
            return f"{group.provider}:{name}"
    if found := newest(name.lower(), lists):
        return found
    maker = whose(name, wanted)
    if _unlisted(maker, lists) if maker else _open_ended(lists, wanted):
        return complete(name, wanted)
    near = nearest(name, lists)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise ConfigError(
        f"No provider of yours lists a model {text!r}.{hint} Write PROVIDER:MODEL to use it all the same."
    )


def newest(word: str, groups: Sequence[Group]) -> str | None:
    """The newest model of the family a word names, from the first provider that has one."""
    beginning = WORDS.get(word)
    if beginning is None:
        return None
    parts = beginning.split("-")
    for group in groups:
        named = [model.id for model in group.models if _is_of(model.id, parts)]
        if plain := [name for name in named if not SPECIAL.search(name)] or named:
            return f"{group.provider}:{max(plain, key=lambda name: (version(name), -len(name)))}"
    return None


def version(name: str) -> tuple[int, ...]:
    """The numbers in a name, without dates and sizes; empty when there are none."""
    bare = name.rpartition("/")[2].partition(":")[0]
    found = VERSION.search(re.sub(r"[-@]?20\d{2}-?\d{2}-?\d{2}$", "", bare).replace("-", " ", 1).replace("-", "."))
    spelled = re.findall(r"\d{1,2}(?!\d)", found[0]) if found else re.findall(r"(?<!\d)\d{1,2}(?![\dbBkK])", bare)
    return tuple(int(number) for number in spelled)


def nearest(name: str, groups: Sequence[Group]) -> list[str]:
    """Up to three full names that look like it."""
    from difflib import get_close_matches

    spelled = {model.id.lower(): f"{group.provider}:{model.id}" for group in reversed(groups) for model in group.models}
    bare = {full.rpartition("/")[2]: full for full in spelled}
    holding = [full for full in spelled if name.lower() in full][:3]
    close = [bare[found] for found in get_close_matches(name.lower(), bare, n=3, cutoff=0.6)]
    return [spelled[full] for full in dict.fromkeys([*holding, *close])][:3]


def in_words(groups: Sequence[Group], shown: int = 8) -> Iterator[str]:
    """The models that can be used, a line of markdown a provider."""
    for group in groups:
        if group.models:
            names = ", ".join(f"`{group.provider}:{model.id}`" for model in group.models[:shown])
            rest = f" and {len(group.models) - shown} more" if len(group.models) > shown else ""
            yield f"- {group.label}: {names}{rest}"


def _is_of(name: str, parts: Sequence[str]) -> bool:
    bare = name.rpartition("/")[2].lower()
    return bare.startswith(parts[0]) and all(part in re.split(r"[-.:@]", bare) for part in parts[1:])


def _chosen(group: Group, wanted: Wanted) -> bool:
    provider = wanted.find(group.provider)
    return provider is not None and is_chosen(provider, wanted)


def _unlisted(provider: str, groups: Sequence[Group]) -> bool:
    """Whether nobody has a list of the provider's models."""
    return all(group.fetched is None for group in groups if group.provider == provider)


def _open_ended(groups: Sequence[Group], wanted: Wanted) -> bool:
    """Whether the chosen provider may have models that nobody has listed."""
    if wanted.provider is None and not wanted.base_url:
        return False
    chosen = next((group for group in groups if _chosen(group, wanted)), None)
    return chosen is None or chosen.fetched is None or not chosen.models
