"""Reads a trace back: the runs in it, and in each what passed.

Lenient, because a trace may end in the middle of a line or hold lines of several processes at once. Knows the format
(see ``hermes_acp_protocol.tracing_format``) and no protocol above JSON-RPC.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from msgspec import Struct, field

from hermes_acp.errors import UserError
from hermes_acp_protocol.tracing_format import VERSION, Sender

Message = Mapping[str, object]


class Passed(Struct, frozen=True):
    """One message that went over the wire: a line, or one of those that a line holds (a batch)."""

    t: float
    """Seconds since the run began."""
    sender: Sender
    message: Message | None
    """None for a line that was no JSON object."""
    text: str = ""
    """What stood there instead."""

    @property
    def method(self) -> str:
        """Of a request or a notification; empty for an answer."""
        return str(self.message.get("method") or "") if self.message else ""

    @property
    def params(self) -> Message:
        """Of a request or a notification."""
        return as_object(self.message.get("params")) if self.message else {}

    @property
    def id(self) -> object:
        """Of a request or an answer; None where there is none."""
        return self.message.get("id") if self.message else None


class Run(Struct):
    """One process, as its wire saw it."""

    pid: int
    wall: float
    """When it began, Unix seconds."""
    face: str
    about: Message
    """Versions, and what else its first line says."""
    passed: list[Passed] = field(default_factory=list[Passed])
    lost: int = 0
    """Messages that were not written down, because the disk was too slow."""

    @property
    def seconds(self) -> float:
        """From the beginning to the last thing that passed."""
        return self.passed[-1].t if self.passed else 0.0


def read_trace(path: str) -> list[Run]:
    """The runs of a trace in the order in which they began. UserError when it is none. Blocks."""
    runs: list[Run] = []
    open_runs: dict[int, Run] = {}
    try:
        with open(path, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                _take(as_record(line), runs, open_runs)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    if not runs:
        raise UserError(f"{path} is no trace. Make one with: hermes acp --trace FILE")
    return runs


def _take(record: Message, runs: list[Run], open_runs: dict[int, Run]) -> None:
    pid = record.get("pid")
    if not isinstance(pid, int):
        return
    if "trace" in record:
        if record["trace"] != VERSION:
            raise UserError("This trace was written by another version of Hermes; read it with that one.")
        run = open_runs[pid] = Run(pid, number(record.get("wall")), str(record.get("face", "")), record)
        runs.append(run)
    elif (run := open_runs.get(pid)) is not None:
        _add(run, record)


def _add(run: Run, record: Message) -> None:
    t, sender, message = number(record.get("t")), record.get("from"), record.get("message")
    if isinstance(lost := record.get("lost"), int):
        run.lost += lost
    if sender not in ("client", "hermes"):
        return
    batch = cast("list[object]", [message] if isinstance(message, dict) else message)
    if isinstance(message, dict | list) and batch and all(isinstance(one, dict) for one in batch):
        run.passed += [Passed(t, sender, cast("Message", one)) for one in batch]
        return
    text = (
        f"(a line of more than {record['long']} bytes)"
        if "long" in record
        else str(record.get("text", record.get("message")))
    )
    run.passed.append(Passed(t, sender, None, text))


def as_record(line: str) -> Message:
    """The object a line holds; an empty one for a line that was cut off."""
    try:
        return as_object(json.loads(line))
    except (ValueError, RecursionError):
        return {}


def as_object(value: object) -> Message:
    """The value if it is an object, else an empty one."""
    return cast("Message", value) if isinstance(value, dict) else {}


def number(value: object) -> float:
    """The value if it is a number, else 0."""
    return float(value) if isinstance(value, int | float) else 0.0
