"""The small parts: events out of bytes, words without secrets, a history that fits."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, UserMessage
from hermes_acp.models.refusals import clean
from hermes_acp.models.repair import encode, repaired
from hermes_acp.models.sse import MAX_EVENT, SseOverflow, SseParser

DATA = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(DATA, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_events_are_the_same_however_the_bytes_are_cut(events: list[str], end: str, data: st.DataObject) -> None:
    raw = "".join(f": note{end}event: x{end}data: {event}{end}{end}" for event in events).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    parser, heard = SseParser(), list[str]()
    for start, stop in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        heard += parser.feed(raw[start:stop])

    assert heard + parser.close() == [event for event in events if event]


def test_lines_of_one_event_are_joined_and_a_byte_order_mark_is_passed_over() -> None:
    parser = SseParser()

    assert parser.feed(b"\xef\xbb\xbfdata: one\ndata:two\nid: 4\n\n") == ["one\ntwo"]


def test_an_event_that_never_ends_is_given_up() -> None:
    parser = SseParser()
    parser.feed(b"data: ".ljust(MAX_EVENT, b"x"))
    with pytest.raises(SseOverflow):
        parser.feed(b"x")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("bad key sk-proj-abcdefgh12345678", "bad key [key]"),
        ("Authorization: Bearer abc.def", "Authorization: [key]"),
        ("see https://x.example/a?key=secret&b=1 now", "see https://x.example/a now"),
        ("two\n  lines", "two lines"),
    ],
)
def test_what_a_provider_said_is_shown_without_secrets(said: str, shown: str) -> None:
    assert clean(said) == shown


CALL = ToolCall("c1", "shell", "{}")
MESSAGES = st.lists(
    st.sampled_from(
        [
            UserMessage("u", (Text("hi"),)),
            UserMessage("u", ()),
            AssistantMessage("a", ()),
            AssistantMessage("a", (Text("ok"),)),
            AssistantMessage("a", (CALL, CALL, ToolCall("c2", "shell", "{"))),
            ToolMessage("c1", "shell", "done"),
            ToolMessage("c2", "shell", "done"),
            ToolMessage("c3", "shell", "to nobody"),
        ]
    ),
    max_size=12,
)


@given(MESSAGES)
def test_in_a_repaired_history_every_call_is_followed_by_its_one_answer(messages: list[Message]) -> None:
    sent = repaired(messages)

    waiting: list[str] = []
    for message in sent:
        if isinstance(message, ToolMessage):
            waiting.remove(message.call_id)
        else:
            assert not waiting
            waiting = [call.id for call in message.calls] if isinstance(message, AssistantMessage) else []
            assert len(set(waiting)) == len(waiting)
            assert message.parts
    assert not waiting
    assert repaired(sent) == sent


@given(st.text())
def test_any_text_can_be_sent(text: str) -> None:
    sent = json.loads(encode({"text": text}))["text"]

    assert sent == text or any("\ud800" <= letter <= "\udfff" for letter in text)


def test_choosing_a_model_loads_nothing_heavy() -> None:
    """An editor waits for it."""
    code = "import sys, hermes_acp.models.registry, hermes_acp.models.wanted; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()

    heavy = ("asyncio", "h11", "anyio", "pydantic", "ssl", "yaml", "openai", "anthropic", "email")
    assert [name for name in heavy if name in loaded] == []


def test_speaking_a_dialect_loads_no_official_client_and_no_whole_http_client() -> None:
    code = (
        "import sys\n"
        "from hermes_acp.models import anthropic, openai_chat, openai_responses, retry, http\n"
        "http.Http().warm()\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()

    assert [
        name for name in ("openai", "pydantic", "httpx2", "anyio", "email", "urllib.request") if name in loaded
    ] == []
    assert "anthropic" not in loaded
