"""A conversation as plain text: what was said and what was done, without what tools printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hermes_acp.agent.beginning import SAID
from hermes_acp.agent.events import CallFinished, Event, ReplyFinished, TurnEnded, TurnStarted
from hermes_acp.agent.history import to_events
from hermes_acp.agent.past import in_force
from hermes_acp.references.sessions import Past
from hermes_acp.store.store import Store


def transcript(events: Iterable[Event]) -> str:
    """Each turn under who spoke; calls by their titles, failed ones said so."""
    rows: list[str] = []
    for event in events:
        match event:
            case TurnStarted(shown=shown):
                rows.append(f"User: {shown}")
            case ReplyFinished(message=message) if message.text:
                rows.append(f"Assistant: {message.text}")
            case CallFinished(status=status, title=title):
                rows.append(f"[{title}{'' if status == 'completed' else ': failed'}]")
            case TurnEnded(error=str(error)):
                rows.append(f"[The turn failed: {error}]")
            case _:
                pass
    return "\n\n".join(rows)


class StoredConversations:
    """The sessions of a store, for ``@session:``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def latest(self) -> Sequence[Past]:
        """The newest page."""
        page = await self._store.sessions(holding=SAID)
        return [Past(record.id, record.title or "") for record in page.records]

    async def words(self, session_id: str) -> tuple[str, str] | None:
        """Title and transcript; None when there is no such session."""
        record = await self._store.find(session_id)
        if record is None:
            return None
        return record.title or "", transcript(in_force(to_events(await self._store.read(session_id))))
