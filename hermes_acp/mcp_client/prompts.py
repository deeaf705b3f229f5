"""The prompts of servers as text for the model: arguments read from what a person typed, messages put together."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from hermes_acp.mcp_client.hygiene import cleaned
from hermes_acp_protocol.mcp.content import ImageBlock, LinkBlock, ResourceBlock, TextBlock
from hermes_acp_protocol.mcp.definitions import PromptDefinition
from hermes_acp_protocol.mcp.results import PromptResult


class BadArguments(ValueError):
    """What was typed does not fit the prompt. The message is a sentence for the person."""


def hint_of(prompt: PromptDefinition) -> str | None:
    """What may stand behind the prompt's name; None when nothing may."""
    names = [argument.name if argument.required else f"[{argument.name}]" for argument in prompt.arguments]
    return cleaned(" ".join(names), strictly=True) or None


def arguments_of(prompt: PromptDefinition, typed: str) -> dict[str, str]:
    """The arguments: ``name=value`` words, or words in the prompt's order; a single argument takes all of it."""
    names = [argument.name for argument in prompt.arguments]
    given = _named(names, typed) or _in_order(names, typed)
    missing = [each.name for each in prompt.arguments if each.required and each.name not in given]
    if missing:
        raise BadArguments(f"The prompt {prompt.name} needs {', '.join(missing)}.")
    return given


def words_of(result: PromptResult) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text of a prompt's messages, and its images as base64 and type."""
    words: list[str] = []
    images: list[tuple[str, str]] = []
    several = len({role for role, _ in result.messages}) > 1
    for role, block in result.messages:
        before = f"[{role}] " if several else ""
        match block:
            case TextBlock(text):
                words.append(before + text)
            case ImageBlock(data, mime_type):
                images.append((data, mime_type))
            case ResourceBlock(contents):
                words.append(f"{before}[{contents.uri}]\n{contents.text or ''}")
            case LinkBlock(uri, name):
                words.append(f"{before}[{name} at {uri}]")
            case _:
                continue
    return cleaned("\n\n".join(words)), tuple(images)


def _named(names: Sequence[str], typed: str) -> dict[str, str]:
    """The arguments when every word is ``name=value`` with a known name; else none."""
    pairs = [word.partition("=") for word in _split(typed)]
    if not pairs or not all(sign and name in names for name, sign, _ in pairs):
        return {}
    return {name: value for name, _, value in pairs}


def _in_order(names: Sequence[str], typed: str) -> dict[str, str]:
    if not typed.strip() or not names:
        return {}
    if len(names) == 1:
        return {names[0]: typed.strip()}
    words = _split(typed)
    last = " ".join(words[len(names) - 1 :])
    return dict(zip(names, [*words[: len(names) - 1], *([last] if last else [])], strict=False))


def _split(typed: str) -> list[str]:
    try:
        return shlex.split(typed)
    except ValueError:
        return typed.split()
