"""One run: a turn of the agent that a client asked for, as the log of its session tells it.

Nothing here depends on which process runs it. What it said and did are steps in the order of the log, so a cursor,
which is a count of them, means the same to every server at any time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from hermes_acp.agent.answering import waiting_questions
from hermes_acp.agent.events import (
    CallFinished,
    CallStarted,
    Event,
    ReplyFinished,
    ReplyGrew,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.history import to_events
from hermes_acp.errors import SessionNotFound
from hermes_acp.models.message import Usage
from hermes_acp.servers.mcp import forms
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Diff

if TYPE_CHECKING:
    from hermes_acp.agent.waiting import Waiting
    from hermes_acp.store.store import Store

State = Literal["running", "completed", "failed", "cancelled"]
Status = Literal["running", "needs_approval", "needs_input", "completed", "failed", "cancelled"]

ENDS: Mapping[str, State] = {"completed": "completed", "failed": "failed", "cancelled": "cancelled"}
LOOK = 0.1
"""Seconds between two looks while waiting."""
CUT = (
    "The process that ran it ended first; logs/mcp-runs.log in the home of Hermes may say why. "
    "Give agent_run the session_id to go on."
)
DELETED = "Its session was deleted."
STOPS = ("end_turn", "cancelled")
"""How a turn ends that is not worth a word."""


class Step(NamedTuple):
    """Something it said or did."""

    kind: Literal["text", "tool"]
    words: str
    message_id: str = ""
    """Of a text: the message it is a part of."""


def run_id(session_id: str, prompt_id: str) -> str:
    """The name of a run; from it, its session and its turn are found again."""
    return f"{session_id}.{prompt_id[:8]}"


class Run:
    """One run, as it was at the last look."""

    def __init__(self, store: Store, session_id: str, prompt: str, cwd: str) -> None:
        self.id = run_id(session_id, prompt)
        self.session_id = session_id
        self.cwd = cwd
        self.state: State = "running"
        self.error: str | None = None
        self.usage = Usage()
        self.steps: list[Step] = []
        self.files: dict[str, None] = {}
        """Files it changed, in the order in which it first did."""
        self.notices: list[str] = []
        """What the user should know besides."""
        self.open: dict[str, Waiting] = {}
        """What waits for a yes or a no, by id."""
        self.forms: dict[str, forms.Waiting] = {}
        """What a server of tools asks the person, by id."""
        self.shown: dict[str, float] = {}
        """When a client was first given a question as a form, by its id; Unix seconds."""
        self.put_aside: set[str] = set()
        """Questions that a form did not settle; they are not shown in a form again."""
        self.began = self.moved = time.time()
        """Unix seconds of its beginning, and of the last thing that happened."""
        self.version = 0
        """Rises with everything that happens."""
        self.known = False
        """Whether its turn was found in the log."""
        self._store = store
        self._prompt = prompt[:8]
        self._seq = 0
        self._grown: dict[str, int] = {}
        """Characters that are steps already, of messages that still grow."""
        self._looking = asyncio.Lock()

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state != "running"

    @property
    def status(self) -> Status:
        """How it stands, as a client is told."""
        if self.state != "running":
            return self.state
        return "needs_approval" if self.open else "needs_input" if self.forms else "running"

    async def look(self, *, carried: bool, record: Mapping[str, object]) -> None:
        """See how it stands now. ``carried``: a process has it under way; ``record``: what that one tells of it."""
        async with self._looking:
            if self.over:
                return
            before = (self.status, len(self.steps), tuple(self.open), tuple(self.forms))
            self.notices = cast("list[str]", record.get("notices") or [])
            await self._read()
            if not self.over:
                self._settle(record, carried=carried)
            await self._waits()
            if before != (self.status, len(self.steps), tuple(self.open), tuple(self.forms)):
                self.version += 1
                self.moved = time.time()

    async def _read(self) -> None:
        """Take in what the log has more than at the last look."""
        try:
            entries = await self._store.read(self.session_id, self._seq)
        except SessionNotFound:
            self._end("failed", DELETED)
            return
        for entry in entries:
            self._seq = entry.seq
            for event in to_events([entry]):
                if isinstance(event, TurnStarted) and event.message.id[:8] == self._prompt:
                    self.known, self.began = True, entry.time
                elif self.known and not self.over:
                    self._hear(event)

    def _settle(self, record: Mapping[str, object], *, carried: bool) -> None:
        """End it where the log does not: it never had a turn of its own, or its process is gone."""
        if (state := ENDS.get(str(record.get("state")))) is not None:
            self._end(state, str(record.get("error") or "") or None)
        elif not carried:
            self._end("failed", CUT)

    async def _waits(self) -> None:
        """See what it waits for."""
        mine = self.known and not self.over
        self.open = await waiting_questions(self._store, self.session_id) if mine else {}
        self.forms = await forms.waiting(self._store, self.id) if mine else {}

    def _hear(self, event: Event) -> None:
        match event:
            case ReplyGrew(message_id, text):
                self._grown[message_id] = self._grown.get(message_id, 0) + len(text)
                self.steps.append(Step("text", text, message_id))
            case ReplyFinished(message=message):
                if rest := message.text[self._grown.pop(message.id, 0) :]:
                    self.steps.append(Step("text", rest, message.id))
            case CallStarted(title=title):
                self.steps.append(Step("tool", title))
            case CallFinished(status="failed", title=title, message=message):
                self.steps.append(Step("tool", f"{title}: {message.text.strip().partition(chr(10))[0][:200]}"))
            case CallFinished(content=content):
                for part in content:
                    if isinstance(part, Diff):
                        self.files[shown(part.path, self.cwd)] = None
            case TurnEnded(stop=stop, error=error, usage=usage):
                self.usage = usage
                state: State = "cancelled" if stop == "cancelled" else "completed" if stop else "failed"
                self._end(state, error or (stop if stop not in STOPS else None))
            case _:
                pass

    def _end(self, state: State, error: str | None) -> None:
        self.state, self.error = state, error

    def words(self, after: int = 0) -> str:
        """What it said after a cursor."""
        parts: list[str] = []
        message = next((step.message_id for step in reversed(self.steps[:after]) if step.kind == "text"), "")
        for step in self.steps[after:]:
            if step.kind == "text":
                parts += ["\n\n" if parts and step.message_id != message else "", step.words]
                message = step.message_id
        return "".join(parts)

    def deeds(self, after: int = 0) -> list[str]:
        """What it did after a cursor, a line each."""
        return [step.words for step in self.steps[after:] if step.kind != "text"]

    def line(self) -> str:
        """What it does now, for a progress bar."""
        if not self.steps:
            return "thinking"
        last = self.steps[-1]
        return self.words()[-80:].replace("\n", " ") if last.kind == "text" else last.words

    def tokens(self) -> Mapping[str, int | None]:
        """What it cost."""
        return {"input_tokens": self.usage.input, "output_tokens": self.usage.output}
