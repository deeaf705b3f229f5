"""Lenient where the schema says so, strict elsewhere, and the fault is named."""

from __future__ import annotations

import pytest

from hermes_acp_protocol.acp.reading import read_params, read_result
from hermes_acp_protocol.jsonrpc import JsonObject, RpcError


def test_params_that_fit_come_back_as_they_are() -> None:
    params: JsonObject = {
        "sessionId": "s",
        "prompt": [
            {"type": "text", "text": "look at"},
            {"type": "resource", "resource": {"uri": "file:///a", "text": "b"}},
            {"type": "resource_link", "uri": "file:///c", "name": "c"},
        ],
        "_meta": {"any": ["thing"]},
    }
    assert read_params("agent", "session/prompt", params) == params


def test_unknown_fields_stay() -> None:
    params: JsonObject = {"cwd": "/w", "mcpServers": [], "invented": {"by": "an editor"}}
    assert read_params("agent", "session/new", params) == params


def test_a_bad_value_counts_as_absent_where_the_schema_says_default_on_error() -> None:
    params: JsonObject = {"protocolVersion": 1, "clientInfo": "me", "clientCapabilities": {"fs": 7, "terminal": True}}
    assert read_params("agent", "initialize", params) == {
        "protocolVersion": 1,
        "clientCapabilities": {"fs": {"readTextFile": False, "writeTextFile": False}, "terminal": True},
    }


def test_a_default_is_nobodys_to_spoil() -> None:
    params: JsonObject = {"protocolVersion": 1, "clientCapabilities": 7}
    first = read_params("agent", "initialize", params)
    whole = read_params("agent", "initialize", params)
    first["clientCapabilities"]["fs"]["readTextFile"] = True  # type: ignore[index, call-overload]
    assert read_params("agent", "initialize", params) == whole


def test_bad_items_are_left_out_where_the_schema_says_so() -> None:
    update: JsonObject = {
        "sessionUpdate": "tool_call",
        "toolCallId": "t",
        "title": "x",
        "locations": [{"path": "/a"}, 3, {"line": 4}, {"path": "/b"}],
    }
    read = read_params("client", "session/update", {"sessionId": "s", "update": update})
    assert read == {"sessionId": "s", "update": {**update, "locations": [{"path": "/a"}, {"path": "/b"}]}}


def test_what_came_is_not_changed() -> None:
    params: JsonObject = {"protocolVersion": 1, "clientInfo": "me"}
    read_params("agent", "initialize", params)
    assert params == {"protocolVersion": 1, "clientInfo": "me"}


FAULTS: list[tuple[str, JsonObject, str]] = [
    ("session/prompt", {"sessionId": "s"}, "prompt"),
    ("session/prompt", {"sessionId": 1, "prompt": []}, "sessionId"),
    ("session/prompt", {"sessionId": "s", "prompt": {}}, "prompt"),
    (
        "session/prompt",
        {"sessionId": "s", "prompt": [{"type": "text", "text": "a"}, {"type": "text"}]},
        "prompt[1].text",
    ),
    ("session/prompt", {"sessionId": "s", "prompt": [{"type": "smell"}]}, "prompt[0].type"),
    ("session/prompt", {"sessionId": "s", "prompt": ["a"]}, "prompt[0]"),
    ("session/new", {"mcpServers": []}, "cwd"),
    (
        "session/new",
        {"cwd": "/w", "mcpServers": [{"type": "http", "name": "n", "headers": []}]},
        "mcpServers[0].url",
    ),
    ("initialize", {"protocolVersion": "1"}, "protocolVersion"),
    ("initialize", {"protocolVersion": True}, "protocolVersion"),
    ("session/set_config_option", {"sessionId": "s", "configId": "c"}, "value"),
    ("session/cancel", {}, "sessionId"),
]


@pytest.mark.parametrize(("method", "params", "path"), FAULTS)
def test_what_no_leniency_covers_is_invalid_params_with_its_path(method: str, params: JsonObject, path: str) -> None:
    with pytest.raises(RpcError) as caught:
        read_params("agent", method, params)
    assert caught.value.code == -32602
    assert caught.value.data == {"reason": "invalid_params", "path": path}
    assert path in caught.value.message


def test_an_integral_number_is_an_integer() -> None:
    assert read_params("agent", "initialize", {"protocolVersion": 1.0}) == {"protocolVersion": 1}


@pytest.mark.parametrize("value", ["quick", True])
def test_a_config_value_is_an_id_or_a_boolean(value: str | bool) -> None:
    params: JsonObject = {"sessionId": "s", "configId": "c", "value": value}
    if value is True:
        params["type"] = "boolean"
    assert read_params("agent", "session/set_config_option", params) == params


def test_a_config_value_of_an_unknown_type_is_read_as_an_id() -> None:
    params: JsonObject = {"sessionId": "s", "configId": "c", "type": "new", "value": "x"}
    assert read_params("agent", "session/set_config_option", params) == params


def test_extension_methods_are_read_as_they_are() -> None:
    assert read_params("agent", "_vendor/x", {"a": 1}) == {"a": 1}


def test_a_null_result_is_an_empty_object() -> None:
    assert read_result("client", "fs/write_text_file", None) == {}


def test_a_result_without_its_field_is_an_invalid_response() -> None:
    with pytest.raises(RpcError) as caught:
        read_result("client", "fs/read_text_file", {"text": "a"})
    assert caught.value.data == {"reason": "invalid_response", "path": "content"}


def test_a_permission_outcome_nobody_knows_is_refused_in_version_one_and_kept_in_two() -> None:
    result: JsonObject = {"outcome": {"outcome": "maybe"}}
    with pytest.raises(RpcError):
        read_result("client", "session/request_permission", result)
    assert read_result("client", "session/request_permission", result, version=2) == result


@pytest.mark.parametrize(
    "params",
    [{"sessionId": "s", "prompt": [{"type": "smell"}]}, {"sessionId": "s", "prompt": 7}, {"sessionId": "s"}],
)
def test_fields_that_somebody_else_reads_are_passed_on_whatever_they_are(params: JsonObject) -> None:
    assert read_params("agent", "session/prompt", params, unread=("prompt",)) == params
    with pytest.raises(RpcError):
        read_params("agent", "session/prompt", {**params, "sessionId": 1}, unread=("prompt",))
