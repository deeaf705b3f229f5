"""A server's life, with servers that behave well and badly."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

import pytest

from hermes_acp.mcp_client.answering import Caller
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp_protocol.mcp.questions import Address, ElicitAnswer, Form
from support.mcp.servers import PROGRAM, QUICK, WAIT, Chosen, reached, serving, small, until, words


@pytest.mark.parametrize(
    ("habits", "protocol", "version"),
    [
        ((), "auto", "2025-11-25"),
        (("modern",), "auto", "2026-07-28"),
        (("both",), "auto", "2025-11-25"),
        (("both",), "stateless", "2026-07-28"),
        (("probeless",), "auto", "2025-11-25"),
        (("noisy",), "auto", "2025-11-25"),
        (("noisy", "modern"), "auto", "2026-07-28"),
        (("slow",), "auto", "2025-11-25"),
        (("late",), "legacy", "2025-11-25"),
    ],
    ids=str,
)
async def test_a_server_of_any_era_is_found_out_and_called(
    tmp_path: Path, habits: tuple[str, ...], protocol: str, version: str
) -> None:
    async with serving(small(*habits, protocol=protocol), tmp_path) as server, asyncio.timeout(WAIT):
        assert words(await server.call("echo", {"text": "hello"})) == "hello"
        assert server.status.version == version
        assert server.instructions == "Be kind."
        assert [prompt.name for prompt in server.offer.prompts] == ["review"]


async def test_nothing_is_started_before_it_is_needed(tmp_path: Path) -> None:
    async with serving(small(), tmp_path) as server:
        assert server.status.state == "idle"
        server.need()
        await until(server, "ready")


async def test_a_silent_server_is_given_up_in_bounded_time(tmp_path: Path) -> None:
    async with serving(small("silent", start_timeout=0.3), tmp_path) as server, asyncio.timeout(WAIT):
        with pytest.raises(ServerFault, match=r"did not answer within 0\.3 seconds"):
            await server.call("echo", {"text": "hello"})


async def test_a_legacy_server_that_passes_over_the_probe_fails_in_bounded_time(tmp_path: Path) -> None:
    config = small("probeless", start_timeout=0.4, protocol="stateless")
    async with serving(config, tmp_path) as server, asyncio.timeout(WAIT):
        with pytest.raises(ServerFault):
            await server.connection()


async def test_a_server_that_ends_at_once_is_tried_again_and_then_parked_with_its_reason(tmp_path: Path) -> None:
    async with serving(small("failing"), tmp_path) as server:
        server.need()
        await until(server, "parked")
        assert "status 3" in server.status.why and "no license found" in server.status.why
        assert "abcdefghijklmnop" not in server.status.why
        seen: list[str] = []
        server.listen(lambda changed: seen.append(changed.status.state))
        await reached(server, lambda: "parked" in seen)
        assert seen[0] == "starting"  # the slow probe


async def test_a_relative_program_is_found_from_the_directory_it_runs_in(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "serve"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {PROGRAM}\n")
    program.chmod(0o755)
    async with serving(small(command="./serve", args=(), cwd="bin"), tmp_path) as server, asyncio.timeout(WAIT):
        assert words(await server.call("echo", {"text": "here"})) == "here"


async def test_a_program_is_found_where_people_have_it_though_a_desktop_does_not_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / ".nvm" / "versions" / "node" / version / "bin" for version in ("v9.1.0", "v20.3.0")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "runner").write_text(f'#!/bin/sh\nexec {sys.executable} {PROGRAM} "$@"\n')
        (folder / "runner").chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    config = small(command="runner", args=())
    async with serving(config, tmp_path) as server, asyncio.timeout(WAIT):
        seen = json.loads(words(await server.call("environment", {})))
    assert seen["PATH"].startswith("/usr/bin:/bin:")
    mine = [place for place in seen["PATH"].split(":") if place.startswith(str(tmp_path))]
    assert mine == [str(folders[1]), str(folders[0])]  # the latest version first


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with serving(small(command="no-such-program"), tmp_path) as server, asyncio.timeout(WAIT):
        with pytest.raises(ServerFault, match="There is no program 'no-such-program'"):
            await server.connection()


async def test_a_server_that_dies_in_a_call_fails_the_call_and_is_started_again(tmp_path: Path) -> None:
    async with serving(small(), tmp_path) as server, asyncio.timeout(WAIT):
        with pytest.raises(ServerFault):
            await server.call("die", {})
        await until(server, "waiting", "starting", "ready")
        assert words(await server.call("echo", {"text": "back"})) == "back"


async def test_a_call_that_is_never_answered_ends_at_its_limit_and_the_server_lives(tmp_path: Path) -> None:
    async with serving(small(call_timeout=0.3), tmp_path) as server, asyncio.timeout(WAIT):
        with pytest.raises(ServerFault, match=r"said nothing for 0\.3 seconds"):
            await server.call("never", {})
        assert words(await server.call("echo", {"text": "still here"})) == "still here"


@pytest.mark.parametrize("habits", [(), ("modern",)], ids=["legacy", "modern"])
async def test_a_call_that_is_given_up_is_cancelled_over_there(tmp_path: Path, habits: tuple[str, ...]) -> None:
    async with serving(small(*habits), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        calling = asyncio.create_task(server.call("never", {}))
        assert words(await server.call("cancelled", {})) == "[]"
        calling.cancel()
        await asyncio.wait([calling])
        assert len(json.loads(words(await server.call("cancelled", {})))) == 1


async def test_progress_starts_the_limit_anew_and_is_heard(tmp_path: Path) -> None:
    steps: list[float] = []
    async with serving(small(call_timeout=0.3), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        result = await server.call("working", {}, heard=lambda step: steps.append(step.progress))
        assert (words(result), steps) == ("done", [1, 2, 3, 4])


async def test_a_flood_of_notifications_hides_no_answer(tmp_path: Path) -> None:
    async with serving(small("flooding"), tmp_path) as server, asyncio.timeout(WAIT):
        assert words(await server.call("echo", {"text": "hello"})) == "hello"


async def test_twenty_megabytes_arrive_whole(tmp_path: Path) -> None:
    async with serving(small(), tmp_path) as server, asyncio.timeout(WAIT):
        assert len(words(await server.call("big", {}))) == 20 << 20


async def test_a_bad_schema_costs_one_tool_and_says_why(tmp_path: Path) -> None:
    async with serving(small("badly-typed"), tmp_path) as server, asyncio.timeout(WAIT):
        assert words(await server.call("echo", {"text": "hello"})) == "hello"
        assert len(server.offer.tools.usable) == 14
        assert dict(server.status.left_out) == {
            "outside": "its schema points outside itself: 'https://e.org/x.json'",
            "listed": "its arguments are not an object",
            "schemaless": "inputSchema must be an object",
            "task": "it only runs as a task, which is not spoken here",
            "odd": "its schema has the type 'any'",
            "(no name)": "name must be a text",
        }


async def test_a_server_without_tools_is_there_for_what_else_it_has(tmp_path: Path) -> None:
    async with serving(small("toolless"), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        assert (server.offer.tools.usable, [prompt.name for prompt in server.offer.prompts]) == ((), ["review"])


async def test_prompts_that_cannot_be_listed_cost_no_tools(tmp_path: Path) -> None:
    async with serving(small("unprepared"), tmp_path) as server, asyncio.timeout(WAIT):
        assert words(await server.call("echo", {"text": "hello"})) == "hello"
        assert server.offer.prompts == ()


async def test_a_change_of_tools_is_read_once_however_often_it_is_told(tmp_path: Path) -> None:
    for habits in ((), ("modern",)):
        told: list[int] = []
        async with serving(small(*habits), tmp_path) as server, asyncio.timeout(WAIT):
            await server.connection()
            server.listen(lambda changed, told=told: told.append(changed.status.tools))
            await server.call("grow", {})
            await reached(server, lambda told=told: 15 in told)
            assert told == [15]


async def test_a_long_list_is_read_over_all_its_pages_in_order(tmp_path: Path) -> None:
    async with serving(small("many"), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        assert [tool.name for tool in server.offer.tools.usable] == [f"tool-{number}" for number in range(300)]


async def test_only_the_chosen_tools_are_used(tmp_path: Path) -> None:
    for chosen, names in (
        (Chosen(include=("ec*", "look")), ["echo", "look"]),
        (Chosen(exclude=("*a*", "*e*", "*o*")), ["big", "picture", "die"][:1]),
    ):
        async with serving(small(tools=chosen), tmp_path) as server, asyncio.timeout(WAIT):
            await server.connection()
            assert [tool.name for tool in server.offer.tools.usable] == names


async def test_an_idle_server_sleeps_and_the_next_call_wakes_it(tmp_path: Path) -> None:
    async with serving(small(idle_timeout=0.2), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        await until(server, "asleep")
        assert server.status.tools == 14  # what it offers is still known
        assert words(await server.call("echo", {"text": "good morning"})) == "good morning"


async def test_a_server_that_has_been_there_long_enough_is_started_anew(tmp_path: Path) -> None:
    async with serving(small(max_lifetime=0.2), tmp_path) as server:
        await server.call("echo", {"text": "first"})
        await until(server, "asleep")
        assert words(await server.call("echo", {"text": "second"})) == "second"


async def test_a_server_that_no_longer_answers_pings_is_started_anew(tmp_path: Path) -> None:
    async with serving(small("deaf", keepalive=0.1), tmp_path) as server:
        await server.connection()
        await until(server, "waiting")
        assert "said nothing for 0.1 seconds after ping" in server.status.why
        await until(server, "ready")


async def test_a_server_that_works_for_us_is_not_pinged(tmp_path: Path) -> None:
    async with serving(small("deaf", keepalive=0.3), tmp_path) as server, asyncio.timeout(WAIT):
        for _ in range(2):  # longer than until an unanswered ping would end it
            assert words(await server.call("working", {})) == "done"


async def test_the_environment_is_filtered_and_what_is_named_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    async with serving(small(env={"SERVER_TOKEN": "its own"}), tmp_path) as server, asyncio.timeout(WAIT):
        seen = json.loads(words(await server.call("environment", {})))
    assert seen["PATH"] == os.environ["PATH"] and seen["SERVER_TOKEN"] == "its own"
    assert not {"OPENAI_API_KEY", "AWS_SESSION_TOKEN", "HERMES_HOME"} & set(seen)


@pytest.mark.parametrize("habits", [(), ("modern",)], ids=["legacy", "modern"])
async def test_a_servers_question_reaches_the_person_whose_call_it_is(tmp_path: Path, habits: tuple[str, ...]) -> None:
    asked: list[tuple[str, Form | Address]] = []

    async def elicit(server: str, question: Form | Address) -> ElicitAnswer:
        asked.append((server, question))
        return ElicitAnswer("accept", {"color": "red"})

    async with serving(small(*habits), tmp_path, asks=True) as server, asyncio.timeout(WAIT):
        answered = json.loads(words(await server.call("ask", {}, Caller(elicit))))
    assert answered[0] == {"action": "accept", "content": {"color": "red"}}
    assert answered[1:] == (["kept"] if habits else [])
    [(name, question)] = asked
    assert isinstance(question, Form)
    assert (name, question.message) == ("small", "Which color?")


async def test_the_clock_of_a_call_stands_still_while_a_person_is_asked(tmp_path: Path) -> None:
    async def elicit(server: str, question: Form | Address) -> ElicitAnswer:
        await asyncio.sleep(0.6)  # a person thinks longer than the call may be silent
        return ElicitAnswer("decline")

    async with serving(small(call_timeout=0.3), tmp_path, asks=True) as server, asyncio.timeout(WAIT):
        await server.connection()
        assert json.loads(words(await server.call("ask", {}, Caller(elicit)))) == [{"action": "decline"}]


async def test_a_call_made_while_a_person_is_asked_waits_with_them(tmp_path: Path) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def elicit(server: str, question: Form | Address) -> ElicitAnswer:
        asked.set()
        await answer.wait()
        return ElicitAnswer("decline")

    async with serving(small(call_timeout=0.3), tmp_path, asks=True) as server, asyncio.timeout(WAIT):
        await server.connection()
        first = asyncio.create_task(server.call("ask", {}, Caller(elicit)))
        await asked.wait()
        second = asyncio.create_task(server.call("echo", {"text": "after"}))
        done, _ = await asyncio.wait([first, second], timeout=0.5)  # longer than either may be silent
        answer.set()
        assert not done
        assert json.loads(words(await first)) == [{"action": "decline"}]
        assert words(await second) == "after"


async def test_a_question_nobody_can_be_asked_is_refused(tmp_path: Path) -> None:
    async with serving(small(), tmp_path) as server, asyncio.timeout(WAIT):
        [answer] = json.loads(words(await server.call("ask", {})))
        assert answer["code"] == -32601


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def sleepers(mark: str) -> set[int]:
    """The processes that carry a mark in their environment."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and running(int(entry.name)):
            try:
                if mark.encode() in (entry / "environ").read_bytes():
                    found.add(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.parametrize("habits", [(), ("family",), ("family", "stubborn")], ids=["good", "family", "stubborn"])
async def test_the_end_of_a_server_leaves_nothing_running(tmp_path: Path, habits: tuple[str, ...]) -> None:
    mark = f"TEST_MARK={tmp_path.name}-{os.getpid()}"
    name, _, value = mark.partition("=")
    async with serving(small(*habits, env={name: value}), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        assert sleepers(mark)
    deadline = time.monotonic() + WAIT
    while sleepers(mark):
        assert time.monotonic() < deadline


async def test_many_calls_cost_little_each(tmp_path: Path) -> None:
    async with serving(small(), tmp_path) as server, asyncio.timeout(WAIT):
        await server.connection()
        times: list[float] = []
        for _ in range(200):
            began = time.perf_counter()
            await server.call("echo", {"text": "hello"})
            times.append(time.perf_counter() - began)
    assert sorted(times)[100] < 0.02  # the bench holds the real figure; this one only notices a disaster


assert QUICK.probe < WAIT
