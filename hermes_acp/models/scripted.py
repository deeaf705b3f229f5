"""A model that plays a script: for tests, for demonstrations, for trying an editor without a provider.

``HERMES_MODEL=scripted:/path/to/script.yaml``. A script is a list of replies, a reply a list of steps:

    - - thought: The file first.
      - text: Let me look.
      - call: {name: read_file, arguments: {path: a.txt}}
      - usage: {input: 120, output: 12}
    - - text: It says one.
      - pause: 0.5
      - error: {kind: overloaded, message: The provider is busy.}

Each request gets the next reply. When the script is used up, the request fails and says so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import cast

from msgspec import Struct, field

from hermes_acp.errors import ConfigError, ModelError, ModelErrorKind
from hermes_acp.models.message import AssistantMessage, Stop, Text, Thought, ToolCall, Usage
from hermes_acp.models.model import CallDelta, Delta, Finished, Request, TextDelta, ThoughtDelta

Step = Mapping[str, object]
"""One key says what happens: ``text``, ``thought``, ``call``, ``usage``, ``pause`` (seconds), ``stop``, ``error``."""


class ScriptedModel(Struct):
    """Implements ``Model``."""

    replies: Sequence[Sequence[Step | object]]
    name: str = "scripted:script"
    window: int | None = 100_000
    requests: list[Request] = field(default_factory=list[Request])
    """What it was asked so far."""

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """Play the next reply. ModelError where the script says so, or when it is used up; ConfigError on nonsense."""
        number = len(self.requests)
        self.requests.append(request)
        if number >= len(self.replies):
            raise ModelError("bad_request", f"The script {self.name} has no reply for request {number + 1}.")
        playing = Playing(number, self.name)
        for step in self.replies[number]:
            if not isinstance(step, Mapping):
                raise ConfigError(f"{self.name}: {step!r} is no step of a script.")
            if "pause" in step:
                await asyncio.sleep(float(cast("float", step["pause"])))
            elif (delta := playing.take(cast("Step", step))) is not None:
                yield delta
        yield playing.finished()


class Playing:
    """One reply while it is played."""

    def __init__(self, number: int, name: str) -> None:
        self._number = number
        self._name = name
        self._parts: list[Text | Thought | ToolCall] = []
        self._usage = Usage()
        self._stop: Stop | None = None

    def take(self, step: Step) -> Delta | None:
        """Do one step."""
        match step:
            case {"text": str(text)}:
                self._parts.append(Text(text))
                return TextDelta(text)
            case {"thought": str(text)}:
                self._parts.append(Thought(text))
                return ThoughtDelta(text)
            case {"call": {"name": str(name)}}:
                call = self._call(name, cast("Step", step["call"]))
                self._parts.append(call)
                return CallDelta(call.id, call.name)
            case {"usage": _}:
                self._usage = Usage(**cast("dict[str, int]", step["usage"]))
            case {"stop": str(stop)}:
                self._stop = cast("Stop", stop)
            case {"error": {"kind": str(kind)}}:
                error = cast("Step", step["error"])
                wait = cast("float | None", error.get("retry_after"))
                raise ModelError(cast("ModelErrorKind", kind), str(error.get("message", kind)), retry_after=wait)
            case _:
                raise ConfigError(f"{self._name}: {dict(step)} is no step of a script.")
        return None

    def finished(self) -> Finished:
        """The whole message."""
        called = any(isinstance(part, ToolCall) for part in self._parts)
        stop: Stop = self._stop or ("tool_calls" if called else "end_turn")
        return Finished(AssistantMessage("", tuple(self._parts), self._name, stop), self._usage)

    def _call(self, name: str, call: Step) -> ToolCall:
        arguments = call.get("arguments", {})
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        return ToolCall(str(call.get("id", f"scripted-{self._number}-{len(self._parts)}")), name, text)


def read_script(path: str) -> ScriptedModel:
    """The model that plays a file (YAML, and so JSON too). Blocks. ConfigError when it is no script."""
    import yaml

    try:
        with open(path, encoding="utf-8") as file:
            replies: object = yaml.safe_load(file)
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"The script {path} cannot be read: {error}") from error
    steps = cast("list[object]", replies) if isinstance(replies, list) else [None]
    if not all(isinstance(reply, list) for reply in steps):
        raise ConfigError(f"The script {path} must be a list of replies, each a list of steps.")
    return ScriptedModel(cast("Sequence[Sequence[Step]]", steps), f"scripted:{path}")
