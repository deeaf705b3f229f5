"""A model that gives its calls the same ids in every reply: each call of a session still has an id of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.callids import CallIds
from hermes_acp.agent.events import CallAnnounced, CallFinished, CallStarted
from hermes_acp.agent.past import rewind, turns
from hermes_acp.agent.services import Defaults
from hermes_acp.errors import ModelError
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolMessage
from hermes_acp.models.model import CallDelta, Finished
from support.agent import Listener, Says, Workplace, call, chooses, reply, says


def answers(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """Arguments of each call with the last line of its answer; every call stands right before its answers."""
    told: list[tuple[str, str]] = []
    calls: dict[str, str] = {}
    for message in messages:
        if isinstance(message, AssistantMessage):
            assert calls == {}
            calls = {each.id: each.arguments for each in message.calls}
        elif isinstance(message, ToolMessage):
            told.append((calls.pop(message.call_id), message.text.splitlines()[-1]))
    assert calls == {}
    return told


def looks(name: str) -> tuple[str, str]:
    """A call of read_file and its answer, where the file holds its own name."""
    return f'{{"path": "{name}"}}', f"1|{name}"


def test_an_id_of_ours_that_a_model_copies_is_not_used_again() -> None:
    ids, numbers = CallIds(), iter("123")
    ids.take("call_0", lambda: next(numbers))
    ours = ids.take("call_0", lambda: next(numbers))

    assert ours == "hermes_1"
    assert ids.take(ours, lambda: next(numbers)) == "hermes_2"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in "abcd":
        (tmp_path / name).write_text(f"{name}\n")
    return tmp_path


async def test_calls_of_two_replies_with_one_id_are_two_calls(home: Path, files: Path) -> None:
    look = [reply(call("read_file", "call_0", path=name)) for name in "ab"]
    model = Says([*look, reply(Text("Read."))])
    editor = Listener()
    session = await Workplace(model, home, files).open(editor)

    await session.prompt(says("go"))

    first, second = (event.call_id for event in editor.of(CallAnnounced))
    assert first == "call_0" != second
    assert [event.call_id for event in editor.of(CallStarted)] == [first, second]
    assert [event.call_id for event in editor.of(CallFinished)] == [first, second]
    assert answers(model.requests[2].messages) == [looks("a"), looks("b")]


async def test_calls_of_one_reply_with_one_id_are_two_calls(home: Path, files: Path) -> None:
    model = Says([reply(*(call("read_file", "", path=name) for name in "ab")), reply(Text("Read."))])
    editor = Listener()
    session = await Workplace(model, home, files).open(editor)

    await session.prompt(says("go"))

    assert answers(model.requests[1].messages) == [looks("a"), looks("b")]
    assert len({event.call_id for event in editor.of(CallFinished)}) == 2


async def test_a_call_after_the_last_request_is_answered_though_its_id_was_answered_before(
    home: Path, files: Path
) -> None:
    model = Says([reply(call("read_file", "call_0", path=name)) for name in "ab"] + [reply(Text("Next."))])
    place = Workplace(model, home, files, defaults=Defaults("test:model", max_requests=1))
    session = await place.open(Listener())

    await session.prompt(says("go"))
    await session.prompt(says("and then?"))

    unmade = "This call was not made: the turn ended first."
    assert answers(model.requests[2].messages) == [looks("a"), (looks("b")[0], unmade)]


async def test_an_id_a_face_was_shown_is_not_used_again_whatever_became_of_it(home: Path, files: Path) -> None:
    """Broken off, rewound, and opened anew."""
    broken = [CallDelta("call_0", "read_file"), ModelError("network", "gone")]
    look = [(reply(call("read_file", "call_0", path=name)), reply(Text("Read."))) for name in "abc"]
    place = Workplace(Says([broken, *look[0], *look[1], *look[2]]), home, files)
    editor = Listener(chooses("yes"))
    session = await place.open(editor)
    with pytest.raises(ModelError):
        await session.prompt(says("go"))

    await session.prompt(says("a"))
    await rewind(session, turns(await session.events())[-1].turn_id)
    await session.prompt(says("b"))
    opened = await place.sessions.open(session.id, Wish(str(files)), lambda settings: editor)
    await opened.session.prompt(says("c"))

    ids = Counter(event.call_id for event in editor.of(CallFinished))
    assert [ids["call_0"], *ids.values()] == [1] * 5
    assert answers(opened.session.history) == [looks("b"), looks("c")]


async def test_a_call_that_was_announced_and_is_not_in_the_reply_is_closed(home: Path, tmp_path: Path) -> None:
    (said,) = (step for step in reply(Text("No, wait.")) if isinstance(step, Finished))
    editor = Listener()
    session = await Workplace(Says([[CallDelta("c", "shell"), said]]), home, tmp_path).open(editor)

    await session.prompt(says("go"))

    assert [(end.call_id, end.status, end.kind) for end in editor.of(CallFinished)] == [("c", "failed", "execute")]
