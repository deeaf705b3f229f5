"""The client that comes along, with a real server in a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_acp.client import (
    AsyncClient,
    Client,
    Closed,
    Event,
    Failed,
    Options,
    Question,
    Rule,
    Usage,
    allow_once,
    refuse,
)

SECONDS = 30.0
HELLO = [{"text": "Hello."}]
WRITE = [{"text": "A file."}, {"call": {"name": "write_file", "arguments": {"path": "a.txt", "content": "one\n"}}}]
SLOW = [{"text": "First"}, {"pause": 60}, {"text": "never"}]
Play = Callable[..., Options]


def test_a_turn_comes_back_as_a_value(play: Play, work: Path) -> None:
    with Client(play([{"text": "Hi"}, {"usage": {"input": 5, "output": 2}}])) as hermes:
        session = hermes.new_session(work)
        turn = session.run("hello")
    assert (str(turn), turn.stop, turn.cost, turn.files_changed) == ("Hi", "end_turn", None, ())
    assert turn.usage == Usage(requests=1, input_tokens=5, output_tokens=2, unpriced_requests=1)


def test_events_are_yielded_as_they_come(play: Play, work: Path) -> None:
    with Client(play(WRITE, HELLO), decide=allow_once) as hermes:
        events = list(hermes.new_session(work).stream("go"))
    kinds = [event["type"] for event in events]
    assert (kinds[0], kinds[-1]) == ("turn_started", "turn_ended")
    assert "".join(event["text"] for event in events if event["type"] == "agent_text") == "A file.Hello."
    assert (work / "a.txt").read_text() == "one\n"


def test_a_stream_that_is_closed_early_cancels_its_turn(play: Play, work: Path) -> None:
    with Client(play(SLOW, HELLO)) as hermes:
        session = hermes.new_session(work)
        stream = session.stream("go")
        while next(stream)["type"] != "agent_text":
            pass
        stream.close()
        assert session.run("again").text == "Hello."


def test_a_decider_sees_the_whole_question_and_its_word_counts(play: Play, work: Path) -> None:
    asked: list[Question] = []

    def decide(question: Question) -> str | None:
        asked.append(question)
        return question.option("allow_once")

    with Client(play(WRITE, HELLO), decide=decide) as hermes:
        turn = hermes.new_session(work).run("go")
    question = asked[0]
    assert (question.tool, question.title, question.paths) == ("write_file", "Create a.txt", (f"{work}/a.txt",))
    assert question.content == ({"type": "diff", "path": f"{work}/a.txt", "old": None, "new": "one\n"},)
    assert turn.files_changed == (f"{work}/a.txt",)


def fails(question: Question) -> str | None:
    raise RuntimeError("no idea")


@pytest.mark.parametrize("decide", [None, refuse, fails])
def test_without_a_clear_yes_nothing_is_done(
    play: Play, work: Path, decide: Callable[[Question], str | None] | None
) -> None:
    with Client(play(WRITE, HELLO), decide=decide) as hermes:
        turn = hermes.new_session(work).run("go")
    assert (turn.stop, turn.files_changed, (work / "a.txt").exists()) == ("end_turn", (), False)


def test_rules_of_the_client_and_of_a_session_count(play: Play, work: Path) -> None:
    with Client(play(WRITE, HELLO)) as hermes:
        session = hermes.new_session(work, allow=["edit(a.txt)"], deny=["shell(rm:*)"])
        assert session.rules() == [
            Rule("edit(a.txt)", "allow", "session"),
            Rule("shell(rm:*)", "deny", "session"),
        ]
        assert session.run("go").files_changed == (f"{work}/a.txt",)


def test_sessions_outlive_their_server(play: Play, work: Path) -> None:
    with Client(play(HELLO)) as hermes:
        first = hermes.new_session(work)
        first.run("one")
    with Client(play(HELLO)) as hermes:
        again = hermes.resume(first.id)
        assert again.run("two").text == "Hello."
        fork = hermes.fork(first.id)
        assert (fork.info.parent, fork.info.title) == (first.id, "one")
        assert {info.session_id for info in hermes.sessions(work)} == {first.id, fork.id}
        said = again.call("session.messages")["messages"]
        assert again.rewind(said[1]["message_id"]) == "two"
        again.close()
        assert (hermes.delete(first.id), hermes.delete(first.id)) == (True, False)


def test_what_was_said_is_found_and_exported_and_a_session_is_changed(play: Play, work: Path) -> None:
    with Client(play([{"text": "The heron stands."}])) as hermes:
        session = hermes.new_session(work)
        turn = session.run("what stands?")
        session.set(mode="plan", title="Birds")
        (asked,) = [one for one in hermes.search("stands", cwd=work) if one.role == "user"]
        assert (asked.session.title, asked.message_id, asked.text) == ("Birds", turn.message_id, "what stands?")
        assert hermes.search("heron", session_id="another") == []
        assert hermes.export(session.id).startswith("# Birds\n")
        assert session.call("session.set")["mode"] == "plan"


def test_a_session_that_another_process_holds_is_not_taken_away(play: Play, work: Path) -> None:
    with Client(play(HELLO)) as one, Client(play(HELLO)) as other:
        session = one.new_session(work)
        session.run("hi")
        with pytest.raises(Failed) as busy:
            other.delete(session.id)
    assert (busy.value.code, busy.value.reason) == (-32003, "session_busy")


def test_errors_have_a_code_and_a_word(play: Play, work: Path) -> None:
    with Client(play()) as hermes:
        with pytest.raises(Failed, match="There is no session 'nope'") as unknown:
            hermes.resume("nope")
        with pytest.raises(Failed) as failed:
            hermes.new_session(work).run("go")
    assert (unknown.value.code, unknown.value.reason) == (-32002, "not_found")
    assert (failed.value.code, failed.value.reason) == (-32001, "provider_bad_request")


def test_a_client_outside_of_its_context_says_so() -> None:
    with pytest.raises(RuntimeError, match="with statement"):
        Client().sessions()


async def test_turns_of_two_sessions_run_side_by_side(play: Play, work: Path) -> None:
    # Each request takes the next reply, whichever session it is of: both are under way before either goes on.
    async with asyncio.timeout(SECONDS), AsyncClient(play(SLOW, SLOW)) as hermes:
        sessions = [await hermes.new_session(work) for _ in range(2)]
        streams = [session.stream("go") for session in sessions]
        for stream in streams:
            while (await anext(stream))["type"] != "agent_text":
                pass
        await asyncio.gather(*(session.cancel() for session in sessions))
        ends = [[event async for event in stream][-1] for stream in streams]
    assert [end["stop"] for end in ends if end["type"] == "turn_ended"] == ["cancelled", "cancelled"]


async def test_a_decider_may_be_a_coroutine_function_and_the_environment_can_be_added_to(
    play: Play, work: Path
) -> None:
    async def decide(question: Question) -> str | None:
        await asyncio.sleep(0)
        return question.option("allow_once")

    played = play(WRITE, HELLO)
    options = Options(environment={"HERMES_MODEL": played.model or ""})
    async with asyncio.timeout(SECONDS), AsyncClient(options, decide=decide) as hermes:
        turn = await (await hermes.new_session(work)).run("go")
    assert turn.files_changed == (f"{work}/a.txt",)


async def test_a_decider_that_waits_for_a_person_holds_up_nothing_and_is_asked_one_thing_at_a_time(
    play: Play, work: Path
) -> None:
    arrived, answered, alone = threading.Event(), threading.Event(), threading.Lock()
    together: list[Question] = []

    def decide(question: Question) -> str | None:
        if not alone.acquire(blocking=False):
            together.append(question)
            return None
        arrived.set()
        assert answered.wait(SECONDS)
        alone.release()
        return question.option("allow_once")

    async with asyncio.timeout(SECONDS), AsyncClient(play(*[WRITE] * 3, *[HELLO] * 3), decide=decide) as hermes:
        sessions = [await hermes.new_session(work) for _ in range(3)]
        turns = [asyncio.create_task(session.run("go")) for session in sessions]
        await asyncio.to_thread(arrived.wait, SECONDS)
        assert await sessions[0].rules() == []  # the client goes on while somebody thinks
        answered.set()
        ends = [(await turn).stop for turn in turns]
    assert (ends, together) == (["end_turn"] * 3, [])


async def test_a_run_that_is_given_up_is_cancelled_over_there(play: Play, work: Path) -> None:
    async with asyncio.timeout(SECONDS), AsyncClient(play(SLOW, HELLO)) as hermes:
        session = await hermes.new_session(work)
        heard: asyncio.Queue[Event] = asyncio.Queue()
        with hermes.connection.listening(session.id, heard.put_nowait):
            running = asyncio.create_task(session.run("go"))
            while (await heard.get())["type"] != "agent_text":
                pass
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
        assert (await session.run("again")).text == "Hello."


def test_a_person_who_never_answers_keeps_no_program_from_ending(play: Play, work: Path) -> None:
    options = play(WRITE, HELLO)
    code = f"""
