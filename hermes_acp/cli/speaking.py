"""A terminal or a script as the core sees it: it hears events, and there is nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol, TextIO

from hermes_acp.agent.client import Client, Nobody
from hermes_acp.agent.events import AgentText, CallFinished, CallStarted, Compacted, Event, Notice, TurnEnded
from hermes_acp.agent.plain import told
from hermes_acp.cli.paint import Paint
from hermes_acp.cli.streams import harmless
from hermes_acp.privacy.fence import inside
from hermes_acp_protocol.framing import write_json


class Speaker(Client, Protocol):
    """A client that writes down what it hears."""

    def began(self, session_id: str) -> None:
        """The session is open."""
        ...

    def answered(self, report: Mapping[str, Any]) -> None:
        """A prompt has its answer: see ``agent/report.py``; with ``answer`` where a schema asked for a value."""
        ...


class Words(Nobody):
    """For people: the answer to one stream, what is done to the other."""

    def __init__(self, answer: TextIO, activity: TextIO, *, stream: bool = True) -> None:
        """Without ``stream`` nothing is said of the answer before it is there whole."""
        self._answer = answer
        self._activity = activity
        self._stream = stream
        self._message_id = ""
        self._paint = Paint(activity)
        self._terminals = [stream for stream in (answer, activity) if stream.isatty()]
        self._open = False
        """Whether the line that the answer is on has not ended yet."""
        self.refused = False
        """True once something was refused by policy."""

    def began(self, session_id: str) -> None:
        """Nothing to say yet."""

    async def hear(self, session_id: str, event: Event) -> None:
        """Write it as it comes."""
        match event:
            case AgentText() if not self._stream:
                pass
            case AgentText(message_id, text):
                another = self._message_id not in ("", message_id)
                self._message_id = message_id
                self._say("\n" * (1 + self._open) * another + text)
            case CallStarted(title=title):
                self._tell("dim", f"· {title}")
            case CallFinished(status="failed"):
                self.refused = self.refused or "refused_by" in event.data
                said = inside(event.message.text).strip().partition("\n")[0]
                self._tell("problem", f"✗ {event.title}: {said}")
            case Notice(severity, title, description):
                self._tell("warning", f"{severity}: {title}: {description}")
            case Compacted(before=before, after=after):
                self._tell("warning", f"info: Summed up: about {before:,} → {after:,} tokens for the model")
            case TurnEnded():
                self._message_id = ""
                self._say("\n" * self._open)
            case _:
                pass

    def answered(self, report: Mapping[str, Any]) -> None:
        """Say the value that was asked for, and why it ended when it did not end by itself."""
        if "answer" in report and not report["error"] and report["stop"] == "end_turn":
            self._say(json.dumps(report["answer"], ensure_ascii=False) + "\n")
        if report["stop"] is not None:
            self.ended(str(report["stop"]))

    def ended(self, stop: str) -> None:
        """Say why a turn ended when it did not end by itself."""
        if stop != "end_turn":
            self._tell("warning", f"stopped: {stop}")

    def _say(self, text: str) -> None:
        if text:
            self._open = not text.endswith("\n")
            self._write(self._answer, text)

    def _write(self, stream: TextIO, text: str) -> None:
        stream.write(self._shown(stream, text))
        stream.flush()

    def _tell(self, colour: str, text: str) -> None:
        if self._open and len(self._terminals) == 2:
            self._say("\n")  # both are on one screen
        self._paint.coloured(colour, self._shown(self._activity, text))

    def _shown(self, stream: TextIO, text: str) -> str:
        return harmless(text) if stream in self._terminals else text


class JsonLines(Nobody):
    """For scripts: one event a line."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def began(self, session_id: str) -> None:
        """Say which session it is."""
        self._write({"event": "session", "session_id": session_id})

    async def hear(self, session_id: str, event: Event) -> None:
        """Write the event."""
        packed = told(event)
        self._write({"event": packed.pop("type"), **packed})

    def answered(self, report: Mapping[str, Any]) -> None:
        """Write what it all came to."""
        self._write({"event": "result", **report})

    def _write(self, value: dict[str, Any]) -> None:
        print(write_json(value).decode(), file=self._output, flush=True)


class OneObject(Nobody):
    """For scripts that want the end alone: one object a prompt, when it has its answer."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def began(self, session_id: str) -> None:
        """The object says it."""

    def answered(self, report: Mapping[str, Any]) -> None:
        """Write it."""
        print(write_json({**report}).decode(), file=self._output, flush=True)
