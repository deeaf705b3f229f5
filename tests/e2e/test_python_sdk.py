"""The official Python SDK as the editor: its own types read everything we say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import acp
from acp import schema

from support.e2e import HERMES, WAIT, Place, call, pause, text


@dataclass
class SdkEditor:
    """Implements the methods of ``acp.Client`` that we call."""

    updates: list[Any] = field(default_factory=list[Any])
    asked: list[schema.ToolCallUpdate] = field(default_factory=list[schema.ToolCallUpdate])
    written: dict[str, str] = field(default_factory=dict[str, str])
    spoke: asyncio.Event = field(default_factory=asyncio.Event)

    async def request_permission(
        self, session_id: str, tool_call: schema.ToolCallUpdate, options: list[schema.PermissionOption], **_: Any
    ) -> schema.RequestPermissionResponse:
        self.asked.append(tool_call)
        once = next(option for option in options if option.kind == "allow_once")
        chosen = schema.AllowedOutcome(outcome="selected", option_id=once.option_id)
        return schema.RequestPermissionResponse(outcome=chosen)

    async def session_update(self, session_id: str, update: Any, **_: Any) -> None:
        self.updates.append(update)
        if update.session_update == "agent_message_chunk":
            self.spoke.set()

    async def read_text_file(self, session_id: str, path: str, **_: Any) -> schema.ReadTextFileResponse:
        if path not in self.written:
            raise acp.RequestError.resource_not_found(path)
        return schema.ReadTextFileResponse(content=self.written[path])

    async def write_text_file(self, session_id: str, path: str, content: str, **_: Any) -> None:
        self.written[path] = content

    def on_connect(self, conn: acp.Agent) -> None:
        """Nothing to do."""


@asynccontextmanager
async def connected(place: Place, environment: dict[str, str]) -> AsyncGenerator[tuple[acp.Agent, SdkEditor]]:
    """The SDK has started our program and said hello."""
    editor = SdkEditor()
    starting = acp.spawn_agent_process(
        cast("acp.Client", editor), HERMES, "acp", env=place.environment(**environment), cwd=place.root
    )
    async with asyncio.timeout(WAIT), starting as (agent, _):
        files = schema.FileSystemCapabilities(read_text_file=True, write_text_file=True)
        await agent.initialize(
            protocol_version=acp.PROTOCOL_VERSION, client_capabilities=schema.ClientCapabilities(fs=files)
        )
        yield agent, editor


async def test_the_python_sdk_plays_a_turn_with_permission_and_its_own_files(place: Place) -> None:
    file = place.work / "a.txt"
    file.write_text("saved\n")
    path = str(file)
    script = place.script(
        [{"thought": "First."}, text("I read. "), call("read_file", "c1", path="a.txt")],
        [call("edit_file", "c2", path="a.txt", old_text="unsaved", new_text="edited")],
        [text("Done.")],
    )
    async with connected(place, script) as (agent, editor):
        editor.written[path] = "unsaved\n"
        session = await agent.new_session(cwd=str(place.work), mcp_servers=[])
        answer = await agent.prompt(session_id=session.session_id, prompt=[acp.text_block("edit it")])

    assert answer.stop_reason == "end_turn"
    assert (editor.written[path], file.read_text()) == ("edited\n", "saved\n")
    assert [asked.tool_call_id for asked in editor.asked] == ["c2"]
    said = [u.content.text for u in editor.updates if u.session_update == "agent_message_chunk"]
    assert "".join(said) == "I read. Done."


async def test_the_python_sdk_cancels_and_prompts_again(place: Place) -> None:
    async with connected(place, place.script([text("Half"), pause(600)], [text("Whole")])) as (agent, editor):
        session = await agent.new_session(cwd=str(place.work), mcp_servers=[])
        prompt = asyncio.ensure_future(agent.prompt(session_id=session.session_id, prompt=[acp.text_block("talk")]))
        await editor.spoke.wait()
        await agent.cancel(session_id=session.session_id)
        assert (await prompt).stop_reason == "cancelled"
        again = await agent.prompt(session_id=session.session_id, prompt=[acp.text_block("again")])
        assert again.stop_reason == "end_turn"
        listed = await agent.list_sessions(cwd=str(place.work))

    assert [info.session_id for info in listed.sessions] == [session.session_id]


async def test_the_python_sdk_goes_through_the_life_of_a_session(place: Place) -> None:
    script = place.script([text("One.")], [text("Two.")])
    async with connected(place, script) as (agent, editor):
        session = await agent.new_session(cwd=str(place.work), mcp_servers=[])
        await agent.prompt(session_id=session.session_id, prompt=[acp.text_block("first")])
        await agent.set_session_mode(session_id=session.session_id, mode_id="plan")
        changed = await agent.set_config_option(session_id=session.session_id, config_id="mode", value="accept_edits")
        forked = await agent.fork_session(session_id=session.session_id, cwd=str(place.work))
        await agent.close_session(session_id=session.session_id)
        editor.updates.clear()
        loaded = await agent.load_session(session_id=session.session_id, cwd=str(place.work), mcp_servers=[])
        replayed = [u for u in editor.updates if u.session_update in ("user_message_chunk", "agent_message_chunk")]
        resumed = await agent.resume_session(session_id=forked.session_id, cwd=str(place.work), mcp_servers=[])
        answer = await agent.prompt(session_id=forked.session_id, prompt=[acp.text_block("second")])

    assert changed is not None and loaded is not None and loaded.modes is not None and resumed.modes is not None
    assert {option.id: option.current_value for option in changed.config_options}["mode"] == "accept_edits"
    assert loaded.modes.current_mode_id == "accept_edits"
    assert [update.content.text for update in replayed] == ["first", "One."]
    assert answer.stop_reason == "end_turn"
