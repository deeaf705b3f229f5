"""The official TypeScript SDK as the editor."""

from __future__ import annotations

import pytest

from hermes_acp.models.fakes import FakeProvider
from support.e2e import HERMES, Json, Place, call, pause, text
from support.e2e_models import MADE, PROVIDERS
from support.e2e_node import HERE, run


async def play(
    place: Place, environment: dict[str, str], *more: str, script: str = "client.mjs"
) -> list[tuple[str, Json]]:
    """One turn; what the editor saw, in order."""
    ran = await run(place, environment, str(HERE / script), HERMES, str(place.work), "make a file", *more)
    assert (ran.code, ran.errors) == (0, "")
    return [item for line in ran.lines for item in line.items()]


async def test_the_typescript_sdk_sees_a_turn_in_order(place: Place) -> None:
    script = place.script(
        [{"thought": "A file."}, text("I make it."), call("write_file", "c1", path="made", content="x\n")],
        [text(" Made.")],
    )
    seen = await play(place, script)

    kinds = [value["sessionUpdate"] if kind == "update" else kind for kind, value in seen]
    assert [kind for kind in kinds if kind not in ("available_commands_update", "usage_update")] == [
        "initialize",
        "new",
        "agent_thought_chunk",
        "agent_message_chunk",
        "tool_call",
        "tool_call_update",
        "permission",
        "tool_call_update",
        "write",
        "tool_call_update",
        "agent_message_chunk",
        "session_info_update",
        "prompt",
        "exit",
    ]
    assert dict(seen)["prompt"]["stopReason"] == "end_turn"
    assert dict(seen)["exit"] == 0
    assert (place.work / "made").read_text() == "x\n"


async def test_the_typescript_sdk_cancels(place: Place) -> None:
    seen = await play(place, place.script([text("Half"), pause(600)]), "cancel")
    assert (dict(seen)["prompt"]["stopReason"], dict(seen)["exit"]) == ("cancelled", 0)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_the_typescript_sdk_with_a_provider_over_http(place: Place, name: str) -> None:
    answers, environment = PROVIDERS[name]
    async with FakeProvider(answers()) as fake:
        seen = await play(place, environment(fake))
    assert dict(seen)["prompt"]["stopReason"] == "end_turn"
    assert (place.work / "made").read_text() == MADE["content"]


async def test_the_typescript_sdk_sees_a_turn_of_version_two_and_its_replay(place: Place) -> None:
    script = place.script(
        [{"thought": "A file."}, text("I make it."), call("write_file", "c1", path="made", content="x\n")],
        [text(" Made.")],
    )
    seen = await play(place, script, script="client2.mjs")

    kinds = [value.get("state") or value["sessionUpdate"] if kind == "update" else kind for kind, value in seen]
    standing = ("available_commands_update", "usage_update", "session_info_update")
    order = [kind for kind in kinds if kind not in standing]
    for answer in ("prompt", "resume"):
        order.remove(answer)  # this client hears answers apart from updates
    assert order == [
        "initialize",
        "new",
        "user_message",
        "running",
        "agent_thought_chunk",
        "agent_message_chunk",
        "tool_call_update",
        "tool_call_update",
        "requires_action",
        "permission",
        "running",
        "tool_call_update",
        "tool_call_update",
        "agent_message_chunk",
        "idle",
        "user_message",
        "agent_thought",
        "agent_message",
        "tool_call_update",
        "agent_message",
        "idle",
        "exit",
    ]
    assert (dict(seen)["initialize"]["protocolVersion"], dict(seen)["exit"]) == (2, 0)
    assert (place.work / "made").read_text() == "x\n"


async def test_the_typescript_sdk_cancels_in_version_two(place: Place) -> None:
    seen = await play(place, place.script([text("Half"), pause(600)]), "cancel", script="client2.mjs")
    stops = [value["stopReason"] for kind, value in seen if kind == "update" and "stopReason" in value]
    assert (stops, dict(seen)["exit"]) == (["cancelled"], 0)
