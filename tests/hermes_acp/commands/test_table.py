"""Slash commands: found by name, run beside a turn or as one, made into prompts, listed for each session."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from hermes_acp.agent.events import AgentText, Notice, TurnStarted
from hermes_acp.agent.session import Session
from hermes_acp.agent.turns import Prompt
from hermes_acp.commands.builtin import builtin_commands
from hermes_acp.commands.table import Command, CommandTable
from hermes_acp.errors import ConfigError
from hermes_acp.models.message import Image, Text, UserMessage
from support.agent import Listener, Says, Workplace, reply, says


async def shout(session: Session, rest: str) -> str:
    return rest.upper()


async def poem(session: Session, rest: str) -> Prompt:
    if not rest:
        raise ConfigError("A poem needs a subject.")
    return Prompt((Text(f"Write a poem about {rest}."),), "")


def poetic(session: Session) -> Iterable[Command]:
    """What a source gives: one new name, and one that is taken."""
    return (Command("poem", "Write a poem", expand=poem, hint="subject"), Command("shout", "Not this one"))


def place(home: Path, cwd: Path, model: Says) -> Workplace:
    made = Workplace(model, home, cwd)
    table = CommandTable([Command("shout", "Say it loud", shout, "words", at_once=True)], [poetic])
    made.sessions = type(made.sessions)(made.sessions.services._replace(load_commands=lambda: table))
    return made


async def test_the_tables_own_commands_win_over_those_of_a_source(home: Path, tmp_path: Path) -> None:
    work = place(home, tmp_path, Says([]))
    session = await work.open(Listener())

    assert session.services.load_commands().listing(session) == (
        ("shout", "Say it loud", "words"),
        ("poem", "Write a poem", "subject"),
    )
    await work.sessions.close_all()


async def test_a_command_that_expands_is_what_the_model_reads_and_the_person_sees_what_they_typed(
    home: Path, tmp_path: Path
) -> None:
    model = Says([reply(Text("Roses."))])
    work, client = place(home, tmp_path, model), Listener()
    session = await work.open(client)
    await session.prompt(says("/poem roses"))

    (message,) = model.requests[0].messages
    assert isinstance(message, UserMessage)
    assert message.parts == (Text("Write a poem about roses."),)
    assert [event.shown for event in client.of(TurnStarted)] == ["/poem roses"]
    await work.sessions.close_all()


async def test_a_picture_that_came_with_a_command_goes_along(home: Path, tmp_path: Path) -> None:
    picture = Image("aGk=", "image/png")
    model = Says([reply(Text("Roses."))])
    work = place(home, tmp_path, model)
    session = await work.open(Listener())
    await session.prompt(Prompt((Text("/poem roses"), picture), "/poem roses"))

    (message,) = model.requests[0].messages
    assert isinstance(message, UserMessage)
    assert message.parts == (Text("Write a poem about roses."), picture)
    await work.sessions.close_all()


async def test_a_command_that_cannot_expand_says_why_and_asks_no_model(home: Path, tmp_path: Path) -> None:
    model = Says([])
    work, client = place(home, tmp_path, model), Listener()
    session = await work.open(client)
    result = await session.prompt(says("/poem"))

    assert (result.stop, model.requests) == ("end_turn", [])
    assert [event.text for event in client.of(AgentText)] == ["A poem needs a subject."]
    await work.sessions.close_all()


async def test_a_command_about_the_running_turn_does_not_wait_for_it(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("Done."))]])
    work, client = place(home, tmp_path, model), Listener()
    session = await work.open(client)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        turn = group.create_task(session.prompt(says("work")))
        await model.asked.wait()
        beside = await session.prompt(says("/shout hey"))
        assert not turn.done()
        go_on.set()

    assert (beside.stop, turn.result().stop) == ("end_turn", "end_turn")
    assert client.of(Notice) == [Notice("info", "/shout", "HEY")]
    assert len(client.of(TurnStarted)) == 1
    await work.sessions.close_all()


async def test_a_text_that_names_no_command_goes_to_the_model(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("A path, I guess."))])
    work = Workplace(model, home, tmp_path)
    session = await work.open(Listener())
    await session.prompt(says("/etc/hosts what is in it?"))

    (message,) = model.requests[0].messages
    assert message == replace(message, parts=(Text("/etc/hosts what is in it?"),))
    await work.sessions.close_all()


async def test_help_lists_every_command_with_its_hint(home: Path, tmp_path: Path) -> None:
    work, client = Workplace(Says([]), home, tmp_path), Listener()
    session = await work.open(client)
    await session.prompt(says("/help"))

    (said,) = client.of(AgentText)
    for command in builtin_commands():
        assert f"- `/{command.name}{' ' + command.hint if command.hint else ''}`: " in said.text
    await work.sessions.close_all()
