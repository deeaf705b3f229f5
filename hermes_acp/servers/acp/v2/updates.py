"""Events → ``session/update``, wire version 2: messages and calls are upserted by id, terminals are ours, states said.

Nearly the events as they are. What both versions say alike is drawn by version 1 and put into other words.
Source: https://agentclientprotocol.com/protocol/v2/prompt-lifecycle and tool-calls
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import (
    AgentThought,
    CallAnnounced,
    CallFinished,
    CallOutput,
    CallPrepared,
    CallStarted,
    Event,
    MessageAdded,
    ReplyFinished,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.models.message import AssistantMessage, Text, Thought
from hermes_acp.servers.acp import shapes
from hermes_acp.servers.acp import updates as first
from hermes_acp.servers.acp.dialect import Update
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp.servers.acp.v2 import words
from hermes_acp.servers.acp.v2.content import said, shown, text_block
from hermes_acp.servers.acp.v2.state import State
from hermes_acp_tools.result import Content, Location, TextContent

if TYPE_CHECKING:
    from hermes_acp.approval.questions import Question


class Updates:
    """Renders one session's events for one editor."""

    def __init__(self, editor: Editor) -> None:
        self._first = first.Updates(editor)
        self._state = State()
        self._announced: set[str] = set()
        self._terminals: set[str] = set()

    def live(self, event: Event) -> Iterable[Update]:
        """What the editor is sent when this happens."""
        match event:
            case TurnStarted() | MessageAdded():
                yield from said_by_person(event)
            case AgentThought(message_id, text):
                yield shapes.chunk("agent_thought_chunk", text, thought_id(message_id))
            case CallAnnounced(call_id, name, kind):
                yield self._announce(call_id, name=name, title=name, kind=kind)
            case CallPrepared():
                yield self._prepared(event)
            case CallStarted():
                yield from self._started(event)
            case CallOutput(call_id, text):
                yield self._output(call_id, text)
            case CallFinished():
                yield from self._finished(event)
            case TurnEnded():
                pass
            case _:
                for update in self._first.live(event):
                    yield from words.update(update)
        yield from self._state.hear(event)

    def again(self, event: Event) -> Iterable[Update]:
        """What a replay sends for an event of the past."""
        match event:
            case TurnStarted() | MessageAdded():
                yield from said_by_person(event)
            case ReplyFinished(message=message):
                yield from whole(message)
            case CallFinished():
                yield call(event.call_id, **{**of_call(event, event.message.name), **result(event)})
            case _:
                for update in self._first.again(event):
                    yield from words.update(update)

    def spelled(self, update: Update) -> Iterable[Update]:
        """An update in the words of version 1, in ours."""
        return words.update(update)

    def question(self, question: Question) -> Mapping[str, object]:
        """The params of a permission request: the call as it is drawn anyway, and why it is asked."""
        options = [{"optionId": option.id, "name": option.name, "kind": option.kind} for option in question.options]
        prepared = question.prepared
        fields: Update = {
            **identity(prepared.action.tool, question.title, prepared.kind, prepared.action.arguments),
            **places(prepared.content, prepared.locations),
            "status": "pending",
        }
        tool_call = {"toolCallId": question.call_id, **fields}
        return {
            "title": question.title,
            "description": question.why,
            "subject": {"type": "tool_call", "toolCall": tool_call},
            "options": options,
        }

    def asking(self, more: int) -> Iterable[Update]:
        """The state, when the question changes it."""
        return self._state.asking(more)

    def snapshot(self) -> Update:
        """The state as it is."""
        return self._state.snapshot()

    def _announce(self, call_id: str, **fields: object) -> Update:
        self._announced.add(call_id)
        return call(call_id, status="pending", **fields)

    def _prepared(self, event: CallPrepared) -> Update:
        fields = of_call(event, event.name)
        if event.call_id in self._announced:
            return call(event.call_id, **fields)
        return self._announce(event.call_id, **fields)

    def _started(self, event: CallStarted) -> Iterable[Update]:
        if event.kind != "execute":
            yield call(event.call_id, status="in_progress")
            return
        self._terminals.add(event.call_id)
        terminal = {"type": "terminal", "terminalId": event.call_id}
        yield {"sessionUpdate": "terminal_update", "terminalId": event.call_id, **command_of(event)}
        yield call(event.call_id, status="in_progress", content=[*map(shown, event.content), terminal])

    def _output(self, call_id: str, text: str) -> Update:
        if call_id in self._terminals:
            data = base64.b64encode(text.encode("utf-8", "replace")).decode()
            return {"sessionUpdate": "terminal_output_chunk", "terminalId": call_id, "data": data}
        content = shown(TextContent(text))
        return {"sessionUpdate": "tool_call_content_chunk", "toolCallId": call_id, "content": content}

    def _finished(self, event: CallFinished) -> Iterable[Update]:
        fields = result(event)
        if event.call_id not in self._announced:
            fields = {**of_call(event, event.message.name), **fields}
        if event.call_id in self._terminals:
            yield {"sessionUpdate": "terminal_update", "terminalId": event.call_id, "exitStatus": exit_status(event)}
            del fields["content"]
        yield call(event.call_id, **fields)
        self._announced.discard(event.call_id)
        self._terminals.discard(event.call_id)


