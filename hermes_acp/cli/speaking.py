"""A terminal or a script as the core sees it: it hears events, and there is nobody to ask."""

from __future__ import annotations

import json
import re
from typing import Any, Protocol, TextIO, cast

from hermes_acp.agent.client import Client, Nobody
from hermes_acp.agent.codec import TAG, pack
from hermes_acp.agent.events import AgentText, CallFinished, CallStarted, Event, Notice, StopReason, TurnEnded
from hermes_acp.cli.streams import harmless


class Speaker(Client, Protocol):
    """A client that writes down what it hears."""

    refused: bool
    """True once something was refused by policy."""

    def began(self, session_id: str) -> None:
        """The session is open."""
        ...

    def ended(self, stop: StopReason) -> None:
        """The turn is over."""
        ...


class Words(Nobody):
    """For people: the answer to one stream, what is done to the other."""

    def __init__(self, answer: TextIO, activity: TextIO) -> None:
        self._answer = answer
        self._activity = activity
        self._message_id = ""
        self._terminals = [stream for stream in (answer, activity) if stream.isatty()]
        self.refused = False

    def began(self, session_id: str) -> None:
        """Nothing to say yet."""

    async def hear(self, session_id: str, event: Event) -> None:
        """Write it as it comes."""
        match event:
            case AgentText(message_id, text):
                between = "\n\n" if self._message_id not in ("", message_id) else ""
                self._message_id = message_id
                self._write(self._answer, between + text)
            case CallStarted(title=title):
                self._write(self._activity, f"· {title}\n")
            case CallFinished(status="failed"):
                self.refused = self.refused or "refused_by" in event.data
                said = event.message.text.strip().partition("\n")[0]
                self._write(self._activity, f"✗ {event.title}: {said}\n")
            case Notice(severity, title, description):
                self._write(self._activity, f"{severity}: {title}: {description}\n")
            case TurnEnded() if self._message_id:
                self._write(self._answer, "\n")
            case _:
                pass

    def ended(self, stop: StopReason) -> None:
        """Say why it ended when it did not end by itself."""
        if stop != "end_turn":
            self._write(self._activity, f"stopped: {stop}\n")

    def _write(self, stream: TextIO, text: str) -> None:
        stream.write(harmless(text) if stream in self._terminals else text)
        stream.flush()


class JsonLines(Nobody):
    """For scripts: one event a line."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self.refused = False

    def began(self, session_id: str) -> None:
        """Say which session it is."""
        self._write({"event": "session", "session_id": session_id})

    async def hear(self, session_id: str, event: Event) -> None:
        """Write the event."""
        if isinstance(event, CallFinished) and "refused_by" in event.data:
            self.refused = True
        packed = plain(pack(event))
        self._write({"event": packed.pop("type"), **packed})

    def ended(self, stop: StopReason) -> None:
        """The last event, ``TurnEnded``, has said it."""

    def _write(self, value: object) -> None:
        print(json.dumps(value, ensure_ascii=False), file=self._output, flush=True)


def plain(value: Any) -> Any:
    """Packed values for scripts: the kind of a thing stands under ``type``, in small letters."""
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict) and TAG in value:
        fields = cast("dict[str, Any]", value)
        kind = re.sub(r"(?<!^)(?=[A-Z])", "_", str(fields[TAG])).lower()
        return {"type": kind, **{name: plain(item) for name, item in fields.items() if name != TAG}}
    return cast("Any", value)
