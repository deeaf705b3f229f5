"""A trace understood: requests and answers, and where a turn's time went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hermes_acp.errors import UserError
from hermes_acp.tracing.exchanges import exchanges
from hermes_acp.tracing.page import to_html
from hermes_acp.tracing.reading import Run, read_trace
from hermes_acp.tracing.turns import Span, shares, turns

HEAD: dict[str, Any] = {"trace": 1, "pid": 7, "wall": 1000.0, "face": "acp", "hermes": "0.1.0"}


def update(t: float, kind: str, **fields: object) -> dict[str, Any]:
    params = {"sessionId": "s", "update": {"sessionUpdate": kind, **fields}}
    return line(t, "hermes", {"method": "session/update", "params": params})


def line(t: float, sender: str, message: object) -> dict[str, Any]:
    return {"pid": 7, "t": t, "wall": 1000 + t, "from": sender, "message": message}


PROMPT = {"sessionId": "s", "prompt": [{"type": "text", "text": "go <on>"}]}
TURN: list[dict[str, Any]] = [
    HEAD,
    line(1, "client", {"id": 1, "method": "session/prompt", "params": PROMPT}),
    update(2, "agent_message_chunk", messageId="m", content={"type": "text", "text": "I "}),
    update(2.5, "agent_message_chunk", messageId="m", content={"type": "text", "text": "will"}),
    update(3, "tool_call", toolCallId="c", title="Run", status="pending"),
    line(3, "hermes", {"id": 1, "method": "session/request_permission", "params": {"sessionId": "s"}}),
    line(5, "client", {"id": 1, "result": {"outcome": {"outcome": "selected", "optionId": "once"}}}),
    update(5, "tool_call_update", toolCallId="c", status="in_progress"),
    line(6, "hermes", {"id": 2, "method": "fs/read_text_file", "params": {"sessionId": "s", "path": "/a"}}),
    line(6.5, "client", {"id": 2, "result": {"content": "x"}}),
    update(9, "tool_call_update", toolCallId="c", status="completed"),
    line(10, "hermes", {"id": 1, "result": {"stopReason": "end_turn"}}),
]


def run_of(tmp_path: Path, *records: object) -> Run:
    path = tmp_path / "t.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return read_trace(str(path))[0]


def test_a_turn_is_divided_among_person_editor_tools_and_model(tmp_path: Path) -> None:
    run = run_of(tmp_path, *TURN)
    (turn,) = turns(run.passed, exchanges(run.passed))
    assert (turn.words, turn.stop, turn.first, turn.start, turn.end) == ("go <on>", "end_turn", 1.0, 1.0, 10.0)
    assert turn.spans == (
        Span("model", 1, 3),
        Span("person", 3, 5, "session/request_permission"),
        Span("tool", 5, 6, "Run"),
        Span("editor", 6, 6.5, "fs/read_text_file"),
        Span("tool", 6.5, 9, "Run"),
        Span("model", 9, 10),
    )
    assert shares(turn) == {"model": 3.0, "person": 2.0, "editor": 0.5, "tool": 3.5}


def test_a_turn_that_never_ended_lasts_as_long_as_the_trace(tmp_path: Path) -> None:
    run = run_of(tmp_path, *TURN[:7])
    (turn,) = turns(run.passed, exchanges(run.passed))
    assert (turn.stop, turn.end) == ("", 5.0)
    assert [one.asked.method for one in exchanges(run.passed) if one.answered is None] == ["session/prompt"]


def test_in_version_2_a_turn_ends_when_its_session_is_idle(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        *TURN[:2],
        line(1.1, "hermes", {"id": 1, "result": {}}),
        update(2, "state_update", state="running"),
        update(4, "state_update", state="idle", stopReason="end_turn"),
        update(8, "state_update", state="idle"),
    )
    (turn,) = turns(run.passed, exchanges(run.passed))
    assert (turn.stop, turn.end) == ("end_turn", 4.0)


def test_a_turn_of_a_script_is_divided_in_the_same_way(tmp_path: Path) -> None:
    def event(t: float, kind: str, **fields: object) -> dict[str, Any]:
        return line(t, "hermes", {"method": "event", "params": {"session_id": "s", "event": {"type": kind, **fields}}})

    run = run_of(
        tmp_path,
        HEAD,
        line(1, "client", {"id": 1, "method": "session.prompt", "params": {"session_id": "s", "text": "go"}}),
        event(2, "agent_text", message_id="m", text="I will"),
        line(3, "hermes", {"id": 1, "method": "permission.request", "params": {"session_id": "s", "title": "ls"}}),
        line(5, "client", {"id": 1, "result": {"option_id": "once"}}),
        event(5, "call_started", call_id="c", title="ls"),
        event(9, "call_finished", call_id="c", status="completed"),
        event(10, "turn_ended", stop="end_turn"),
        line(10, "hermes", {"id": 1, "result": {"stop": "end_turn"}}),
    )
    (turn,) = turns(run.passed, exchanges(run.passed))
    assert (turn.words, turn.stop, turn.first) == ("go", "end_turn", 1.0)
    assert shares(turn) == {"model": 3.0, "person": 2.0, "editor": 0, "tool": 4.0}
    assert turn.works[0] == Span("tool", 5, 9, "ls")


def test_both_sides_may_use_the_same_id(tmp_path: Path) -> None:
    asked = exchanges(run_of(tmp_path, *TURN).passed)
    assert [(one.asked.method, one.seconds) for one in asked] == [
        ("session/prompt", 9.0),
        ("session/request_permission", 2.0),
        ("fs/read_text_file", 0.5),
    ]


def test_the_lines_of_two_processes_in_one_file_are_told_apart_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.ndjson"
    other = {**HEAD, "pid": 8, "face": "mcp"}
    mine, theirs = (
        line(1, "client", {"id": 1, "method": "a"}),
        {**line(1, "client", {"id": 1, "method": "b"}), "pid": 8},
    )
    lost = {"pid": 8, "t": 2, "lost": 4}
    text = "\n".join(json.dumps(record) for record in (HEAD, other, theirs, mine, lost)) + '\n{"pid": 7, "t": 3, "fr'
    path.write_text(text)
    first, second = read_trace(str(path))
    assert [(run.face, [one.method for one in run.passed], run.lost) for run in (first, second)] == [
        ("acp", ["a"], 0),
        ("mcp", ["b"], 4),
    ]


def test_a_file_that_is_no_trace_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is no trace"):
        read_trace(__file__)
    with pytest.raises(UserError, match="cannot be read"):
        read_trace(str(tmp_path / "none"))


def test_the_page_loads_nothing_runs_nothing_and_shows_words_as_words(tmp_path: Path) -> None:
    evil = update(11, "agent_message_chunk", content={"type": "text", "text": "<script>alert(1)</script>"})
    page = to_html([run_of(tmp_path, *TURN, evil)], "Trace <b>")
    assert "default-src 'none'" in page
    for sign in ("<script", "<link", "src=", "http:", "https:", "@import", "url("):
        assert sign not in page
    assert "go &lt;on&gt;" in page and "Trace &lt;b&gt;" in page
    assert "2 pieces · I will" in page
    assert "<b>3.50 s</b> 39%" in page


def test_every_link_of_the_page_leads_to_a_row_of_it(tmp_path: Path) -> None:
    import re

    page = to_html([run_of(tmp_path, *TURN)], "Trace")
    ids = set(re.findall(r" id='([^']+)'", page))
    links = set(re.findall(r"href='#([^']+)'", page))
    assert links and links <= ids


def test_a_quiet_hour_leaves_room_for_what_happened(tmp_path: Path) -> None:
    late = [{**record, "t": record["t"] + 3600} for record in TURN[1:]]
    page = to_html([run_of(tmp_path, *TURN, *late)], "Trace")
    assert "3,591.0 s in which nothing happened" in page
