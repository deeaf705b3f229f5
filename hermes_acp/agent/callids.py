"""Ids of tool calls, no two alike in a session.

Models name their calls themselves, and some begin at ``call_0`` again with every reply. Faces, the log and the history
know a call by its id alone, so a call whose id stands for another one already is called otherwise from its first
event on. Providers see the new id in the call and in its answer alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hermes_acp.agent.events import CallFinished, CallStarted, Event, ReplyFinished

OURS = "hermes_"
"""How ids begin that we give. None is given twice, also when a model copies one, so they need not be kept."""


class CallIds:
    """The ids from models that stand for a call of the session, whatever became of it since."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def add(self, events: Iterable[Event]) -> None:
        """Take those of a log; what was rewound or summed up since counts as well, as faces have shown it."""
        for event in events:
            match event:
                case CallStarted(call_id=call_id) | CallFinished(call_id=call_id):
                    self._taken.add(call_id)
                case ReplyFinished(message):
                    self._taken.update(call.id for call in message.calls)
                case _:
                    pass

    def take(self, wished: str, new_id: Callable[[], str]) -> str:
        """An id for a further call: the one its model gave it, or another where that is empty or taken."""
        if not wished or wished in self._taken or wished.startswith(OURS):
            return f"{OURS}{new_id()}"
        self._taken.add(wished)
        return wished
