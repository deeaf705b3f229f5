"""The reply under construction: parts in the order they came, and what of them is new since the last look.

Shared by the dialects, whose readers say ``text``, ``thought``, ``call`` and ``arguments`` as their events say so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from msgspec import Struct, field

from hermes_acp.models.message import AssistantMessage, Stop, Text, Thought, ToolCall, Usage
from hermes_acp.models.model import CallDelta, Delta, Finished, TextDelta, ThoughtDelta


class OpenText(Struct):
    """Words or a thought that still grows."""

    pieces: list[str] = field(default_factory=list[str])
    thought: bool = False
    opaque: dict[str, object] = field(default_factory=dict[str, object])


class OpenCall(Struct):
    """A call that still grows."""

    id: str
    name: str
    pieces: list[str] = field(default_factory=list[str])
    shown: bool = False


class Assembly:
    """Collects one reply; ``drain()`` gives the deltas since the last drain, equal neighbours already joined."""

    def __init__(self, model: str, provider: str) -> None:
        self._model = model
        self._provider = provider
        self._ids: set[str] = set()
        self._parts: list[OpenText | OpenCall] = []
        self._fresh: list[Delta] = []
        self._pending: list[str] = []
        self._pending_thought = False

    @property
    def empty(self) -> bool:
        """Whether nothing has come yet."""
        return not self._parts

    @property
    def called(self) -> bool:
        """Whether the model has begun a call."""
        return any(isinstance(part, OpenCall) for part in self._parts)

    def text(self, piece: str, *, thought: bool = False) -> None:
        """More words, or more of a thought."""
        if not piece:
            return
        if thought is not self._pending_thought:
            self._flush()
            self._pending_thought = thought
        self._pending.append(piece)
        last = self._parts[-1] if self._parts else None
        if not (isinstance(last, OpenText) and last.thought is thought):
            last = OpenText(thought=thought)
            self._parts.append(last)
        last.pieces.append(piece)

    def thought_block(self, opaque: Mapping[str, object] | None = None) -> OpenText:
        """Begin a new thought whose ``opaque`` the provider wants back."""
        block = OpenText(thought=True, opaque=dict(opaque or {}))
        self._parts.append(block)
        return block

    def text_block(self) -> None:
        """Begin new words, apart from those before."""
        self._parts.append(OpenText())

    def call(self, call_id: str, name: str) -> OpenCall:
        """Begin a call; an id that is missing or that another call of the reply has is replaced."""
        if not call_id or call_id in self._ids:
            call_id = new_id("call")
        self._ids.add(call_id)
        call = OpenCall(call_id, name)
        self._parts.append(call)
        self.show(call)
        return call

    def show(self, call: OpenCall) -> None:
        """Tell the person of the call, once its name is known."""
        if call.name and not call.shown:
            call.shown = True
            self._flush()
            self._fresh.append(CallDelta(call.id, call.name))

    def drain(self) -> list[Delta]:
        """What is new."""
        self._flush()
        fresh, self._fresh = self._fresh, []
        return fresh

    def finished(self, stop: Stop, usage: Usage) -> Finished:
        """The whole reply."""
        parts = tuple(part for part in map(self._part, self._parts) if part is not None)
        if stop == "end_turn" and self.called:
            stop = "tool_calls"
        elif stop == "tool_calls" and not self.called:
            stop = "end_turn"
        return Finished(AssistantMessage(new_id("msg"), parts, self._model, stop), usage)

    def _flush(self) -> None:
        if self._pending:
            words = "".join(self._pending)
            self._pending = []
            self._fresh.append(ThoughtDelta(words) if self._pending_thought else TextDelta(words))

    def _part(self, part: OpenText | OpenCall) -> Text | Thought | ToolCall | None:
        words = "".join(part.pieces)
        if isinstance(part, OpenCall):
            return ToolCall(part.id, part.name, words or "{}")
        if part.thought and (words or part.opaque):
            return Thought(words, part.opaque, self._provider if part.opaque else "")
        return Text(words) if words else None


def new_id(prefix: str) -> str:
    """A fresh id."""
    return f"{prefix}_{os.urandom(8).hex()}"


def tokens(value: object) -> int | None:
    """A count a provider sent; None for anything that cannot be one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
