"""Taking back what a turn changed in files, and prompts that wait."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from hermes_acp.agent.events import AgentText, Notice
from hermes_acp.models.message import Text, UserMessage
from support.agent import Listener, Says, Workplace, call, chooses, reply, says


def last_words(editor: Listener) -> str:
    return editor.of(AgentText)[-1].text


async def test_the_edits_of_the_last_turn_are_taken_back_and_the_model_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\r\ntwo\r\n")
    edits = [
        call("edit_file", "c1", path="a.txt", old_text="one", new_text="1"),
        call("edit_file", "c2", path="a.txt", old_text="two", new_text="2"),
    ]
    model = Says([reply(*edits), reply(Text("Done.")), reply(Text("ok")), reply(Text("I see."))])
    editor = Listener(chooses("yes"))
    session = await Workplace(model, home, tmp_path).open(editor)
    await session.prompt(says("use digits"))
    changed = (tmp_path / "a.txt").read_bytes()
    await session.prompt(says("just talk"))
    await session.prompt(says("/undo"))

    assert changed == b"1\r\n2\r\n"
    assert (tmp_path / "a.txt").read_bytes() == b"one\r\ntwo\r\n"
    assert last_words(editor) == "Taken back:\n- `a.txt`"
    await session.prompt(says("what now?"))
    said = [str(m.parts) for m in model.requests[-1].messages if isinstance(m, UserMessage)]
    assert any("took back your last edits of: a.txt" in words for words in said)
    await session.prompt(says("/undo"))
    assert last_words(editor).startswith("No turn of this session has changed a file")


async def test_a_file_that_was_changed_since_is_left_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    calls = [
        call("edit_file", "c1", path="a.txt", old_text="one", new_text="1"),
        call("write_file", "c2", path="b", content="x"),
    ]
    editor = Listener(chooses("yes"))
    session = await Workplace(Says([reply(*calls), reply(Text("Done."))]), home, tmp_path).open(editor)
    await session.prompt(says("use digits"))
    (tmp_path / "a.txt").write_text("mine\n")
    await session.prompt(says("/undo"))

    assert (tmp_path / "a.txt").read_text() == "mine\n"
    assert "- `a.txt`: it was changed since" in last_words(editor)
    assert "- `b` (deleted: the turn had created it)" in last_words(editor)


async def test_what_a_turn_created_is_deleted_unless_somebody_went_on_with_it(home: Path, tmp_path: Path) -> None:
    calls = [
        call("write_file", "c1", path="new/plain.txt", content="x\n"),
        call("edit_file", "c2", path="new/plain.txt", old_text="x", new_text="y"),
        call("write_file", "c3", path="mine.txt", content="x\n"),
        call("write_file", "c4", path="gone.txt", content="x\n"),
    ]
    editor = Listener(chooses("yes"))
    model = Says([reply(*calls), reply(Text("Done.")), reply(Text("I see."))])
    session = await Workplace(model, home, tmp_path).open(editor)
    await session.prompt(says("make some files"))
    (tmp_path / "mine.txt").write_text("x\nand more\n")
    (tmp_path / "gone.txt").unlink()
    await session.prompt(says("/undo"))

    assert {name for name in os.listdir(tmp_path) if name != home.name} == {"mine.txt", "new"}
    assert (tmp_path / "mine.txt").read_text() == "x\nand more\n" and os.listdir(tmp_path / "new") == []
    assert "Taken back:\n- `new/plain.txt` (deleted: the turn had created it)\n" in last_words(editor)
    assert "- `mine.txt`: it was changed since" in last_words(editor)
    assert "- `gone.txt`: There is nothing at" in last_words(editor)
    await session.prompt(says("what now?"))
    said = [str(m.parts) for m in model.requests[-1].messages if isinstance(m, UserMessage)]
    assert any("took back your last edits of: new/plain.txt. " in words for words in said)


async def test_what_is_queued_waits_its_turn_and_can_be_seen(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("one"))], reply(Text("two"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(session.prompt(says("first")))
        await model.asked.wait()
        group.create_task(session.prompt(says("/queue then this")))
        await editor.until(Notice)
        await session.prompt(says("/context"))
        go_on.set()

    assert [e.title for e in editor.of(Notice)] == ["Queued", "/context"]
    assert "then this" in str(model.requests[1].messages[-1])