import threading
from hermes_acp.client import Client, Options
arrived = threading.Event()
def decide(question):
    arrived.set()
    threading.Event().wait()
with Client(Options(model={options.model!r}), decide=decide) as hermes:
    stream = hermes.new_session({str(work)!r}).stream("go")
    next(stream)
    assert arrived.wait({SECONDS})
"""
    subprocess.run([sys.executable, "-c", code], timeout=SECONDS, check=True)


async def test_words_reach_a_running_turn(play: Play, work: Path) -> None:
    taken: list[bool] = []

    async def decide(question: Question) -> str | None:
        taken.append(await session.steer("and this"))  # the turn waits for this answer, so it runs
        return question.option("allow_once")

    async with asyncio.timeout(SECONDS), AsyncClient(play(WRITE, HELLO), decide=decide) as hermes:
        session = await hermes.new_session(work)
        said = [event["shown"] async for event in session.stream("go") if event["type"] == "message_added"]
    assert (taken, said) == ([True], ["and this"])


async def test_whoever_waits_learns_that_the_server_has_died(play: Play, work: Path) -> None:
    async with asyncio.timeout(SECONDS), AsyncClient(play(SLOW)) as hermes:
        session = await hermes.new_session(work)
        stream = session.stream("go")
        while (await anext(stream))["type"] != "agent_text":
            pass
        hermes.connection._process.kill()  # pyright: ignore[reportPrivateUsage]  nobody else may
        with pytest.raises(Closed):
            async for _ in stream:
                pass
        with pytest.raises(Closed):
            await hermes.sessions()


def test_a_command_that_is_not_there_is_an_error_and_no_hanging_thread() -> None:
    with pytest.raises(FileNotFoundError), Client(Options(command=("no-such-hermes",))):
        pass


def test_importing_it_loads_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import hermes_acp.client; "
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}; "
        "print(sorted(new - set(sys.stdlib_module_names)), sorted(m for m in sys.modules "
        "if m.startswith('hermes_acp.') and not m.startswith('hermes_acp.client')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=SECONDS, check=True)
    assert done.stdout == "['hermes_acp'] []\n"
