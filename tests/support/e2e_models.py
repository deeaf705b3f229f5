"""Providers over real HTTP for the program under test: one turn that writes a file, in each dialect."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hermes_acp.models.fake_streams import chat, messages
from hermes_acp.models.fakes import Answer, FakeProvider

MADE = {"path": "made", "content": "by the model\n"}
"""What the model writes."""


def openai_answers() -> Sequence[Answer]:
    """Chat completions: a call in two pieces, then words."""
    first, second = json.dumps(MADE)[:9], json.dumps(MADE)[9:]
    called = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "write_file", "arguments": first}}
    more = {"index": 0, "function": {"arguments": second}}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return [
        Answer(chat({"content": "I make "}, {"content": "it."}, {"tool_calls": [called]}, {"tool_calls": [more]},
                    finish="tool_calls", usage=usage)),
        Answer(chat({"content": " Made."}, usage=usage)),
    ]  # fmt: skip


def anthropic_answers() -> Sequence[Answer]:
    """Messages: thinking, words and a call, then words."""
    thinking = ({"type": "thinking", "thinking": ""}, [{"type": "thinking_delta", "thinking": "A file, then."}])
    words = ({"type": "text", "text": ""}, [{"type": "text_delta", "text": "I make it."}])
    called: dict[str, object] = {"type": "tool_use", "id": "toolu_1", "name": "write_file", "input": {}}
    pieces = [
        {"type": "input_json_delta", "partial_json": piece} for piece in (json.dumps(MADE)[:9], json.dumps(MADE)[9:])
    ]
    return [
        Answer(messages(thinking, words, (called, pieces), stop="tool_use")),
        Answer(messages(({"type": "text", "text": ""}, [{"type": "text_delta", "text": " Made."}]))),
    ]


def openai(fake: FakeProvider) -> dict[str, str]:
    """The environment in which OpenAI is this fake."""
    return {"HERMES_MODEL": "openai:fake", "OPENAI_BASE_URL": fake.url, "OPENAI_API_KEY": "sk-canary-key"}


def anthropic(fake: FakeProvider) -> dict[str, str]:
    """The environment in which Anthropic is this fake."""
    base = fake.url.removesuffix("/v1")
    return {"HERMES_MODEL": "anthropic:fake", "ANTHROPIC_BASE_URL": base, "ANTHROPIC_API_KEY": "sk-canary-key"}


PROVIDERS = {"openai": (openai_answers, openai), "anthropic": (anthropic_answers, anthropic)}
"""Answers and environment, by the name of the dialect."""
