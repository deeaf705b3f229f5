"""The checker that other tests lean on finds faults."""

from __future__ import annotations

from typing import Any

import pytest

from support.acp_schema import SchemaCheck


def update(**fields: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": "session/update", "params": {"sessionId": "s", "update": fields}}


def text(value: Any = "hi") -> dict[str, Any]:
    return {"type": "text", "text": value}


def test_a_good_conversation_passes() -> None:
    check = SchemaCheck()
    params = {"sessionId": "s", "prompt": [text()]}
    check.incoming({"jsonrpc": "2.0", "id": 1, "method": "session/prompt", "params": params})
    check.outgoing(update(sessionUpdate="agent_message_chunk", content=text(), messageId="m"))
    check.outgoing(update(sessionUpdate="session_info_update", title=None))
    check.outgoing({"jsonrpc": "2.0", "id": 1, "result": {"stopReason": "end_turn"}})
    check.outgoing(
        {"jsonrpc": "2.0", "id": 1, "method": "fs/read_text_file", "params": {"sessionId": "s", "path": "/a"}}
    )
    check.incoming({"jsonrpc": "2.0", "id": 1, "result": {"content": "a"}})
    check.outgoing({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "no", "data": {"reason": "x"}}})


@pytest.mark.parametrize(
    "message",
    [
        update(sessionUpdate="agent_message_chunk", content=text(3)),
        update(sessionUpdate="agent_message_chunk", content=text(), invented=1),
        update(sessionUpdate="agent_message_chunk", content=text() | {"colour": "red"}),
        update(sessionUpdate="agent_message_chunk"),
        update(sessionUpdate="tool_call", toolCallId="t", title="x", content=[{"type": "diff", "path": "/a"}]),
        update(sessionUpdate="tool_call", toolCallId="t", title="x", kind="dance"),
        {"jsonrpc": "2.0", "method": "session/prompt", "params": {}},
        {"jsonrpc": "2.0", "id": 9, "result": {}},
        {"jsonrpc": "2.0", "id": 9, "error": {"code": -32603, "message": "no"}},
        {"jsonrpc": "2.0", "id": None, "error": {"code": "x", "message": "no"}},
        {"id": 9, "result": {}},
    ],
)
def test_a_fault_in_what_the_agent_says_is_found(message: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        SchemaCheck().outgoing(message)


def test_a_second_answer_is_found() -> None:
    check = SchemaCheck()
    check.incoming({"jsonrpc": "2.0", "id": "1", "method": "session/close", "params": {"sessionId": "s"}})
    check.outgoing({"jsonrpc": "2.0", "id": "1", "result": {}})
    with pytest.raises(AssertionError):
        check.outgoing({"jsonrpc": "2.0", "id": "1", "result": {}})


def test_a_wrong_result_type_is_found() -> None:
    check = SchemaCheck()
    params = {"sessionId": "s", "prompt": [text()]}
    check.incoming({"jsonrpc": "2.0", "id": 1, "method": "session/prompt", "params": params})
    with pytest.raises(AssertionError):
        check.outgoing({"jsonrpc": "2.0", "id": 1, "result": {"stopReason": "bored"}})


def test_version_two_has_its_own_shapes() -> None:
    state = update(sessionUpdate="state_update", state="running")
    SchemaCheck(2).outgoing(state)
    with pytest.raises(AssertionError):
        SchemaCheck(1).outgoing(state)