def call(call_id: str, **fields: object) -> Update:
    """An upsert of a tool call."""
    return {"sessionUpdate": "tool_call_update", "toolCallId": call_id, **fields}


def of_call(event: CallPrepared | CallFinished, name: str) -> Update:
    """What a call is."""
    return {
        **identity(name, event.title, event.kind, event.arguments),
        **places(event.content, event.locations),
    }


def identity(name: str, title: str, kind: str, arguments: Mapping[str, object]) -> Update:
    """What a call would do."""
    return {"name": name, "title": title, "kind": kind, "rawInput": dict(arguments)}


def places(content: Sequence[Content], locations: Sequence[Location]) -> Update:
    """What it shows and where; fields that would be empty are left out."""
    fields: Update = {"content": [*map(shown, content)], "locations": [*map(shapes.place, locations)]}
    return {name: value for name, value in fields.items() if value}


def result(event: CallFinished) -> Update:
    """How a call ended, and what came of it."""
    return {
        "status": "cancelled" if event.cancelled else event.status,
        **places(event.content or (TextContent(event.message.text),), event.locations),
        "rawOutput": dict(event.data) or {"text": event.message.text},
    }


def command_of(event: CallStarted) -> Update:
    """The command line of a terminal."""
    command = event.arguments.get("command")
    return {"command": command} if isinstance(command, str) else {}


def exit_status(event: CallFinished) -> Update:
    """How the command of a terminal ended; empty when it has no exit code."""
    code = event.data.get("exit_code")
    return {"exitCode": code} if isinstance(code, int) and code >= 0 else {}


def said_by_person(event: TurnStarted | MessageAdded) -> Iterable[Update]:
    """The message of a turn, or words that steered one; nothing for what only the model was told."""
    if event.shown or isinstance(event, TurnStarted):
        yield user_message(event.message.id, said(event.message.parts, event.shown))


def user_message(message_id: str, content: Sequence[Mapping[str, object]]) -> Update:
    """What the person said, whole."""
    return {"sessionUpdate": "user_message", "messageId": message_id, "content": content}


def whole(message: AssistantMessage) -> Iterable[Update]:
    """A reply of the past: its thoughts, then its words."""
    thoughts = [text_block(part.text) for part in message.parts if isinstance(part, Thought) and part.text]
    texts = [text_block(part.text) for part in message.parts if isinstance(part, Text) and part.text]
    if thoughts:
        yield {"sessionUpdate": "agent_thought", "messageId": thought_id(message.id), "content": thoughts}
    if texts:
        yield {"sessionUpdate": "agent_message", "messageId": message.id, "content": texts}


def thought_id(message_id: str) -> str:
    """The id of what was thought for a reply: thought and reply are two messages here."""
    return f"{message_id}:thought"
