"""What requests are answered with: results of tools, prompts and resources, pages of lists, and questions back.

In the modern era a server asks by answering: a result of the type ``input_required`` holds its questions, and the
client sends the same request again with the answers.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/input-required
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.content import Block, Contents, read_blocks, read_contents
from hermes_acp_protocol.mcp.fields import Misread, as_object, needed, table, tables, text, without_none


class CallResult(NamedTuple):
    """What a tool gave back."""

    content: tuple[Block, ...] = ()
    structured: JsonValue = None
    """The same for programs; an object in the legacy era."""
    failed: bool = False
    """The tool ran and did not succeed; the content says why."""
    meta: Mapping[str, JsonValue] = {}

    def json(self) -> JsonObject:
        """The result as it goes on the wire."""
        return without_none(
            {
                "content": [block.json() for block in self.content],
                "structuredContent": self.structured,
                "isError": self.failed,
                "_meta": {**self.meta} or None,
            }
        )


class Question(NamedTuple):
    """One thing a server wants to know in the middle of a request."""

    method: str
    """``elicitation/create``, ``sampling/createMessage`` or ``roots/list``."""
    params: JsonObject

    def json(self) -> JsonObject:
        """The question as it goes on the wire."""
        return {"method": self.method, "params": self.params}


class InputRequired(NamedTuple):
    """A modern server's questions, to be answered by asking again."""

    questions: Mapping[str, Question] = {}
    state: str | None = None
    """Opaque; sent back as it came."""

    def json(self) -> JsonObject:
        """The result as it goes on the wire, its type included."""
        asked: JsonObject | None = {key: question.json() for key, question in self.questions.items()} or None
        return without_none({"resultType": "input_required", "inputRequests": asked, "requestState": self.state})


class PromptResult(NamedTuple):
    """The messages of a prompt, each with the role that says it."""

    messages: tuple[tuple[str, Block], ...]
    description: str | None = None

    def json(self) -> JsonObject:
        """The result as it goes on the wire."""
        messages: list[JsonValue] = [{"role": role, "content": block.json()} for role, block in self.messages]
        return without_none({"description": self.description, "messages": messages})


class Page(NamedTuple):
    """A part of a list, as it came."""

    items: tuple[JsonValue, ...]
    next_cursor: str | None


class Progress(NamedTuple):
    """How far a request is."""

    token: JsonValue
    progress: float
    total: float | None = None
    message: str | None = None

    def json(self) -> JsonObject:
        """The params of the notification."""
        return without_none(
            {"progressToken": self.token, "progress": self.progress, "total": self.total, "message": self.message}
        )


def result_type(result: JsonValue) -> str:
    """The kind of a result; one that does not say is complete, as those of older servers are."""
    return (text(result, "resultType") if isinstance(result, dict) else None) or "complete"


def read_call(result: JsonValue) -> CallResult:
    """The result of a tool. Misread when it is no object; old servers may say ``toolResult``."""
    said = as_object(result, "the result of a tool")
    structured = said.get("structuredContent", said.get("toolResult"))
    return CallResult(read_blocks(said.get("content")), structured, said.get("isError") is True, table(said, "_meta"))


def read_input_required(result: JsonValue) -> InputRequired:
    """The questions of a server. Misread when there is neither a question nor a state."""
    said = as_object(result, "the result")
    asked = table(said, "inputRequests")
    questions = {
        key: Question(needed(question, "method"), table(question, "params"))
        for key, question in asked.items()
        if isinstance(question, dict)
    }
    state = text(said, "requestState")
    if not questions and state is None:
        raise Misread("inputRequests or requestState must be there")
    return InputRequired(questions, state)


def read_prompt_result(result: JsonValue) -> PromptResult:
    """The messages of a prompt. Misread when it is no object."""
    said = as_object(result, "the prompt")
    messages = tuple(
        (text(message, "role") or "user", block)
        for message in tables(said, "messages")
        for block in read_blocks(message.get("content"))
    )
    return PromptResult(messages, text(said, "description"))


def read_resource_result(result: JsonValue) -> tuple[Contents, ...]:
    """The contents of a resource, maybe several. Misread when one has no URI."""
    return tuple(map(read_contents, tables(as_object(result, "the resource"), "contents")))


def read_page(result: JsonValue, member: str) -> Page:
    """A page of a list, by the member that holds it. Misread when it is no object."""
    said = as_object(result, "the list")
    found = said.get(member)
    return Page(tuple(found) if isinstance(found, list) else (), text(said, "nextCursor"))


def read_progress(params: JsonObject) -> Progress | None:
    """A step; None when it cannot be read."""
    done = params.get("progress")
    if isinstance(done, bool) or not isinstance(done, int | float):
        return None
    total = params.get("total")
    known = total if isinstance(total, int | float) and not isinstance(total, bool) else None
    return Progress(params.get("progressToken"), done, known, text(params, "message"))


def answers_of(params: JsonObject) -> tuple[JsonObject, str | None]:
    """The answers and the state that came with a request that is sent again; for servers."""
    return table(params, "inputResponses"), text(params, "requestState")


def again(params: JsonObject, answers: JsonObject, state: str | None) -> JsonObject:
    """The same request with answers to the server's questions; for clients."""
    more = without_none({"inputResponses": answers or None, "requestState": state})
    return {**params, **more}
