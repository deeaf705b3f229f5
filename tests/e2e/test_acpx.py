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


def stop_reason(ran: Ran) -> object:
    """How the turn ended; the commands of a session may be told after its first turn."""
    return [line["result"]["stopReason"] for line in ran.lines if "stopReason" in (line.get("result") or {})][-1]


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
    assert stop_reason(ran) == "end_turn"
    asked_files = [m for m in ran.lines if m.get("method", "").startswith("fs/")]
    assert bool(asked_files) == ("--no-fs" not in policy)


async def test_acpx_that_denies_gets_nothing_done_and_an_ordinary_end(place: Place) -> None:
    ran = await acpx(place, making_and_running(place), *LOG, "--deny-all", "exec", "work")

    check_log(ran.lines)
    assert not (place.work / "made").exists() and not (place.work / "out").exists()
    assert statuses(ran) == {"c1": "failed", "c2": "failed"}
    assert stop_reason(ran) == "end_turn"


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


POLICIES: list[tuple[tuple[str, ...], dict[str, str]]] = [
    (("--approve-all", "--no-terminal"), {"c1": "completed", "c2": "completed"}),
    (("--approve-reads", "--non-interactive-permissions", "deny"), {"c1": "failed", "c2": "failed"}),
    (("--deny-all", "--no-fs", "--policy", '{"autoApprove": ["edit"]}'), {"c1": "completed", "c2": "failed"}),
    (("--approve-all", "--policy", '{"autoDeny": ["execute"]}'), {"c1": "completed", "c2": "failed"}),
    (("--approve-all", "--no-fs", "--policy", '{"defaultAction": "deny"}'), {"c1": "failed", "c2": "failed"}),
    (("--approve-all", "--policy", '{"escalate": ["edit"]}'), {"c1": "failed", "c2": "completed"}),
]


@pytest.mark.parametrize(("policy", "expected"), POLICIES, ids=[" ".join(policy) for policy, _ in POLICIES])
async def test_acpx_under_each_of_its_policies(place: Place, policy: tuple[str, ...], expected: dict[str, str]) -> None:
    ran = await acpx(place, making_and_running(place), *LOG, *policy, "exec", "work")

    check_log(ran.lines)
    assert statuses(ran) == expected
    assert stop_reason(ran) == "end_turn"
    done = {"c1": (place.work / "made").exists(), "c2": (place.work / "out").exists()}
    assert done == {id: status == "completed" for id, status in expected.items()}


async def test_acpx_signs_in_where_it_was_given_the_means(place: Place) -> None:
    refused = await acpx(place, {"HERMES_MODEL": "openai:gpt-5"}, *LOG, "--auth-policy", "fail", "exec", "hi")
    script = place.script([text("Hello.")])
    allowed = await acpx(place, {**script, "ACPX_AUTH_KEY": "yes"}, *LOG, "--auth-policy", "fail", "exec", "hi")

    assert refused.code != 0
    assert allowed.code == 0, allowed
    check_log(allowed.lines)


async def test_acpx_changes_a_session_and_carries_it_on(place: Place) -> None:
    environment = {"HERMES_MODEL": "demo:rules"}
    steps = [
        ("sessions", "new", "--name", "t1"),
        ("set-mode", "-s", "t1", "plan"),
        ("set", "-s", "t1", "mode", "accept_edits"),
        ("--approve-all", "prompt", "-s", "t1", "what is here?"),
        ("status", "-s", "t1"),
        ("cancel", "-s", "t1"),
        ("sessions", "show", "t1"),
        ("sessions", "history", "t1"),
        ("sessions", "close", "t1"),
    ]
    ran = [await acpx(place, environment, *step) for step in steps]

    assert [one.code for one in ran] == [0] * len(steps), ran
    assert "what is here?" in ran[7].out
