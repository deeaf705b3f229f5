"""The reference messages of the official Python SDK: we read each of them as it is, and draw the same where we draw it.

They are not ours and not in this repository: ``make clients`` takes them from the source package that
requirements/lock.txt names.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_acp.agent.events import PlanChanged, PlanEntry
from hermes_acp.servers.acp.dialect import Update
from hermes_acp.servers.acp.shapes import chunk, place, shown, standing
from hermes_acp_protocol.acp.reading import read_params, read_result
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.jsonrpc import Notification, Request, notification_line, read_message, request_line
from hermes_acp_tools.result import Diff, Location, TextContent
from support.acp_schema import SchemaCheck

GOLDEN = Path(__file__).parents[2] / ".clients" / "golden"
MISSING = "the reference messages are not here: make clients"

Reading = Callable[[JsonObject], object]


def asked_of_agent(method: str) -> Reading:
    return lambda value: read_params("agent", method, value)


def asked_of_client(method: str) -> Reading:
    return lambda value: read_params("client", method, value)


def answered_by(side: str, method: str) -> Reading:
    return lambda value: read_result("agent" if side == "agent" else "client", method, value)


def in_a_prompt(value: JsonObject) -> object:
    params: JsonObject = {"sessionId": "s", "prompt": [value]}
    return read_params("agent", "session/prompt", params)["prompt"][0]  # type: ignore[index, call-overload]


def in_an_update(value: JsonObject) -> object:
    return read_params("client", "session/update", {"sessionId": "s", "update": value})["update"]


def in_a_call(value: JsonObject) -> object:
    call: JsonObject = {"sessionUpdate": "tool_call_update", "toolCallId": "c", "content": [value]}
    update = in_an_update(call)
    assert isinstance(update, dict)
    return update["content"][0]  # type: ignore[index]


def as_an_outcome(value: JsonObject) -> object:
    return read_result("client", "session/request_permission", {"outcome": value})["outcome"]


CALLS = ("", "_edit", "_locations_rawinput", "_read", "_update_content", "_update_more_fields")
UPDATES = ("agent_message_chunk", "agent_thought_chunk", "user_message_chunk", "config_option_update", "plan")
READ: dict[str, tuple[str, Reading]] = {
    "cancel_notification": ("CancelNotification", asked_of_agent("session/cancel")),
    "fs_read_text_file_request": ("ReadTextFileRequest", asked_of_client("fs/read_text_file")),
    "fs_read_text_file_response": ("ReadTextFileResponse", answered_by("client", "fs/read_text_file")),
    "fs_write_text_file_request": ("WriteTextFileRequest", asked_of_client("fs/write_text_file")),
    "initialize_request": ("InitializeRequest", asked_of_agent("initialize")),
    "initialize_response": ("InitializeResponse", answered_by("agent", "initialize")),
    "new_session_request": ("NewSessionRequest", asked_of_agent("session/new")),
    "new_session_response": ("NewSessionResponse", answered_by("agent", "session/new")),
    "permission_outcome_cancelled": ("RequestPermissionOutcome", as_an_outcome),
    "permission_outcome_selected": ("RequestPermissionOutcome", as_an_outcome),
    "prompt_request": ("PromptRequest", asked_of_agent("session/prompt")),
    "request_permission_request": ("RequestPermissionRequest", asked_of_client("session/request_permission")),
    "request_permission_response_selected": (
        "RequestPermissionResponse",
        answered_by("client", "session/request_permission"),
    ),
    "set_session_config_option_request": (
        "SetSessionConfigOptionRequest",
        asked_of_agent("session/set_config_option"),
    ),
    "set_session_config_option_response": (
        "SetSessionConfigOptionResponse",
        answered_by("agent", "session/set_config_option"),
    ),
    **{
        f"content_{kind}": ("ContentBlock", in_a_prompt)
        for kind in ("audio", "image", "resource_blob", "resource_link", "resource_text", "text")
    },
    **{f"session_update_{kind}": ("SessionUpdate", in_an_update) for kind in UPDATES},
    **{f"session_update_tool_call{kind}": ("SessionUpdate", in_an_update) for kind in CALLS},
    **{
        f"tool_content_{kind}": ("ToolCallContent", in_a_call)
        for kind in ("content_text", "diff", "diff_no_old", "terminal")
    },
}
"""Name of each message → its type in the schema, and how it is read."""


def golden(name: str) -> JsonObject:
    path = GOLDEN / f"{name}.json"
    if not GOLDEN.is_dir():
        pytest.skip(MISSING)
    value: object = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value  # pyright: ignore[reportUnknownVariableType]


def test_every_message_is_looked_at() -> None:
    golden("content_text")
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(READ)
    assert len(READ) == 36


@pytest.mark.parametrize("name", READ)
def test_a_reference_message_is_read_as_it_is(name: str) -> None:
    value = golden(name)
    kind, read = READ[name]
    SchemaCheck().value(kind, value)
    made = read(value)
    # What the reader adds is what the schema says stands for a field that is absent.
    assert made == value or (isinstance(made, dict) and value.items() <= made.items())


@pytest.mark.parametrize("name", READ)
def test_a_reference_message_goes_over_the_wire_and_back_unchanged(name: str) -> None:
    value = golden(name)
    there = read_message(notification_line("m", value).rstrip(b"\n"))
    asked = read_message(request_line(1, "m", value).rstrip(b"\n"))
    assert isinstance(there, Notification) and isinstance(asked, Request)
    assert (there.params, asked.params) == (value, value)


def test_what_we_draw_ourselves_is_drawn_as_the_reference_has_it() -> None:
    entries = (
        PlanEntry("Check for syntax errors", "pending", "high"),
        PlanEntry("Identify potential type issues", "pending", "medium"),
    )
    path = "/home/user/project/src/config.json"
    old, new = '{\n  "debug": false\n}', '{\n  "debug": true\n}'
    drawn: dict[str, object] = {
        "session_update_agent_message_chunk": chunk("agent_message_chunk", "The capital of France is Paris.", None),
        "session_update_agent_thought_chunk": chunk("agent_thought_chunk", "Thinking about best approach...", None),
        "session_update_user_message_chunk": chunk("user_message_chunk", "What's the capital of France?", None),
        "session_update_plan": next(iter(standing(PlanChanged(entries)))),
        "tool_content_content_text": shown(TextContent("Analysis complete. Found 3 issues.")),
        "tool_content_diff": shown(Diff(path, old, new)),
    }
    assert drawn == {name: golden(name) for name in drawn}
    assert [place(Location(path))] == golden("session_update_tool_call_locations_rawinput")["locations"]
    new_file: Update = dict(shown(Diff(path, None, new)))
    assert new_file.pop("oldText") is None, "null says the same as absence"
    assert new_file == golden("tool_content_diff_no_old")
