"""The listener that writes a session down, and the promise it keeps: nothing acknowledged is lost.

It hears every event before any face does. What must be on disk first is waited for; the rest rides along with
the next such commit, at the latest after a second, so a turn costs few flushes of the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import (
    AgentText,
    CallFinished,
    CallStarted,
    Event,
    ModeChanged,
    ModelChanged,
    OptionChanged,
    PromptQueued,
    ReplyFinished,
    ReplyGrew,
    Rewound,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.history import to_item
from hermes_acp.errors import StoreError
from hermes_acp.store.entries import Item
from hermes_acp.store.store import Store

if TYPE_CHECKING:
    from hermes_acp.privacy.secrets import Redactor

AT_MOST_SECONDS = 1.0
"""Streamed text is on disk after this long …"""
AT_MOST_CHARS = 4096
"""… or when this much has gathered."""

ON_DISK_FIRST = (
    TurnStarted,
    PromptQueued,
    CallFinished,
    ModeChanged,
    ModelChanged,
    OptionChanged,
    Rewound,
    TurnEnded,
)


class SessionLog:
    """Appends one session's events to its log, in order."""

    def __init__(self, store: Store, session_id: str, redactor: Callable[[], Redactor | None] | None = None) -> None:
        """``redactor`` gives what masks secrets in all that is kept; it may block."""
        self._store = store
        self._redactor = redactor
        self._session_id = session_id
        self._items: list[Item] = []
        self._text: list[str] = []
        self._text_id = ""
        self._text_size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    async def hear(self, event: Event) -> None:
        """Take an event; returns when it is as safe as it must be. StoreError when it cannot be made so."""
        if isinstance(event, AgentText):
            await self._grow(event)
            return
        if isinstance(event, ReplyFinished):
            self._text.clear()
            self._text_size = 0
        item = to_item(event)
        if item is None:
            return
        self._items.append(item)
        if isinstance(event, ON_DISK_FIRST) or (isinstance(event, CallStarted) and changes_something(event)):
            await self.flush()
        else:
            self._start_timer()

    async def flush(self) -> None:
        """Wait until everything heard so far is on disk."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._take_text()
        # Once handed over it must arrive, whatever becomes of the turn that waits for it; and what comes later waits.
        await asyncio.shield(self._write_all())

    async def _write_all(self) -> None:
        async with self._writing:
            while self._items:
                items, self._items = self._items, []
                await self._write(items)

    async def _write(self, items: list[Item]) -> None:
        """Append, or keep them in front of what comes: the next write tries again."""
        try:
            masked = await asyncio.to_thread(masked_items, items, self._redactor) if self._redactor else items
            await self._store.append(self._session_id, *masked)
        except BaseException:
            self._items = [*items, *self._items]
            raise

    async def close(self) -> None:
        """Write the rest."""
        await self.flush()
        if self._late:
            await self._late

    async def _grow(self, event: AgentText) -> None:
        self._text.append(event.text)
        self._text_id = event.message_id
        self._text_size += len(event.text)
        if self._text_size >= AT_MOST_CHARS:
            self._take_text()
        self._start_timer()

    def _take_text(self) -> None:
        if self._text:
            item = to_item(ReplyGrew(self._text_id, "".join(self._text)))
            if item:
                self._items.append(item)
            self._text.clear()
            self._text_size = 0

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(AT_MOST_SECONDS, self._flush_late)

    def _flush_late(self) -> None:
        self._timer = None
        self._late = asyncio.get_running_loop().create_task(self._flush_quietly())

    async def _flush_quietly(self) -> None:
        """A write nobody waits for; its failure shows at the next one somebody does."""
        with contextlib.suppress(StoreError):
            await self.flush()


def masked_items(items: Sequence[Item], load: Callable[[], Redactor | None]) -> Sequence[Item]:
    """The items without secrets. Blocks when the redactor is loaded for the first time."""
    redactor = load()
    if redactor is None:
        return items
    from hermes_acp.privacy.records import masked_object

    return [(kind, masked_object(data, redactor.redact)) for kind, data in items]


def changes_something(event: CallStarted) -> bool:
    """True when the world may be different after the call."""
    return event.capability not in ("read", "internal")
