"""Events → ``session/update``, wire version 1. A match, and the little that version 1 makes us remember.

Version 1 replaces a call's content as a whole, so live output is sent appended where the editor draws terminals
of ours, and otherwise as a tail.
Source: https://agentclientprotocol.com/protocol/v1/tool-calls and the schema's ``SessionUpdate``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from hermes_acp.agent.events import (
    AgentText,
    AgentThought,
    CallAnnounced,
    CallFinished,
    CallOutput,
    CallPrepared,
    CallStarted,
    Compacted,
    Event,
    MessageAdded,
    Notice,
    PlanChanged,
    PromptQueued,
    ReplyFinished,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.models.message import Text, Thought
from hermes_acp.servers.acp.dialect import Update
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp.servers.acp.shapes import chunk, compaction, described, place, shown, standing, step, subject
from hermes_acp_tools.result import TextContent

if TYPE_CHECKING:
    from hermes_acp.approval.questions import Question

PLAN = "plan"
"""The id of a session's one plan, for editors that know plans by id."""
TAIL_CHARS = 4_000
"""How much of a running command's output an editor without terminals is shown."""


class Updates:
    """Renders one session's events for one editor."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._announced: set[str] = set()
        self._terminals: set[str] = set()
        self._tails: dict[str, str] = {}
        self._turn = False
        self._held: list[Notice] = []
        """What happened between turns, for an editor that has no place for it but a turn."""

    def live(self, event: Event) -> Iterable[Update]:
        """What the editor is sent when this happens; often nothing."""
        match event:
            case AgentText(message_id, text):
                yield chunk("agent_message_chunk", text, message_id)
            case AgentThought(message_id, text):
                yield chunk("agent_thought_chunk", text, message_id)
            case CallAnnounced(call_id, name, kind):
                yield self._announce(call_id, name, title=name, kind=kind)
            case CallPrepared():
                yield self._prepared(event)
            case CallStarted():
                yield self._started(event)
            case CallOutput(call_id, text):
                yield from self._output(call_id, text)
            case CallFinished():
                yield self._finished(event, whole=event.call_id not in self._announced)
            case Notice() if self._turn or self._editor.shows_notices:
                yield self._notice(event)
            case Notice():
                self._held.append(event)
            case TurnStarted():
                yield from self._begin()
            case TurnEnded():
                self._turn = False
            case _:
                yield from self._standing(event)

    def again(self, event: Event) -> Iterable[Update]:
        """What a replay sends for an event of the past: whole messages, calls in their final state."""
        match event:
            case TurnStarted() | MessageAdded() if event.shown:
                yield chunk("user_message_chunk", event.shown, event.message.id)
            case MessageAdded(message, shown) if shown:
                yield chunk("user_message_chunk", shown, message.id)
            case ReplyFinished():
                for part in event.message.parts:
                    if isinstance(part, Text) and part.text:
                        yield chunk("agent_message_chunk", part.text, event.message.id)
                    elif isinstance(part, Thought) and part.text:
                        yield chunk("agent_thought_chunk", part.text, event.message.id)
            case CallFinished():
                yield self._finished(event, whole=True)
            case TurnEnded(error=str(error)):
                yield self._notice(Notice("error", "This turn failed", error))
            case PromptQueued(shown=shown):
                yield self._notice(Notice("warning", "Never sent", f"This message was still waiting: {shown}"))
            case _:
                yield from self._standing(event)

    def spelled(self, update: Update) -> Iterable[Update]:
        """As it is: these are the words of version 1."""
        yield update

    def question(self, question: Question) -> Mapping[str, object]:
        """The params of a permission request, without the session's id."""
        options = [{"optionId": option.id, "name": option.name, "kind": option.kind} for option in question.options]
        return {"toolCall": subject(question), "options": options}

    def asking(self, more: int) -> Iterable[Update]:
        """Nothing: version 1 has no word for a turn that waits for a person."""
        return ()

    def _begin(self) -> Iterable[Update]:
        """A turn begins: editors that draw updates only in turns are told now what happened meanwhile."""
        self._turn = True
        held, self._held = self._held, []
        yield from map(self._notice, held)

    def _standing(self, event: Event) -> Iterable[Update]:
        match event:
            case PlanChanged(entries) if self._editor.shows_plans and not entries:
                yield {"sessionUpdate": "plan_removed", "planId": PLAN}
            case PlanChanged(entries) if self._editor.shows_plans:
                plan = {"type": "items", "planId": PLAN, "entries": [*map(step, entries)]}
                yield {"sessionUpdate": "plan_update", "plan": plan}
            case Compacted():
                yield self._compacted(event)
            case _:
                yield from standing(event)

    def _compacted(self, event: Compacted) -> Update:
        if not self._editor.shows_compaction:
            return self._notice(Notice("info", "Summed up", compaction(event)))
        done: Update = {"sessionUpdate": "compaction_update", "status": "completed"}
        parts = event.summary.parts if event.summary else (Text(compaction(event)),)
        summary = [{"type": "text", "text": part.text} for part in parts if isinstance(part, Text)]
        # Before and after tell one compaction of a session from another where nothing was summed up.
        named = event.summary.id if event.summary else f"{event.before}-{event.after}"
        return {**done, "compactionId": named, "summary": summary}

    def _announce(self, call_id: str, name: str, **fields: object) -> Update:
        self._announced.add(call_id)
        return {
            "sessionUpdate": "tool_call",
            "toolCallId": call_id,
            "name": name,
            "status": "pending",
            **fields,
        }

    def _prepared(self, event: CallPrepared) -> Update:
        fields = described(event)
        if event.call_id not in self._announced:
            return self._announce(event.call_id, event.name, **fields)
        return {"sessionUpdate": "tool_call_update", "toolCallId": event.call_id, **fields}

    def _started(self, event: CallStarted) -> Update:
        update: Update = {
            "sessionUpdate": "tool_call_update",
            "toolCallId": event.call_id,
            "status": "in_progress",
        }
        if event.kind == "execute" and self._editor.shows_terminals:
            self._terminals.add(event.call_id)
            update["content"] = [{"type": "terminal", "terminalId": event.call_id}]
            update["_meta"] = {"terminal_info": {"terminal_id": event.call_id}}
        return update

    def _output(self, call_id: str, text: str) -> Iterable[Update]:
        update: Update = {"sessionUpdate": "tool_call_update", "toolCallId": call_id}
        if call_id in self._terminals:
            yield {**update, "_meta": {"terminal_output": {"terminal_id": call_id, "data": text}}}
            return
        self._tails[call_id] = (self._tails.get(call_id, "") + text)[-TAIL_CHARS:]
        yield {**update, "content": [shown(TextContent(self._tails[call_id]))]}

    def _finished(self, event: CallFinished, *, whole: bool) -> Update:
        update: Update = {"sessionUpdate": "tool_call_update", "toolCallId": event.call_id, "status": event.status}
        if whole:
            update = {
                "sessionUpdate": "tool_call",
                "toolCallId": event.call_id,
                "name": event.message.name,
                "title": event.title,
                "kind": event.kind,
                "status": event.status,
                "rawInput": event.arguments,
            }
        if event.call_id in self._terminals:
            ended = {"terminal_id": event.call_id, "exit_code": event.data.get("exit_code"), "signal": None}
            update["_meta"] = {"terminal_exit": ended}
        else:
            update["content"] = [shown(part) for part in event.content or (TextContent(event.message.text),)]
        if event.locations:
            update["locations"] = [place(location) for location in event.locations]
        update["rawOutput"] = dict(event.data) or {"text": event.message.text}
        for kept in (self._announced, self._terminals):
            kept.discard(event.call_id)
        self._tails.pop(event.call_id, None)
        return update

    def _notice(self, event: Notice) -> Update:
        if self._editor.shows_notices:
            update: Update = {"sessionUpdate": "notice", "severity": event.severity, "title": event.title}
            return {**update, "description": event.description} if event.description else update
        return chunk("agent_thought_chunk", f"\n\n*{event.title}: {event.description or ''}*\n\n", None)
