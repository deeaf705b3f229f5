"""What a model behind Unnamed is told, and what comes back from it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

import pytest

from hermes_acp.errors import ModelError
from hermes_acp.models.message import (
    AssistantMessage,
    Image,
    Message,
    Text,
    Thought,
    ToolCall,
    ToolMessage,
    Usage,
    UserMessage,
)
from hermes_acp.models.model import CallDelta, Delta, Finished, Request, TextDelta, ThoughtDelta, Waiting
from hermes_acp.models.unnamed import Unnamed

pytestmark = pytest.mark.anyio
MAIL, CARD = "jo@mail.example", "4111 1111 1111 1111"


@dataclass
class Echo:
    """A model that answers with what a test makes of the request."""

    answer: Callable[[Request], list[Delta | ModelError]]
    name: str = "test:echo"
    window: int | None = 1000
    asked: list[Request] = field(default_factory=list[Request])

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        self.asked.append(request)
        for each in self.answer(request):
            if isinstance(each, ModelError):
                raise each
            yield each


def user(text: str) -> UserMessage:
    return UserMessage("u", (Text(text), Image("QQ==", "image/png")))


def ended(*parts: Text | Thought | ToolCall) -> Finished:
    return Finished(AssistantMessage("a", parts, "test:echo"), Usage(1, 1))


async def said(model: Unnamed, *messages: Message, system: str = "", session: str = "s") -> list[Delta]:
    async with asyncio.timeout(5):
        return [each async for each in model.stream(Request(system, messages, session_id=session))]


def stand_in(request: Request, kind: str) -> str:
    match = re.search(rf"\[{kind}-\d+-[a-z]+\]", repr(request))
    assert match is not None
    return match[0]


async def test_no_fact_leaves_and_every_fact_comes_back() -> None:
    def answer(request: Request) -> list[Delta | ModelError]:
        mail, person = stand_in(request, "email"), stand_in(request, "person")
        text = f"I wrote to {mail} in /home/{person}/x."
        call = ToolCall("1", "edit_file", json.dumps({"path": f"/home/{person}/a", "new_text": f'"{mail}"\n'}))
        pieces = [TextDelta(text[at : at + 3]) for at in range(0, len(text), 3)]
        return [ThoughtDelta(f"to {mail[:5]}"), ThoughtDelta(mail[5:]), *pieces, CallDelta("1", "edit_file"),
                ended(Thought(f"to {mail}"), Text(text), call)]  # fmt: skip

    echo = Echo(answer)
    model = Unnamed(echo, ["alice"])
    history = (
        user(f"mail {MAIL}"),
        AssistantMessage("b", (Text(f"yes, {MAIL}"), ToolCall("0", "shell", json.dumps({"command": f"\n{MAIL}"})))),
        ToolMessage("0", "shell", f"{CARD} and {MAIL}"),
    )
    heard = await said(model, *history, system="You are in /home/alice/x")
    left = repr(echo.asked[0])
    assert MAIL not in left and CARD not in left and "alice" not in left and "QQ==" in left
    assert "".join(each.text for each in heard if isinstance(each, TextDelta)) == f"I wrote to {MAIL} in /home/alice/x."
    assert "".join(each.text for each in heard if isinstance(each, ThoughtDelta)) == f"to {MAIL}"
    assert heard[-1] == ended(
        Thought(f"to {MAIL}"),
        Text(f"I wrote to {MAIL} in /home/alice/x."),
        ToolCall("1", "edit_file", json.dumps({"path": "/home/alice/a", "new_text": f'"{MAIL}"\n'})),
    )


async def test_a_fact_has_one_stand_in_in_a_session_and_the_prefix_of_a_request_stays_the_same() -> None:
    echo = Echo(lambda request: [ended(Text("ok"))])
    model = Unnamed(echo)
    first = user(MAIL)
    await said(model, first)
    await said(model, first, user(f"{MAIL} b@c.example"))
    assert echo.asked[1].messages[0] == echo.asked[0].messages[0]
    assert stand_in(echo.asked[0], "email") in repr(echo.asked[1].messages[1])


async def test_a_signed_thought_is_sent_back_as_it_came() -> None:
    signed = Thought("about [email-1-zzz]", {"signature": "s"}, "anthropic")
    echo = Echo(lambda request: [ended(signed, Text("x"))])
    model = Unnamed(echo)
    heard = await said(model, user(MAIL))
    last = heard[-1]
    assert isinstance(last, Finished) and last.message.parts[0] == signed
    kept = AssistantMessage("a", (Thought(f"about {MAIL}", {"signature": "s"}, "anthropic"),))
    await said(model, user(MAIL), kept)
    assert echo.asked[1].messages[1] == kept


async def test_broken_arguments_are_restored_as_text() -> None:
    echo = Echo(lambda request: [ended(ToolCall("1", "x", '{"a": "' + stand_in(request, "email")))])
    last = (await said(Unnamed(echo), user(MAIL)))[-1]
    assert isinstance(last, Finished) and last.message.calls[0].arguments == '{"a": "' + MAIL


async def test_words_that_were_waited_for_come_before_anything_else_and_before_a_failure() -> None:
    failure = ModelError("network", "gone")
    model = Unnamed(Echo(lambda request: [TextDelta("see [em"), Waiting("a moment"), TextDelta("or ["), failure]))
    heard: list[Delta] = []
    with pytest.raises(ModelError):
        async for each in model.stream(Request("", (user("x"),))):
            heard.append(each)  # noqa: PERF401  what was heard before the failure counts
    assert heard == [TextDelta("see "), TextDelta("[em"), Waiting("a moment"), TextDelta("or "), TextDelta("[")]


async def test_name_and_window_are_those_of_the_model() -> None:
    model = Unnamed(Echo(lambda request: []))
    assert (model.name, model.window) == ("test:echo", 1000)
