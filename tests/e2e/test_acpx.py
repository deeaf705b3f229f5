"""acpx, a public client for the command line: single prompts under its policies, and named sessions."""

from __future__ import annotations

import pytest

from hermes_acp.models.fakes import FakeProvider
from support.e2e import Json, Place, call, text
from support.e2e_models import MADE, PROVIDERS
from support.e2e_node import Ran, acpx, check_log

LOG = ("--format", "json")


def making_and_running(place: Place) -> dict[str, str]:
    return place.script(
        [text("I work. "), call("write_file", "c1", path="made", content="x\n")],
        [call("shell", "c2", command="echo ran | tee out")],
        [text("Done.")],
    )


def statuses(ran: Ran) -> dict[str, Json]:
    return {u["toolCallId"]: u["status"] for u in ran.said("tool_call_update") if "status" in u}


@pytest.mark.parametrize(
    "policy", [("--approve-all",), ("--approve-all", "--no-fs", "--no-terminal")], ids=["all", "bare"]
)
async def test_acpx_that_approves_gets_the_work_done(place: Place, policy: tuple[str, ...]) -> None:
    ran = await acpx(place, making_and_running(place), *LOG, *policy, "exec", "work")

    check_log(ran.lines)
    assert ran.code == 0
    assert ((place.work / "made").read_text(), (place.work / "out").read_text()) == ("x\n", "ran\n")
    assert statuses(ran) == {"c1": "completed", "c2": "completed"}
    assert ran.lines[-1]["result"]["stopReason"] == "end_turn"
    asked_files = [m for m in ran.lines if m.get("method", "").startswith("fs/")]
    assert bool(asked_files) == ("--no-fs" not in policy)


async def test_acpx_that_denies_gets_nothing_done_and_an_ordinary_end(place: Place) -> None:
    ran = await acpx(place, making_and_running(place), *LOG, "--deny-all", "exec", "work")

    check_log(ran.lines)
    assert not (place.work / "made").exists() and not (place.work / "out").exists()
    assert statuses(ran) == {"c1": "failed", "c2": "failed"}
    assert ran.lines[-1]["result"]["stopReason"] == "end_turn"


async def test_acpx_keeps_a_named_session_over_several_prompts(place: Place) -> None:
    environment = {"HERMES_MODEL": "demo:rules"}
    (place.work / "found.txt").write_text("x\n")
    made = await acpx(place, environment, "sessions", "new", "--name", "t1")
    first = await acpx(place, environment, *LOG, "--approve-all", "prompt", "-s", "t1", "what is here?")
    second = await acpx(place, environment, *LOG, "--approve-all", "prompt", "-s", "t1", "find x")
    listed = await acpx(place, environment, *LOG, "sessions", "list")
    closed = await acpx(place, environment, "sessions", "close", "t1")

    assert [ran.code for ran in (made, first, second, listed, closed)] == [0] * 5, (made, first, second, listed, closed)
    assert "found.txt" in first.out
    assert "found.txt" in second.out
    assert "what is here?" in listed.out


@pytest.mark.parametrize("name", PROVIDERS)
async def test_acpx_with_a_provider_over_http(place: Place, name: str) -> None:
    answers, environment = PROVIDERS[name]
    async with FakeProvider(answers()) as fake:
        ran = await acpx(place, environment(fake), *LOG, "--approve-all", "exec", "make a file")

    check_log(ran.lines)
    assert (ran.code, (place.work / "made").read_text()) == (0, MADE["content"])
    assert "".join(u["content"]["text"] for u in ran.said("agent_message_chunk")) == "I make it. Made."
