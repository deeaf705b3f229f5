"""One run: a turn of the agent that a client asked for, what it did so far, and how it stands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from hermes_acp.agent.events import AgentText, CallFinished, CallStarted, Event, Notice, TurnEnded
from hermes_acp.models.message import Usage
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Diff

if TYPE_CHECKING:
    from hermes_acp.approval.questions import Question

State = Literal["running", "completed", "failed", "cancelled"]
Status = Literal["running", "needs_approval", "completed", "failed", "cancelled"]


class Step(NamedTuple):
    """Something it said or did."""

    kind: Literal["text", "tool", "notice"]
    words: str
    message_id: str = ""
    """Of a text: the message it is a part of."""


def run_id(session_id: str, prompt_id: str) -> str:
    """The name of a run; from it, its session and its turn are found again after a restart."""
    return f"{session_id}.{prompt_id[:8]}"


class Run:
    """One run. Steps are only added to, so a cursor is a count of them."""

    def __init__(self, session_id: str, prompt_id: str, cwd: str) -> None:
        self.id = run_id(session_id, prompt_id)
        self.session_id = session_id
        self.cwd = cwd
        self.state: State = "running"
        self.error: str | None = None
        self.usage = Usage()
        self.steps: list[Step] = []
        self.files: dict[str, None] = {}
        """Files it changed, in the order in which it first did."""
        self.open: dict[str, Question] = {}
        """What waits for a yes or a no, by id."""
        self.shown: dict[str, float] = {}
        """When a client was first given a question as a form, by its id; Unix seconds."""
        self.began = self.moved = time.time()
        """Unix seconds of its beginning, and of the last thing that happened."""
        self.put_aside: set[str] = set()
        """Questions that a form did not settle; they are not shown in a form again."""
        self.task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state != "running"

    @property
    def status(self) -> Status:
        """How it stands, as a client is told."""
        return "needs_approval" if self.state == "running" and self.open else self.state

    def hear(self, event: Event) -> None:
        """Take in what the session says while it is this run's turn."""
        match event:
            case AgentText(message_id, text):
                self._add(Step("text", text, message_id))
            case CallStarted(title=title):
                self._add(Step("tool", title))
            case CallFinished(status="failed", title=title, message=message):
                self._add(Step("tool", f"{title}: {message.text.strip().partition(chr(10))[0][:200]}"))
            case CallFinished(content=content):
                for part in content:
                    if isinstance(part, Diff):
                        self.files[shown(part.path, self.cwd)] = None
            case Notice(severity, title, description) if severity != "info":
                self._add(Step("notice", f"{title}: {description}"))
            case TurnEnded(error=error, usage=usage):
                self.usage, self.error = usage, error
            case _:
                pass

    def ask(self, question: Question) -> None:
        """A question waits."""
        self.open[question.id] = question
        self.changed()

    def settled(self, question: Question) -> None:
        """It waits no longer."""
        self.open.pop(question.id, None)
        self.changed()

    def end(self, state: State, error: str | None = None) -> None:
        """Nothing more will happen."""
        self.state, self.error = state, error or self.error
        self.changed()

    def changed(self) -> None:
        """Wake whoever waits."""
        self.moved = time.time()
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, seconds: float) -> bool:
        """Wait until something happens; false when nothing did in time."""
        changed = self._changed
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await changed.wait()
        except TimeoutError:
            return False
        return True

    def words(self, after: int = 0) -> str:
        """What it said after a cursor."""
        parts: list[str] = []
        message = next((step.message_id for step in reversed(self.steps[:after]) if step.kind == "text"), "")
        for step in self.steps[after:]:
            if step.kind == "text" and step.words:
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

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self.changed()
