"""What the agent itself wrote, so that nobody acts on it: told by the events of its turns.

An edit says its texts, so the comments it added are known exactly. A command may write anywhere: whatever changed while
one of ours ran counts as ours.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from hermes_acp.agent.events import CallFinished, CallPrepared, CallStarted, Event
from hermes_acp.watching.comments import Comment, find
from hermes_acp_tools.result import Content, Diff

SLACK = 50_000_000
"""Nanoseconds by which a file's time may lie before the clock's: file systems round it down."""


class OwnWrites:
    """The comments that came from the agent."""

    def __init__(self) -> None:
        self._written: set[tuple[str, str, str]] = set()
        self._announced: dict[str, tuple[Content, ...]] = {}
        self._running: dict[str, int] = {}
        self._ran: list[tuple[int, int]] = []

    def note(self, event: Event) -> None:
        """Take an event of a turn."""
        match event:
            case CallPrepared(call_id=call_id, content=content):
                self._announced[call_id] = content
            case CallStarted(call_id=call_id, capability="execute" | "mcp"):
                self._running[call_id] = time.time_ns() - SLACK
            case CallFinished(call_id=call_id, content=content):
                announced = self._announced.pop(call_id, ())
                self._edited(content or announced)
                if (began := self._running.pop(call_id, None)) is not None:
                    self._ran.append((began, time.time_ns()))
            case _:
                pass

    def is_ours(self, path: str, comment: Comment, mtime_ns: int) -> bool:
        """Whether a comment that is new in a file, last changed at that time, came from the agent."""
        key = (path, *comment.key)
        spans = [*self._ran, *((began, time.time_ns()) for began in self._running.values())]
        if any(began <= mtime_ns <= ended for began, ended in spans):
            self._written.add(key)
        return key in self._written

    def _edited(self, content: Iterable[Content]) -> None:
        for diff in content:
            if isinstance(diff, Diff):
                before = {comment.key for comment in find(diff.old or "", diff.path)}
                after = {comment.key for comment in find(diff.new, diff.path)}
                self._written.update((diff.path, *key) for key in after - before)
