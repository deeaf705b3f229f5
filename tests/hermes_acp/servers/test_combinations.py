"""Whatever ends or disturbs a turn, wherever it is at that moment: one right answer, and nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from hermes_acp.agent.elicitation import Form
from hermes_acp.models.message import Text, ToolCall
from hermes_acp.models.model import TextDelta
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import RESOURCE_NOT_FOUND, JsonObject, JsonValue, RpcError
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared, Tool
from support.acp import JoinedEditor, joined_editor, offering
from support.agent import Says, Step, Workplace, reply

HELLO = offering(elicitation={"form": {}})


class Asks:
    """A tool that asks the person something in a form, as a server of tools would."""

    name = "asks"
    description = "Ask the person."
    kind: Kind = "other"
    schema: Mapping[str, object] = {"type": "object"}

    def __init__(self) -> None:
        self.work: Workplace | None = None
        self.session_id = ""

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        async def run() -> ToolResult:
            assert self.work is not None
            client = (await self.work.sessions.live(self.session_id)).client
            answer = await client.elicit(self.session_id, Form("Who?", {"type": "object"}, call.id))
            return ToolResult(answer.action)

        return Prepared("Ask", self.kind, Action(self.name, "internal", arguments=arguments), run)


class Waits:
    """A tool that runs until it is ended."""

    name = "waits"
    description = "Wait."
    kind: Kind = "other"
    schema: Mapping[str, object] = {"type": "object"}

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        async def run() -> ToolResult:
            call.output("waiting\n")
            await asyncio.Event().wait()
            return ToolResult("never")

        capability = "write" if arguments.get("write") else "internal"
        return Prepared("Wait", self.kind, Action(self.name, capability, arguments=arguments), run)


@dataclass
class Moment:
    """Where a turn is when something happens."""

    step: Step | ToolCall
    """What the model does first."""
    reached: Callable[[JoinedEditor], object]
    """True once the turn is there."""
    asks: str | None = None
    """What the editor is asked then, if anything."""


def asked(method: str) -> Callable[[JoinedEditor], object]:
    """Whether the editor was asked that."""
    return lambda editor: any(name == method for name, _ in editor.requests)


MOMENTS = {
    "while the model speaks": Moment(TextDelta("Half"), lambda e: e.of("agent_message_chunk")),
    "while a tool runs": Moment(
        ToolCall("c1", "waits", "{}"), lambda e: any("waiting" in str(u.get("content")) for u in e.calls("c1"))
    ),
    "while a permission is asked": Moment(
        ToolCall("c1", "waits", '{"write": true}'),
        asked("session/request_permission"),
        "session/request_permission",
    ),
    "while a form is asked": Moment(ToolCall("c1", "asks", "{}"), asked("elicitation/create"), "elicitation/create"),
}


@dataclass
class Scene:
    """A turn at a moment, and the editor that can disturb it."""

    work: Workplace
    editor: JoinedEditor
    session_id: str
    prompt: asyncio.Task[JsonObject]
    withdrawn: asyncio.Event
    """Set when the question that was open has been taken back."""


async def cancelled(scene: Scene) -> JsonValue:
    await scene.editor.peer.notify("session/cancel", {"sessionId": scene.session_id})
    return (await scene.prompt)["stopReason"]


async def request_cancelled(scene: Scene) -> JsonValue:
    await scene.editor.peer.notify("$/cancel_request", {"requestId": 2})
    return (await scene.prompt)["stopReason"]


async def closed(scene: Scene) -> JsonValue:
    assert await scene.editor.call("session/close", sessionId=scene.session_id) == {}
    return (await scene.prompt)["stopReason"]


async def deleted(scene: Scene) -> JsonValue:
    assert await scene.editor.call("session/delete", sessionId=scene.session_id) == {}
    return (await scene.prompt)["stopReason"]


async def loaded_again(scene: Scene) -> JsonValue:
    await scene.editor.call("session/load", sessionId=scene.session_id, cwd=str(scene.work.cwd), mcpServers=[])
    return (await scene.prompt)["stopReason"]


async def cancelled_behind_a_second_prompt(scene: Scene) -> JsonValue:
    second = asyncio.create_task(scene.editor.prompt(scene.session_id, "and then"))
    await scene.editor.until(lambda e: "Queued" in str(e.updates))
    await scene.editor.peer.notify("session/cancel", {"sessionId": scene.session_id})
    answers = [(await prompt)["stopReason"] for prompt in (scene.prompt, second)]
    assert answers == ["cancelled", "cancelled"]
    return answers[0]


async def stopped_by_a_command(scene: Scene) -> JsonValue:
    assert (await scene.editor.prompt(scene.session_id, "/stop"))["stopReason"] == "end_turn"
    return (await scene.prompt)["stopReason"]


ENDS: dict[str, Callable[[Scene], Awaitable[JsonValue]]] = {
    "cancelled": cancelled,
    "its request cancelled": request_cancelled,
    "closed": closed,
    "deleted": deleted,
    "loaded again": loaded_again,
    "cancelled with a second prompt": cancelled_behind_a_second_prompt,
    "stopped by a command": stopped_by_a_command,
}


def stage(home: Path, cwd: Path, moment: Moment) -> tuple[Workplace, Asks]:
    """A workplace whose model does that first, and answers every later prompt."""
    never = asyncio.Event()
    first = [moment.step, never] if isinstance(moment.step, TextDelta) else reply(moment.step)  # type: ignore[arg-type]
    tool = Asks()
    tools: list[Tool] = [tool, Waits()]
    work = Workplace(Says([first, *([reply(Text("Still here."))] * 3)]), home, cwd, tools)
    tool.work = work
    return work, tool


async def begin(work: Workplace, tool: Asks, editor: JoinedEditor, moment: Moment) -> Scene:
    """Prompt, and wait until the turn is there."""
    withdrawn = asyncio.Event()

    async def never(params: JsonObject) -> JsonValue:
        try:
            await asyncio.Event().wait()
        finally:
            withdrawn.set()
        return None

    if moment.asks:
        editor.answers[moment.asks] = never
    session_id = tool.session_id = await editor.new(work.cwd)
    prompt = asyncio.create_task(editor.prompt(session_id, "go"))
    await editor.until(moment.reached)
    return Scene(work, editor, session_id, prompt, withdrawn)


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("how", ENDS)
async def test_a_turn_that_is_ended_is_answered_as_cancelled_and_leaves_nothing_behind(
    home: Path, tmp_path: Path, when: str, how: str
) -> None:
    moment = MOMENTS[when]
    work, tool = stage(home, tmp_path, moment)
    async with joined_editor(work.sessions, HELLO) as editor:
        scene = await begin(work, tool, editor, moment)
        assert await ENDS[how](scene) == "cancelled"
        if moment.asks:
            await scene.withdrawn.wait()
        if how == "deleted":
            with pytest.raises(RpcError) as gone:
                await editor.call("session/resume", sessionId=scene.session_id, cwd=str(tmp_path), mcpServers=[])
            assert gone.value.code == RESOURCE_NOT_FOUND
        else:
            if how == "closed":
                await editor.call("session/resume", sessionId=scene.session_id, cwd=str(tmp_path), mcpServers=[])
            assert (await editor.prompt(scene.session_id, "again"))["stopReason"] == "end_turn"
        last = [update.get("status") for update in editor.calls("c1")][-1:]

    assert last in ([], ["failed"])


@pytest.mark.parametrize("when", MOMENTS)
async def test_a_second_prompt_waits_and_is_answered_in_its_turn(home: Path, tmp_path: Path, when: str) -> None:
    moment = MOMENTS[when]
    work, tool = stage(home, tmp_path, moment)
    async with joined_editor(work.sessions, HELLO) as editor:
        scene = await begin(work, tool, editor, moment)
        second = asyncio.create_task(editor.prompt(scene.session_id, "and then"))
        await editor.until(lambda e: "Queued" in str(e.updates))
        assert not second.done()
        await editor.peer.notify("$/cancel_request", {"requestId": 2})
        answers = [(await prompt)["stopReason"] for prompt in (scene.prompt, second)]

    assert answers == ["cancelled", "end_turn"]


@pytest.mark.parametrize("when", MOMENTS)
async def test_a_client_that_is_gone_ends_its_turns_and_the_next_one_goes_on(
    home: Path, tmp_path: Path, when: str
) -> None:
    moment = MOMENTS[when]
    work, tool = stage(home, tmp_path, moment)
    async with joined_editor(work.sessions, HELLO) as editor:
        scene = await begin(work, tool, editor, moment)
    assert isinstance(scene.prompt.exception(), ConnectionClosed)
    async with joined_editor(work.sessions, HELLO) as later:
        await later.call("session/load", sessionId=scene.session_id, cwd=str(tmp_path), mcpServers=[])
        calls = [update["status"] for update in later.calls("c1")]
        assert (await later.prompt(scene.session_id, "again"))["stopReason"] == "end_turn"

    # A tool that waits for a form hears that nobody answers it, and may end well.
    assert calls in ([], ["completed"] if "form" in when else ["failed"])
