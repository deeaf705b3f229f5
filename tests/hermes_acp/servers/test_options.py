"""Config options: always the whole list, drawn as the editor can, kept with the session; models arrive when known."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.agent.services import Defaults
from hermes_acp.models.listing import Listed
from hermes_acp.models.lists import Group
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp.servers.acp.options import config_options
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, JsonValue, RpcError
from support.acp import BARE, joined_editor, offering
from support.agent import Says, Workplace

SWITCHES = offering(session={"configOptions": {"boolean": {}}})
GROUPS = (
    Group("openai", "OpenAI", (Listed("gpt-5"), Listed("gpt-5-mini"))),
    Group("ollama", "Ollama", (Listed("qwen3"),)),
)


def by_id(options: JsonValue) -> dict[str, JsonObject]:
    """The options by their ids."""
    return {option["id"]: option for option in options}  # type: ignore[index,call-overload,union-attr,misc,return-value]


def test_models_are_grouped_by_provider_and_the_chosen_one_is_always_there() -> None:
    known = by_id(config_options(Defaults("openai:gpt-5"), Editor(), GROUPS))["model"]
    unknown = by_id(config_options(Defaults("custom:mine"), Editor(), GROUPS))["model"]
    alone = by_id(config_options(Defaults("custom:mine"), Editor()))["model"]

    openai: JsonObject = {
        "group": "openai",
        "name": "OpenAI",
        "options": [{"value": "openai:gpt-5", "name": "gpt-5"}, {"value": "openai:gpt-5-mini", "name": "gpt-5-mini"}],
    }
    ollama: JsonObject = {
        "group": "ollama",
        "name": "Ollama",
        "options": [{"value": "ollama:qwen3", "name": "qwen3"}],
    }
    chosen: JsonObject = {"value": "custom:mine", "name": "custom:mine"}
    assert known["options"] == [openai, ollama]
    assert unknown["options"] == [{"group": "chosen", "name": "Chosen", "options": [chosen]}, openai, ollama]
    assert alone["options"] == [chosen]


def test_a_thought_level_is_offered_where_the_provider_takes_one() -> None:
    levels = by_id(config_options(Defaults("openai:gpt-5", effort="high"), Editor()))["effort"]

    assert (levels["category"], levels["currentValue"]) == ("thought_level", "high")
    assert "effort" not in by_id(config_options(Defaults("demo:rules"), Editor()))


@pytest.mark.parametrize(
    ("hello", "given", "drawn"),
    [
        (SWITCHES, {"type": "boolean", "value": False}, {"type": "boolean", "currentValue": False}),
        (BARE, {"value": "off"}, {"type": "select", "currentValue": "off"}),
    ],
)
async def test_a_switch_is_drawn_as_the_editor_can(
    home: Path, tmp_path: Path, hello: JsonObject, given: JsonObject, drawn: JsonObject
) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions, hello) as editor:
        session_id = await editor.new(tmp_path)
        answer = await editor.call("session/set_config_option", sessionId=session_id, configId="compacts", **given)
        await editor.until(lambda e: e.of("config_option_update"))

    switch = by_id(answer["configOptions"])["compacts"]
    assert {name: switch[name] for name in drawn} == drawn
    assert by_id(answer["configOptions"]).keys() == {"mode", "model", "when_busy", "compacts"}
    assert editor.of("config_option_update")[0]["configOptions"] == answer["configOptions"]


@pytest.mark.parametrize(
    ("option", "value"), [("nothing", "x"), ("when_busy", "dance"), ("compacts", "maybe"), ("mode", "dance")]
)
async def test_what_cannot_be_set_says_so(home: Path, tmp_path: Path, option: str, value: str) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        with pytest.raises(RpcError) as refused:
            await editor.call("session/set_config_option", sessionId=session_id, configId=option, value=value)

    assert refused.value.code == INVALID_PARAMS


async def test_options_are_restored_with_the_session(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path, defaults=Defaults("openai:o3"))
    before: JsonObject = {}
    async with joined_editor(work.sessions) as editor:
        session_id = await editor.new(tmp_path)
        for option, value in (("mode", "plan"), ("effort", "low"), ("when_busy", "steer"), ("compacts", "off")):
            how: JsonObject = {"configId": option, "value": value}
            before = await editor.call("session/set_config_option", sessionId=session_id, **how)
        await editor.call("session/close", sessionId=session_id)
        again = await editor.call("session/resume", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])

    assert again["configOptions"] == before["configOptions"]
    assert again["modes"]["currentModeId"] == "plan"  # type: ignore[index,call-overload]


async def test_the_models_arrive_after_the_answer_once_they_are_known(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path)
    work.market.listed = GROUPS
    async with joined_editor(work.sessions) as editor:
        answer = await editor.call("session/new", cwd=str(tmp_path), mcpServers=[])
        await editor.until(lambda e: e.of("config_option_update"))
        second = await editor.call("session/new", cwd=str(tmp_path), mcpServers=[])

    arrived = by_id(editor.of("config_option_update")[0]["configOptions"])["model"]
    assert by_id(answer["configOptions"])["model"]["options"] == [{"value": "test:model", "name": "test:model"}]
    assert [group["group"] for group in arrived["options"]] == ["chosen", "openai", "ollama"]  # type: ignore[index,call-overload,union-attr]
    assert by_id(second["configOptions"])["model"] == arrived
