"""The commands every session has: each says what it did, in words a person reads."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hermes_acp.agent.events import AgentText, ModeChanged, Notice, PlanChanged, PlanEntry, PromptQueued, TurnStarted
from hermes_acp.agent.services import Defaults
from hermes_acp.agent.session import Session
from hermes_acp.approval.rulefile import remember
from hermes_acp.approval.rules import parse_rule
from hermes_acp.models.message import Text, UserMessage
from support.agent import Listener, Says, Workplace, reply, says


class Talk:
    """A session, and what it answers."""

    def __init__(self, work: Workplace, session: Session, client: Listener) -> None:
        self.work = work
        self.session = session
        self.client = client

    async def say(self, text: str) -> str:
        """Send a prompt; returns the words of the answer."""
        before = len(self.client.of(AgentText))
        await self.session.prompt(says(text))
        return "".join(event.text for event in self.client.of(AgentText)[before:])


async def talk(home: Path, cwd: Path, *replies: str) -> Talk:
    """A session whose model says these, in order."""
    work, client = Workplace(Says([reply(Text(words)) for words in replies]), home, cwd), Listener()
    return Talk(work, await work.open(client), client)


async def test_model_and_mode_are_shown_and_changed(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path)

    assert await one.say("/mode") == "Mode: `ask`"
    assert await one.say("/mode plan") == "Mode: `plan`"
    assert await one.say("/mode dance") == (
        "There is no mode `dance`. The modes are: `ask`, `accept_edits`, `plan`, `bypass`."
    )
    assert (await one.say("/model")).startswith("Model: `test:model`")
    assert one.client.of(ModeChanged) == [ModeChanged("plan")]
    await one.work.sessions.close_all()


async def test_the_tools_listed_are_those_the_model_is_offered_each_in_a_sentence(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("Hello."))])
    work, client = Workplace(model, home, tmp_path), Listener()
    one = Talk(work, await work.open(client), client)
    before = await one.say("/tools")
    await one.say("hi")
    after = await one.say("/tools")

    rows = [row.removeprefix("- `").split("`: ") for row in after.splitlines()]
    assert before == after
    assert [name for name, _ in rows] == [spec.name for spec in model.requests[0].tools]
    assert all(len(words) < 130 and words.endswith((".", ")")) for _, words in rows)
    await one.work.sessions.close_all()


async def test_the_title_is_shown_and_given(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path)

    assert await one.say("/title") == "This session has no title yet."
    assert await one.say("/title  A  new\tname ") == "Title: A new name"
    assert one.session.title == "A new name"
    await one.work.sessions.close_all()


async def test_going_back_lists_messages_and_takes_a_number(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path, "one", "two", "three")
    nothing = await one.say("/rewind")
    await one.say("first")
    await one.say("second\nline " + "x" * 100)
    listed = await one.say("/rewind")
    wrong = await one.say("/rewind 7")
    gone = await one.say("/rewind 2")
    await one.say("other")

    assert nothing == "Nothing has been said yet."
    assert listed.splitlines()[2:] == ["1. first", f"2. {('second line ' + 'x' * 100)[:70]} …"]
    assert wrong == "There is no message 7. `/rewind` lists them."
    assert gone.startswith("The conversation goes on from before: second line")
    assert [m.parts[0] for m in one.session.history if isinstance(m, UserMessage)] == [Text("first"), Text("other")]
    await one.work.sessions.close_all()


async def test_a_copy_is_in_the_list_and_ends_before_the_command(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path, "one")
    await one.say("first")
    said = await one.say("/fork Second try")
    page = await one.work.sessions.list()
    copy = next(record for record in page.records if record.id != one.session.id)
    _, entries = await one.work.sessions.saved(copy.id)

    assert said == f"Copied to a session of its own, Second try (`{copy.id}`). Open it from the list of sessions."
    assert (copy.title, copy.parent) == ("Second try", one.session.id)
    assert [e.data["shown"] for e in entries if e.kind == "turn_started"] == ["first"]
    await one.work.sessions.close_all()


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        ("", "# first"),
        ("html", "<!doctype html>"),
        ("jsonl", '{"format": "hermes-session/1"'),
        ("my notes.md", "# first"),
    ],
)
async def test_a_session_is_written_to_a_file(home: Path, tmp_path: Path, asked: str, start: str) -> None:
    one = await talk(home, tmp_path, "one")
    await one.say("first")
    said = await one.say(f"/export {asked}")
    path = Path(said.removeprefix("Written to `").removesuffix("`."))
    written = await asyncio.to_thread(path.read_text)

    assert path.parent == (tmp_path if "." in asked else home / "exports")
    assert written.startswith(start)
    await one.work.sessions.close_all()


async def test_a_file_that_is_there_is_left_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.md").write_text("mine")
    one = await talk(home, tmp_path)

    assert await one.say("/export kept.md") == "`kept.md` is there already; name another file."
    assert await one.say("/export kept.doc") == (
        "A file ends in .md, .markdown, .html, .htm, .jsonl; without a file, name a format: markdown, html, jsonl."
    )
    assert (tmp_path / "kept.md").read_text() == "mine"
    await one.work.sessions.close_all()


async def test_rules_are_listed_and_taken_back_by_number_or_text(home: Path, tmp_path: Path) -> None:
    for rule in ("shell(npm test)", "edit(src/**)"):
        await asyncio.to_thread(remember, str(home), str(tmp_path), parse_rule(rule), "project")
    one = await talk(home, tmp_path)
    listed = await one.say("/permissions")

    assert listed.splitlines()[:2] == [
        "1. allow `shell(npm test)` in this project",
        "2. allow `edit(src/**)` in this project",
    ]
    assert await one.say("/permissions revoke 9") == "There is no rule `9`. `/permissions` lists them."
    assert await one.say("/permissions revoke 1") == "`shell(npm test)` no longer counts in this project."
    assert await one.say("/permissions revoke edit(src/**)") == "`edit(src/**)` no longer counts in this project."
    assert await one.say("/permissions") == "There are no rules: what is not known to be harmless is asked about."
    await one.work.sessions.close_all()


async def test_the_plan_is_shown_as_it_stands(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path)
    nothing = await one.say("/plan")
    await one.session.say(
        PlanChanged((PlanEntry("look", "completed"), PlanEntry("do", "in_progress"), PlanEntry("end")))
    )

    assert nothing == "There is no plan."
    assert await one.say("/plan") == "- ☑ look\n- ▶ do\n- ☐ end"
    await one.work.sessions.close_all()


async def test_memory_shows_what_is_kept_and_where_to_keep_it(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path)
    nothing = await one.say("/memory")
    (home / "memories").mkdir()
    (home / "memories" / "USER.md").write_text("Likes tabs.\n")

    assert nothing.startswith(f"Nothing is kept. Notes in `{home}/memories/MEMORY.md`")
    assert await one.say("/memory") == f"**{home}/memories/USER.md**\n\nLikes tabs."
    await one.work.sessions.close_all()


async def test_the_doctor_names_what_is_wrong_and_what_is_right(home: Path, tmp_path: Path) -> None:
    (home / "permissions.yaml").write_text("allow: nonsense\n")
    one = await talk(home, tmp_path)
    said = await one.say("/doctor")

    assert "✓ `test:model` can be asked, 1,000 tokens" in said
    assert "⚠" in said
    assert "allow must be a list of rules" in said
    await one.work.sessions.close_all()


async def test_stop_ends_the_running_turn_and_what_waits_and_is_no_turn_itself(home: Path, tmp_path: Path) -> None:
    never = asyncio.Event()
    model = Says([[never]])
    work, client = Workplace(model, home, tmp_path), Listener()
    session = await work.open(client)
    async with asyncio.timeout(10):
        idle = await session.prompt(says("/stop"))
        running = asyncio.create_task(session.prompt(says("work")))
        await model.asked.wait()
        waiting = asyncio.create_task(session.prompt(says("more")))
        await client.until(PromptQueued)
        stopped = await session.prompt(says("/stop"))
        ended = [(await task).stop for task in (running, waiting)]

    assert (idle.stop, stopped.stop, ended) == ("end_turn", "end_turn", ["cancelled", "cancelled"])
    assert [event.text for event in client.of(AgentText)] == ["Nothing is running."]
    assert Notice("info", "/stop", "Stopped.") in client.of(Notice)
    assert [event.shown for event in client.of(TurnStarted)] == ["/stop", "work"]
    await work.sessions.close_all()


async def test_steer_reaches_the_running_turn_and_is_a_message_when_there_is_none(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("one"))], reply(Text("two")), reply(Text("three"))])
    work, client = Workplace(model, home, tmp_path), Listener()
    session = await work.open(client)
    async with asyncio.timeout(10):
        running = asyncio.create_task(session.prompt(says("work")))
        await model.asked.wait()
        await session.prompt(says("/steer in French"))
        go_on.set()
        await running
        await session.prompt(says("/steer and now in Dutch"))
        await session.prompt(says("/steer"))

    last = [request.messages[-1] for request in model.requests]
    assert [m.parts for m in last if isinstance(m, UserMessage)] == [
        (Text("work"),),
        (Text("in French"),),
        (Text("and now in Dutch"),),
    ]
    assert client.of(AgentText)[-1].text.startswith("Say what the model should read")
    await work.sessions.close_all()


async def test_a_session_may_be_set_to_steer_with_every_message(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("one"))], reply(Text("two"))])
    work = Workplace(model, home, tmp_path, defaults=Defaults("test:model", when_busy="steer"))
    client = Listener()
    session = await work.open(client)
    async with asyncio.timeout(10):
        running = asyncio.create_task(session.prompt(says("work")))
        await model.asked.wait()
        joined = asyncio.create_task(session.prompt(says("in French")))
        await client.until(PromptQueued)
        go_on.set()
        results = [await running, await joined]

    assert [result.stop for result in results] == ["end_turn", "end_turn"]
    assert (results[0].usage.input, results[1].usage.input) == (20, None)
    assert len(client.of(TurnStarted)) == 1
    assert [len(request.messages) for request in model.requests] == [1, 3]
    await work.sessions.close_all()


async def test_every_command_has_words_and_a_name_that_can_be_typed(home: Path, tmp_path: Path) -> None:
    one = await talk(home, tmp_path)
    listed = one.session.services.load_commands().listing(one.session)

    wanted = (
        "help model mode tools context compact usage permissions skills memory plan undo rewind fork export title "
        "steer queue stop doctor version"
    )
    assert set(wanted.split()) <= {name for name, _, _ in listed}
    assert all(description and description[0].isupper() and "\n" not in description for _, description, _ in listed)
    assert json.dumps(listed)
    await one.work.sessions.close_all()
