"""What a prompt points at reaches the model, asked about where that is due, and the person's words come first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hermes_acp.agent.events import CallFinished, CallPrepared, MessageAdded, Notice, TurnStarted
from hermes_acp.agent.history import messages, to_events
from hermes_acp.agent.services import Defaults
from hermes_acp.agent.session import Session
from hermes_acp.agent.turns import Prompt
from hermes_acp.approval.approver import Question, Reply
from hermes_acp.models.message import Image, Text, UserMessage
from hermes_acp.privacy.secrets import Redactor
from hermes_acp.references.kinds import Context, Found
from hermes_acp.references.reference import Candidate, Embedded, Link, Picture, Reference
from hermes_acp.references.render import HEADING
from support.agent import Listener, Says, Workplace, call, chooses, reply, says
from support.attach import strict

SECRET = "Attach @.env"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    root = tmp_path / "W"
    root.mkdir()
    (root / "a.py").write_text("x = 1\n")
    (root / ".env").write_text("KEY=1\n")
    return root.resolve()


async def opened(work: Path, home: Path, client: Listener, *, window: int = 100_000) -> tuple[Session, Says]:
    model = Says([reply(Text("ok"))] * 3, window=window)
    return await strict(Workplace(model, home, work)).open(client), model


def texts(model: Says, request: int = 0) -> list[str]:
    """The words of each message of the person, as the model reads them."""
    sent = [message for message in model.requests[request].messages if isinstance(message, UserMessage)]
    return [part.text for message in sent for part in message.parts if isinstance(part, Text)]


async def test_a_reference_follows_the_words_as_data(work: Path, home: Path) -> None:
    client = Listener()
    session, model = await opened(work, home, client)
    await session.prompt(says("see @a.py"))
    await session.close()
    assert texts(model) == ["see @a.py", f"{HEADING}\n\n@a.py (a.py, 1 line)\n```python\nx = 1\n```"]
    assert client.of(Notice) == []


async def test_words_without_references_stay_alone(work: Path, home: Path) -> None:
    session, model = await opened(work, home, Listener())
    await session.prompt(says("mail me@example.org, @alice"))
    await session.close()
    assert texts(model) == ["mail me@example.org, @alice"]


async def test_what_was_attached_is_there_again_after_a_restart(work: Path, home: Path) -> None:
    session, model = await opened(work, home, Listener())
    await session.prompt(says("see @a.py"))
    store = session.services.store
    await session.close()
    assert messages(to_events(await store.read(session.id)))[:2] == list(model.requests[0].messages)[:2]


async def test_links_and_embedded_resources_obey_the_same_rules(work: Path, home: Path) -> None:
    client = Listener(answer=chooses("reject"))
    session, model = await opened(work, home, client)
    pointers = (Link(f"file://{work}/a.py"), Embedded(f"file://{work}/.env", "KEY=2"))
    await session.prompt(Prompt((Text("these"),), "these", pointers=pointers))
    await session.close()
    assert "x = 1" in texts(model)[1]
    assert "KEY" not in texts(model)[1]
    assert ".env is not attached: it was not allowed" in texts(model)[1]


async def test_a_secret_is_asked_for_once_and_it_is_said_that_it_leaves_the_machine(work: Path, home: Path) -> None:
    client = Listener(answer=chooses("once"))
    session, model = await opened(work, home, client)
    await session.prompt(says("@.env and again @file:.env"))
    await session.close()
    (question,) = client.questions
    assert question.title == "Attach .env to this message: it leaves this machine for the model"
    assert "may hold secrets" in question.why
    assert {option.kind for option in question.options} == {"allow_once", "reject_once", "reject_always"}
    assert "KEY=1" in texts(model)[1]


async def test_a_question_is_a_call_that_is_announced_and_ended(work: Path, home: Path) -> None:
    client = Listener(answer=chooses("reject"))
    session, model = await opened(work, home, client)
    await session.prompt(says("@.env"))
    await session.close()
    (announced,), (ended,) = client.of(CallPrepared), client.of(CallFinished)
    assert client.events.index(announced) < client.events.index(ended)
    assert (announced.call_id, announced.kind) == (ended.call_id, "read") == (client.questions[0].call_id, "read")
    assert (ended.status, ended.data) == ("failed", {"refused_by": "the person"})
    assert client.of(Notice)[0].description.startswith("@.env is not attached: it was not allowed")  # type: ignore[union-attr]
    assert [type(message).__name__ for message in model.requests[0].messages] == ["UserMessage", "UserMessage"]


class Alone(Listener):
    """Nobody is there."""

    @property
    def can_ask(self) -> bool:
        return False


async def test_with_nobody_to_ask_it_is_refused_by_rule_and_the_prompt_goes_on(work: Path, home: Path) -> None:
    client = Alone()
    session, model = await opened(work, home, client)
    result = await session.prompt(says("@.env @a.py"))
    await session.close()
    assert result.stop == "end_turn"
    assert [call.data for call in client.of(CallFinished)] == [{"refused_by": "guarded path"}]
    assert "nobody can be asked" in texts(model)[1]
    assert "x = 1" in texts(model)[1]


async def test_cancelling_while_a_question_is_open_keeps_the_words_and_attaches_nothing(work: Path, home: Path) -> None:
    client = Listener()
    session, model = await opened(work, home, client)
    turn = asyncio.create_task(session.prompt(says("look at @.env please")))
    await client.asked.wait()
    session.cancel()
    assert (await turn).stop == "cancelled"
    await session.prompt(says("and now?"))
    store = session.services.store
    await session.close()
    assert texts(model) == ["look at @.env please", "and now?"]
    assert [type(event) for event in client.of(CallFinished)] == [CallFinished]
    kept = [event.shown for event in to_events(await store.read(session.id)) if isinstance(event, TurnStarted)]
    assert kept == ["look at @.env please", "and now?"]


async def test_the_word_cancel_in_answer_to_a_question_ends_the_turn(work: Path, home: Path) -> None:
    def cancels(question: Question) -> Reply:
        return Reply(None, cancelled=True)

    session, model = await opened(work, home, Listener(answer=cancels))
    assert (await session.prompt(says("@.env"))).stop == "cancelled"
    await session.close()
    assert model.requests == []


async def test_person_and_model_are_told_what_had_to_be_shortened(work: Path, home: Path) -> None:
    (work / "long.txt").write_text("some words\n" * 2_000)
    client = Listener()
    session, model = await opened(work, home, client, window=4_000)
    await session.prompt(says("@long.txt"))
    await session.close()
    (notice,) = client.of(Notice)
    assert notice.description is not None
    assert notice.description.startswith("@long.txt: Only head and tail fit")
    assert notice.description.removeprefix("@long.txt: ") in texts(model)[1]
    assert len(texts(model)[1]) < 8_000


async def test_the_share_of_the_window_is_a_setting(work: Path, home: Path) -> None:
    (work / "long.txt").write_text("some words\n" * 2_000)
    model = Says([reply(Text("ok"))], window=10_000)
    place = Workplace(model, home, work, defaults=Defaults("test:model", attach_share=0.8))
    client = Listener()
    session = await place.open(client)
    await session.prompt(says("@long.txt"))
    await session.close()
    assert client.of(Notice) == []


async def test_an_image_goes_along_as_one(work: Path, home: Path) -> None:
    session, model = await opened(work, home, Listener())
    picture = Picture("aGk=", "image/png")
    handed = Embedded(f"file://{work}/shot.png", None, "image/png", 2, picture)
    await session.prompt(Prompt((Text("what is it?"),), "what is it?", pointers=(handed,)))
    await session.close()
    (_, attached) = model.requests[0].messages
    assert isinstance(attached, UserMessage)
    assert attached.parts[1:] == (Image("aGk=", "image/png"),)


class Weather:
    """A kind from outside."""

    name = "weather"
    description = "how it is outside"

    async def complete(self, prefix: str, limit: int) -> list[Candidate]:
        return [Candidate("@weather:here", "here")]

    async def expand(self, reference: Reference, context: Context) -> Found:
        return Found("weather", "the weather", f"rain in {reference.value}")


async def test_kinds_of_other_rooms_are_resolved_and_proposed(work: Path, home: Path) -> None:
    model = Says([reply(Text("ok"))])
    place = Workplace(model, home, work)
    services = place.sessions.services

    def weather(session: Session) -> list[Weather]:
        return [Weather()]

    place.sessions.services = services._replace(further_kinds=weather)
    session = await place.open(Listener())
    await session.prompt(says("@weather:Bonn"))
    proposed = await session.references.complete("weather:", 5)
    await session.close()
    assert "rain in Bonn" in texts(model)[1]
    assert proposed == [Candidate("@weather:here", "here")]


async def test_files_are_proposed_and_closing_ends_the_index(work: Path, home: Path) -> None:
    session, _ = await opened(work, home, Listener())
    assert [one.text for one in await session.references.complete("a.p", 5)] == ["@a.py"]
    await session.close()


async def test_an_address_the_person_wrote_needs_no_leave_but_a_private_one_does(work: Path, home: Path) -> None:
    client = Listener(answer=chooses("reject"))
    session, model = await opened(work, home, client)
    await session.prompt(says("@url:http://127.0.0.1:9/x and @url:http://no.such.host.invalid/"))
    await session.close()
    assert [question.title for question in client.questions] == ["Fetch http://127.0.0.1:9/x for this message"]
    assert "no.such.host.invalid was not found" in texts(model)[1]
    assert len(client.of(MessageAdded)) == 1


async def test_the_model_is_told_of_files_that_changed_since_it_read_them(work: Path, home: Path) -> None:
    model = Says([reply(call("read_file", path="a.py")), *[reply(Text("ok"))] * 3])
    session = await Workplace(model, home, work).open(Listener())
    await session.prompt(says("read it"))
    await asyncio.to_thread((work / "a.py").write_text, "x = 2\n")
    await session.prompt(says("and now?"))
    await session.prompt(says("and now?"))
    await session.close()
    told = (
        f"Changed on disk since you read them: {work}/a.py. Read them again before you build on what you know of them."
    )
    assert texts(model, 2)[1:] == ["and now?", told]
    assert texts(model, 3)[3:] == ["and now?"]


async def test_what_a_completion_proposed_stays_in_step_with_settings(work: Path, home: Path) -> None:
    followed: list[Session] = []
    place = Workplace(Says([reply(Text("ok"))]), home, work)
    place.sessions.services = place.sessions.services._replace(follow=followed.append)
    session = await place.open(Listener())
    assert followed == []
    await session.references.complete("", 1)
    assert followed == [session]
    await session.prompt(says("hi"))
    await session.close()
    assert followed == [session, session]


async def test_words_that_join_a_running_turn_bring_along_what_they_point_at(work: Path, home: Path) -> None:
    going_on = asyncio.Event()
    model = Says([[going_on, *reply(call("read_file", path="a.py"))], reply(Text("ok"))])
    session = await Workplace(model, home, work).open(Listener())
    turn = asyncio.create_task(session.prompt(says("begin")))
    await model.asked.wait()
    assert await session.steer(says("mind @a.py"))
    going_on.set()
    await turn
    await session.close()
    assert texts(model, 1)[1:] == ["mind @a.py", f"{HEADING}\n\n@a.py (a.py, 1 line)\n```python\nx = 1\n```"]


async def test_secrets_in_ordinary_files_are_masked_and_those_let_through_are_not(work: Path, home: Path) -> None:
    key = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
    for name in ("config.py", ".env"):
        (work / name).write_text(f'TOKEN = "{key}"\n')
    model = Says([reply(Text("ok"))], window=100_000)
    place = strict(Workplace(model, home, work))
    redactor = Redactor()
    place.sessions.services = place.sessions.services._replace(redactor=lambda: redactor)
    session = await place.open(Listener(answer=chooses("once")))
    await session.prompt(says("@config.py @.env"))
    await session.close()
    _, config, env = texts(model)[1].split("\n\n@")
    assert (key in config, "[redacted-github-" in config, key in env) == (False, True, True)
