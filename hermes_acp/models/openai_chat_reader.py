"""Reads the chunks of one chat completion into deltas and, at the end, the whole message."""

from __future__ import annotations

import json

from hermes_acp.models import failures
from hermes_acp.models.assembly import OpenCall, tokens
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.message import Stop, Usage
from hermes_acp.models.model import Delta
from hermes_acp.models.openai_chat_shapes import CallPart, Chunk, Counts, Piece, Words
from hermes_acp.models.reading import EventReader
from hermes_acp.models.thinking import ThinkSplitter

EXTRAS = "call_extras"
"""Where ``opaque`` holds what the server wants back with its calls."""
STOPS: dict[str, Stop] = {
    "stop": "end_turn",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "length": "max_tokens",
    "content_filter": "refusal",
}
"""Finish reasons; what is not here ends the turn."""


class ChatReader(EventReader):
    """One reply."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        super().__init__(endpoint, model)
        self._splitter = ThinkSplitter()
        self._calls: dict[int, OpenCall] = {}
        self._ids: dict[int, str] = {}
        """The id the server gave to the call at an index, before it was made unique."""
        self._details: list[object] = []
        self._extras: dict[str, object] = {}
        """What is to be given back with a call, by its place among the calls."""
        self._finish: str | None = None
        self._refused = False
        self._done = False
        self._usage = Usage()

    def close(self) -> list[Delta]:
        """The stream is over: the last deltas and the whole message. ModelError when it was cut."""
        self._split(*self._splitter.close())
        if self._finish is None and not self._done:
            raise self._cut()
        stop = STOPS.get(self._finish or "stop", "end_turn")
        return self._whole("refusal" if self._refused else stop, self._usage)

    def _read(self, data: str) -> None:
        if data == "[DONE]":
            self._done = True
            return
        chunk: Chunk = json.loads(data)
        if chunk.get("error"):
            raise failures.from_event(self._endpoint, self._model, chunk.get("error"))
        if usage := chunk.get("usage"):
            self._usage = _usage(usage)
        for choice in chunk.get("choices") or ():
            if words := choice.get("delta") or choice.get("message"):
                self._words(words)
            self._finish = choice.get("finish_reason") or self._finish

    def _words(self, words: Words) -> None:
        if thought := words.get("reasoning_content") or words.get("reasoning"):
            self._assembly.text(thought, thought=True)
        if details := words.get("reasoning_details"):
            self._detail(details)
        if content := words.get("content"):
            if isinstance(content, list):
                self._pieces(content)
            elif self._splitter.settled:
                self._assembly.text(content)
            else:
                self._split(*self._splitter.feed(content))
        if refusal := words.get("refusal"):
            self._refused = True
            self._assembly.text(refusal)
        for part in words.get("tool_calls") or ():
            self._call(part)

    def _pieces(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.get("type") == "thinking":
                for inner in piece.get("thinking", []):
                    self._assembly.text(inner.get("text", ""), thought=True)
            else:
                self._assembly.text(piece.get("text", ""))

    def _split(self, thought: str, answer: str) -> None:
        self._assembly.text(thought, thought=True)
        self._assembly.text(answer)

    def _detail(self, details: list[object]) -> None:
        """Keep reasoning that only the server can read, to be given back as it came."""
        if not self._details:
            self._assembly.thought_block({"reasoning_details": self._details})
        self._details += details

    def _call(self, part: CallPart) -> None:
        said, function = part.get("id"), part.get("function") or {}
        index = part.get("index")
        if index is None:
            # Servers that leave the index out send whole calls, or pieces of the last one.
            index = len(self._calls) if said or not self._calls else len(self._calls) - 1
        elif said and index in self._calls and self._ids[index] not in ("", said):
            # Some number every call 0 and tell them apart by id alone.
            index = next((at for at, known in self._ids.items() if known == said), max(self._calls) + 1)
        call = self._calls.get(index)
        if call is None:
            call = self._calls[index] = self._assembly.call(said or "", function.get("name") or "")
            self._ids[index] = said or ""
        elif not call.name and (name := function.get("name")):
            call.name = name
            self._assembly.show(call)
        if extra := part.get("extra_content"):
            if not self._extras:
                self._assembly.thought_block({EXTRAS: self._extras})
            self._extras[str(list(self._calls).index(index))] = extra
        if arguments := function.get("arguments"):
            call.pieces.append(arguments if isinstance(arguments, str) else json.dumps(arguments))


def _usage(usage: Counts) -> Usage:
    """Counts as chat completions say them; DeepSeek names its cache hits itself."""
    prompt, output = usage.get("prompt_tokens_details") or {}, usage.get("completion_tokens_details") or {}
    cached = tokens(prompt.get("cached_tokens"))
    return Usage(
        input=tokens(usage.get("prompt_tokens")),
        output=tokens(usage.get("completion_tokens")),
        cached=cached if cached is not None else tokens(usage.get("prompt_cache_hit_tokens")),
        cache_written=tokens(prompt.get("cache_write_tokens")),
        reasoning=tokens(output.get("reasoning_tokens")),
    )
