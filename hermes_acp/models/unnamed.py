"""A Model around a Model that is told no addresses, numbers and names of people.

What is sent has stand-ins; what comes back has the facts again, in words and in the arguments of calls, so that an
edit lands in the real file. The conversation that is kept is the real one: only what leaves is changed. A thought that
its provider has signed is kept and sent back as it came.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from typing import cast

from msgspec.structs import replace

from hermes_acp.errors import ModelError
from hermes_acp.models.message import AssistantMessage, Message, Text, Thought, ToolCall, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Finished, Model, Request, TextDelta, ThoughtDelta
from hermes_acp.privacy.people import Recogniser
from hermes_acp.privacy.pseudonyms import Pseudonyms, Restorer

MOST_SESSIONS = 64
"""Sessions whose stand-ins are kept; one that comes back after that gets new ones."""


class Unnamed:
    """Implements ``Model``."""

    def __init__(self, model: Model, names: Sequence[str] = ()) -> None:
        """``names`` are those of the people of this machine."""
        self.model = model
        self.name = model.name
        self.window = model.window
        self._people = Recogniser(names)
        self._books: dict[str, Book] = {}

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask without people's facts; see ``Model.stream``."""
        book = self._book(request.session_id)
        back = Back(book.pseudonyms)
        deltas = cast("AsyncGenerator[Delta, None]", self.model.stream(book.hidden(request)))
        try:
            async with aclosing(deltas):
                async for delta in deltas:
                    for each in back.take(delta):
                        yield each
        except ModelError:
            for each in back.rest():
                yield each
            raise

    def _book(self, session_id: str) -> Book:
        book = self._books.pop(session_id, None) or Book(Pseudonyms(self._people))
        self._books[session_id] = book
        while len(self._books) > MOST_SESSIONS:
            del self._books[next(iter(self._books))]
        return book


class Book:
    """The stand-ins of one session, and its messages as they were sent."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self.pseudonyms = pseudonyms
        self._sent: dict[int, tuple[Message, Message]] = {}

    def hidden(self, request: Request) -> Request:
        """The request as it may leave. A message is looked through once, however often it is sent."""
        sent = {id(message): (message, self._message(message)) for message in request.messages}
        self._sent = sent
        messages = tuple(sent[id(message)][1] for message in request.messages)
        return replace(request, system=self.pseudonyms.hide(request.system), messages=messages)

    def _message(self, message: Message) -> Message:
        known = self._sent.get(id(message))
        if known is not None and known[0] is message:
            return known[1]
        hide = self.pseudonyms.hide
        match message:
            case UserMessage():
                parts = tuple(Text(hide(part.text)) if isinstance(part, Text) else part for part in message.parts)
                return replace(message, parts=parts)
            case ToolMessage():
                return replace(message, text=hide(message.text))
            case AssistantMessage():
                return replace(message, parts=tuple(map(self._part, message.parts)))

    def _part(self, part: Text | Thought | ToolCall) -> Text | Thought | ToolCall:
        match part:
            case Text():
                return Text(self.pseudonyms.hide(part.text))
            case Thought():
                return part if part.opaque else replace(part, text=self.pseudonyms.hide(part.text))
            case ToolCall():
                return replace(part, arguments=self._arguments(part.arguments))

    def _arguments(self, text: str) -> str:
        """JSON text, looked through value by value: an escape before a word is no part of it."""
        try:
            value = cast("object", json.loads(text))
        except ValueError:
            return self.pseudonyms.hide(text)
        hidden = self.pseudonyms.hide_in(value)
        return text if hidden == value else json.dumps(hidden, ensure_ascii=False)


class Back:
    """The way back of one reply."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._words, self._thoughts = Restorer(pseudonyms), Restorer(pseudonyms)

    def take(self, delta: Delta) -> Iterator[Delta]:
        """What a delta becomes; the rest of another kind of text comes before it."""
        match delta:
            case TextDelta(text):
                yield from self._rest_of_thoughts()
                if words := self._words.feed(text):
                    yield TextDelta(words)
            case ThoughtDelta(text):
                yield from self._rest_of_words()
                if words := self._thoughts.feed(text):
                    yield ThoughtDelta(words)
            case Finished():
                yield from self.rest()
                yield replace(delta, message=replace(delta.message, parts=tuple(map(self._part, delta.message.parts))))
            case _:
                yield from self.rest()
                yield delta

    def rest(self) -> Iterator[Delta]:
        """What was waited for in vain."""
        yield from self._rest_of_thoughts()
        yield from self._rest_of_words()

    def _rest_of_words(self) -> Iterator[Delta]:
        if words := self._words.finish():
            yield TextDelta(words)

    def _rest_of_thoughts(self) -> Iterator[Delta]:
        if words := self._thoughts.finish():
            yield ThoughtDelta(words)

    def _part(self, part: Text | Thought | ToolCall) -> Text | Thought | ToolCall:
        restore = self._pseudonyms.restore
        match part:
            case Text():
                return Text(restore(part.text))
            case Thought():
                return part if part.opaque else replace(part, text=restore(part.text))
            case ToolCall():
                return replace(part, arguments=_restored_json(restore, part.arguments))


def _restored_json(restore: Callable[[str], str], text: str) -> str:
    """JSON text with the facts back in it, escaped where they need it."""
    try:
        value = cast("object", json.loads(text))
    except ValueError:
        return restore(text)
    restored = _restored(restore, value)
    return text if restored == value else json.dumps(restored, ensure_ascii=False)


def _restored(restore: Callable[[str], str], value: object) -> object:
    if isinstance(value, str):
        return restore(value)
    if isinstance(value, dict):
        return {restore(name): _restored(restore, item) for name, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_restored(restore, item) for item in cast("list[object]", value)]
    return value
