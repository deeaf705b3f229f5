"""A turn, from the prompt to its end, told by the events it says."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.events import (
    AgentText,
    CallFinished,
    CallOutput,
    PlanChanged,
    PlanEntry,
    PromptQueued,
    ReplyFinished,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.services import Defaults
from hermes_acp.agent.turns import TurnResult
from hermes_acp.approval.approver import Reply
from hermes_acp.errors import ModelError, StoreError
from hermes_acp.models.message import AssistantMessage, Text, Thought, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.models.model import TextDelta
from hermes_acp.store.entries import Item
from hermes_acp.store.memory import MemoryStore
from hermes_acp_tools.result import Diff
from support.agent import Listener, Says, Workplace, chooses, reply, says


def call(name: str, call_id: str = "c1", **arguments: object) -> ToolCall:
    return ToolCall(call_id, name, json.dumps(arguments))


async def test_words_and_thoughts_come_as_they_stream_and_the_turn_ends_with_the_models_reason(
    home: Path, tmp_path: Path
) -> None:
    model = Says([reply(Thought("hm"), Text("Hello"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    result = await session.prompt(says("hi"))

    assert result == TurnResult("end_turn", Usage(10, 5))
    assert editor.kinds() == [
        "TurnStarted",
        "AgentThought",
        "AgentText",
        "ReplyFinished",
        "UsageChanged",
        "TitleChanged",
        "TurnEnded",
    ]


async def test_a_read_runs_unasked_and_its_result_is_what_the_model_reads_next(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    model = Says([reply(call("read_file", path="a.txt")), reply(Text("It says one."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("what is in a.txt?"))

    answer = model.requests[1].messages[-1]
    assert isinstance(answer, ToolMessage)
    assert (answer.call_id, answer.failed, "1|one" in answer.text) == ("c1", False, True)
    assert editor.questions == []


async def test_an_edit_is_shown_as_the_exact_diff_and_done_only_after_yes(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one\n")
    model = Says([reply(call("write_file", path="a.txt", content="two\n")), reply(Text("Done."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(session.prompt(says("write two")))
        await editor.asked.wait()
        before = file.read_text()
        await editor.answers.put(Reply("yes"))

    assert editor.questions[0].prepared.content == (Diff(str(file), "one\n", "two\n"),)
    assert (before, file.read_text()) == ("one\n", "two\n")


async def test_a_refusal_is_a_result_the_model_reads_and_the_turn_goes_on(home: Path, tmp_path: Path) -> None:
    model = Says([reply(call("shell", command="touch made")), reply(Text("I would have made it."))])
    editor = Listener(chooses("no"))
    session = await Workplace(model, home, tmp_path).open(editor)

    result = await session.prompt(says("make it"))

    assert result.stop == "end_turn"
    assert model.requests[1].messages[-1] == ToolMessage("c1", "shell", "Refused by the person.", failed=True)
    assert not (tmp_path / "made").exists()


async def test_cancelling_the_question_ends_the_turn_and_nothing_runs(home: Path, tmp_path: Path) -> None:
    model = Says([reply(call("shell", command="touch made")), reply(Text("again"))])
    editor = Listener(lambda question: Reply(None, cancelled=True))
    session = await Workplace(model, home, tmp_path).open(editor)

    result = await session.prompt(says("make it"))

    assert result.stop == "cancelled"
    assert not (tmp_path / "made").exists()
    assert editor.kinds()[-2:] == ["CallFinished", "TurnEnded"]
    assert (await session.prompt(says("and now?"))).stop == "end_turn"


async def test_cancel_while_text_streams_keeps_what_was_shown(home: Path, tmp_path: Path) -> None:
    never = asyncio.Event()
    model = Says([[TextDelta("Half a "), TextDelta("sentence"), never], reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    prompt = asyncio.create_task(session.prompt(says("talk")))
    async with asyncio.timeout(5):
        await editor.until(AgentText)
        session.cancel()
        result = await prompt
        await session.prompt(says("go on"))

    assert result.stop == "cancelled"
    kept = editor.of(ReplyFinished)[0]
    assert kept.interrupted
    _, half, told, _ = model.requests[1].messages
    assert isinstance(half, AssistantMessage) and half.text == "Half a sentence"
    assert isinstance(told, UserMessage) and "not whole: the user stopped you" in str(told.parts)


async def test_cancel_while_a_command_runs_closes_the_call_and_leaves_the_shell_usable(
    home: Path, tmp_path: Path
) -> None:
    model = Says(
        [
            reply(call("shell", command="echo begun; sleep 60; touch made")),
            reply(call("shell", "c2", command="echo well")),
            reply(Text("ok")),
        ]
    )
    editor = Listener(chooses("yes"))
    session = await Workplace(model, home, tmp_path).open(editor)
    prompt = asyncio.create_task(session.prompt(says("run it")))
    async with asyncio.timeout(10):
        await editor.until(CallOutput)
        session.cancel()
        assert (await prompt).stop == "cancelled"
        closed = editor.of(CallFinished)[0]
        assert (closed.call_id, closed.status) == ("c1", "failed")
        await session.prompt(says("again"))
        await session.close()

    last = model.requests[2].messages[-1]
    assert isinstance(last, ToolMessage)
    assert "well" in last.text
    answers = [m for m in model.requests[1].messages if isinstance(m, ToolMessage)]
    assert [(m.call_id, m.failed) for m in answers] == [("c1", True)]


async def test_reads_run_side_by_side_and_answers_keep_the_order_of_the_calls(home: Path, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name * 3)
    calls = [call("read_file", f"c{name}", path=name) for name in "abc"]
    model = Says([reply(*calls), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener())

    await session.prompt(says("read all"))

    answers = [m for m in model.requests[1].messages if isinstance(m, ToolMessage)]
    assert [m.call_id for m in answers] == ["ca", "cb", "cc"]


async def test_an_edit_after_an_edit_is_prepared_against_the_file_as_it_then_is(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    model = Says(
        [
            reply(
                call("edit_file", "c1", path="a.txt", old_text="one", new_text="two"),
                call("edit_file", "c2", path="a.txt", old_text="two", new_text="three"),
            ),
            reply(Text("ok")),
        ]
    )
    session = await Workplace(model, home, tmp_path).open(Listener(chooses("yes")))

    await session.prompt(says("count"))

    assert (tmp_path / "a.txt").read_text() == "three\n"


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("raed_file", "{}", "Did you mean read_file?"),
        ("read_file", "{broken", "not valid JSON"),
        ("read_file", "[1]", "must be a JSON object"),
        ("read_file", "{}", "path"),
    ],
)
async def test_a_call_that_cannot_be_understood_is_an_answer_that_says_what_to_do(
    home: Path, tmp_path: Path, name: str, arguments: str, words: str
) -> None:
    model = Says([reply(ToolCall("c1", name, arguments)), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener())

    result = await session.prompt(says("go"))

    answer = model.requests[1].messages[-1]
    assert result.stop == "end_turn"
    assert isinstance(answer, ToolMessage)
    assert answer.failed
    assert words in answer.text


async def test_a_failing_model_fails_the_turn_and_keeps_the_message(home: Path, tmp_path: Path) -> None:
    model = Says([[ModelError("overloaded", "The provider is busy.")], reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    with pytest.raises(ModelError, match="busy"):
        await session.prompt(says("first"))
    await session.prompt(says("second"))

    assert editor.of(TurnEnded)[0].error == "The provider is busy."
    assert [m.parts for m in model.requests[1].messages if isinstance(m, UserMessage)] == [
        (Text("first"),),
        (Text("second"),),
    ]


async def test_a_call_cut_by_the_token_limit_is_not_made_and_a_second_cut_ends_the_turn(
    home: Path, tmp_path: Path
) -> None:
    cut = reply(ToolCall("c1", "shell", '{"command": "touch ma'), stop="max_tokens")
    again = reply(ToolCall("c2", "shell", '{"command": "touch ma'), stop="max_tokens")
    editor = Listener(chooses("yes"))
    session = await Workplace(Says([cut, again]), home, tmp_path).open(editor)

    result = await session.prompt(says("go"))

    assert result.stop == "max_tokens"
    assert editor.questions == []
    assert [(e.call_id, e.status) for e in editor.of(CallFinished)] == [("c1", "failed"), ("c2", "failed")]


async def test_calls_that_were_whole_before_the_cut_are_made(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a line\n")
    cut = reply(call("read_file", "c1", path="a"), ToolCall("c2", "shell", '{"command": "touch ma'), stop="max_tokens")
    model = Says([cut, reply(Text("Read."))])
    session = await Workplace(model, home, tmp_path).open(Listener())

    await session.prompt(says("go"))

    answers = [message.text for message in model.requests[1].messages if isinstance(message, ToolMessage)]
    assert answers[0].startswith("1|a line") and answers[1].startswith("This call was cut off by the limit")


async def test_when_the_requests_are_used_up_the_model_sums_up_and_nothing_more_is_made(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("a")
    model = Says(
        [reply(call("read_file", f"c{n}", path="a")) for n in range(2)]
        + [reply(Text("Half done."), call("read_file", "late", path="a"))]
    )
    place = Workplace(model, home, tmp_path, defaults=Defaults("test:model", max_requests=2))
    editor = Listener()
    session = await place.open(editor)

    result = await session.prompt(says("go on for ever"))

    assert result.stop == "max_turn_requests"
    assert model.requests[2].tools == model.requests[0].tools
    assert [(end.call_id, end.status) for end in editor.of(CallFinished)][-1] == ("late", "failed")
    again = await place.sessions.open(session.id, Wish(str(tmp_path)), lambda settings: Listener())
    assert again.session.history == session.history


async def test_a_second_prompt_waits_for_the_first_and_is_told_so(home: Path, tmp_path: Path) -> None:
    gate = asyncio.Event()
    model = Says([[gate, *reply(Text("first"))], reply(Text("second"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(session.prompt(says("one")))
        await model.asked.wait()
        group.create_task(session.prompt(says("two")))
        await editor.until(PromptQueued)
        gate.set()

    assert [event.shown for event in editor.of(TurnStarted)] == ["one", "two"]
    assert [type(m) for m in model.requests[1].messages] == [UserMessage, AssistantMessage, UserMessage]


async def test_a_slash_command_is_answered_without_the_model_and_never_reaches_it(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("hello"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("/mode plan"))
    await session.prompt(says("/unknown thing"))

    assert session.mode == "plan"
    assert [m.parts for m in model.requests[0].messages if isinstance(m, UserMessage)] == [(Text("/unknown thing"),)]


async def test_a_plan_is_an_event_of_its_own_and_asks_nobody(home: Path, tmp_path: Path) -> None:
    steps = [
        {"content": "Look", "status": "completed"},
        {"content": "Mend", "status": "in_progress", "priority": "high"},
    ]
    model = Says([reply(call("update_plan", steps=steps)), reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("mend it"))

    assert editor.of(PlanChanged) == [
        PlanChanged((PlanEntry("Look", "completed"), PlanEntry("Mend", "in_progress", "high")))
    ]
    assert editor.questions == []


@pytest.mark.parametrize("steps", ["look", ["look"], [{"content": "Look", "status": "someday"}]])
async def test_a_plan_that_cannot_be_read_is_told_what_it_needs(home: Path, tmp_path: Path, steps: object) -> None:
    model = Says([reply(call("update_plan", steps=steps)), reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("mend it"))

    answer = model.requests[1].messages[-1]
    assert isinstance(answer, ToolMessage)
    assert (answer.failed, "status" in answer.text) == (True, True)
    assert editor.of(PlanChanged) == []


async def test_a_reply_the_provider_stopped_has_none_of_its_calls_made(home: Path, tmp_path: Path) -> None:
    model = Says([reply(call("write_file", path="made", content="x"), stop="refusal")])
    editor = Listener(chooses("yes"))
    session = await Workplace(model, home, tmp_path).open(editor)

    result = await session.prompt(says("write"))

    assert (result.stop, editor.questions) == ("refusal", [])
    assert [end.status for end in editor.of(CallFinished)] == ["failed"]


async def test_a_prompt_cancelled_at_once_keeps_what_the_person_said(home: Path, tmp_path: Path) -> None:
    model = Says([[asyncio.Event()], reply(Text("ok"))])
    place = Workplace(model, home, tmp_path)
    session = await place.open(Listener())
    prompt = asyncio.create_task(session.prompt(says("remember me")))
    await asyncio.sleep(0)
    session.cancel()
    assert (await prompt).stop == "cancelled"

    again = await place.sessions.open(session.id, Wish(str(tmp_path)), lambda settings: Listener())

    assert [m.parts for m in again.session.history if isinstance(m, UserMessage)] == [(Text("remember me"),)]


async def test_a_write_that_failed_is_made_up_for_by_the_next(home: Path, tmp_path: Path) -> None:
    class FullOnce(MemoryStore):
        full = False

        async def append(self, session_id: str, *items: Item) -> int:
            if self.full:
                self.full = False
                raise StoreError("The disk is full.", "storage_full")
            return await super().append(session_id, *items)

    store = FullOnce()
    gate = asyncio.Event()
    model = Says([[gate, *reply(Text("shown"))], reply(Text("ok"))])
    place = Workplace(model, home, tmp_path, store=store)
    session = await place.open(Listener())
    prompt = asyncio.create_task(session.prompt(says("one")))
    await model.asked.wait()
    store.full = True
    gate.set()
    with pytest.raises(StoreError):
        await prompt
    await session.prompt(says("two"))

    again = await place.sessions.open(session.id, Wish(str(tmp_path)), lambda settings: Listener())

    assert [type(m).__name__ for m in again.session.history] == [
        "UserMessage",
        "AssistantMessage",
        "UserMessage",
        "AssistantMessage",
    ]


async def test_bypass_does_not_come_back_with_an_old_session(home: Path, tmp_path: Path) -> None:
    place = Workplace(Says([]), home, tmp_path)
    session = await place.open(Listener())
    await session.set_mode("bypass")

    again = await place.sessions.open(session.id, Wish(str(tmp_path)), lambda settings: Listener())

    assert again.session.mode == "ask"


async def test_a_loaded_session_has_the_roots_it_was_loaded_with(home: Path, tmp_path: Path) -> None:
    place = Workplace(Says([]), home, tmp_path)
    session = await place.open(Listener())

    again = await place.sessions.open(session.id, Wish(str(tmp_path), ("/usr",)), lambda settings: Listener())

    assert again.session.roots == (str(tmp_path), "/usr")


async def test_a_link_carries_no_file_from_elsewhere_into_the_prompt(home: Path, tmp_path: Path) -> None:
    project, secret = tmp_path / "project", tmp_path / "secret"
    project.mkdir()
    secret.write_text("KEY=1")
    (project / "AGENTS.md").symlink_to(secret)
    model = Says([reply(Text("ok"))])
    session = await Workplace(model, home, project).open(Listener())

    await session.prompt(says("hi"))

    assert "KEY=1" not in model.requests[0].system
