"""Notices when a turn goes in circles: the same call with the same outcome, one failure after another.

First it says so in the result the model reads; when that does not help, it names a reason to end the turn. Knows
calls and outcomes, not what they mean.
"""

from __future__ import annotations

import json
from collections import Counter

from hermes_acp.models.message import ToolCall

SAME_OUTCOME = 2
"""Times in a row until a look or a failure that brings nothing new is remarked on."""
SAME_LOOK = 3
"""Times since the last change until a look that brings nothing new is remarked on."""
FAILURES = 3
"""Failures of one tool in a row until it is remarked on."""
MOST_SAME = 5
"""Times in a row after which the turn ends."""
MOST_UNUSABLE = 3
"""Replies in a row without a call that could be understood, after which the turn ends. Calls of one reply count as
one: the model wrote them before it read what was wrong."""

Key = tuple[str, str, str]
"""Name, arguments and outcome of a call."""


class Circles:
    """Follows the calls of one turn at a time."""

    def __init__(self) -> None:
        self.stuck = ""
        """Why the turn should end; empty while there is no reason."""
        self.new_turn()

    def new_turn(self) -> None:
        """Forget what was before."""
        self.stuck = ""
        self._last: Key | None = None
        self._row = self._unusable = 0
        self._understood = False
        self._seen: Counter[Key] = Counter()
        self._failures: Counter[str] = Counter()

    def remark(
        self, call: ToolCall, outcome: str, *, failed: bool, understood: bool = True, looks: bool = False
    ) -> str:
        """What to tell the model about this outcome; empty when there is nothing to say.

        ``understood`` is False when the call itself was wrong; ``looks`` is True when it changes nothing.
        """
        key = (call.name, same_arguments(call.arguments), outcome)
        self._row = self._row + 1 if key == self._last else 1
        self._last = key
        self._understood = self._understood or understood
        self._failures[call.name] = self._failures[call.name] + 1 if failed else 0
        if not failed and not looks:
            self._seen.clear()
        self._seen[key] += 1
        if self._row >= MOST_SAME:
            self.stuck = f"The same call of {call.name} had the same outcome {self._row} times in a row."
        return self._words(call.name, key, failed or looks)

    def end_reply(self) -> str:
        """The calls of one reply are answered. Returns why the turn should end; empty while there is no reason."""
        self._unusable = 0 if self._understood else self._unusable + 1
        self._understood = False
        if self._unusable >= MOST_UNUSABLE and not self.stuck:
            self.stuck = f"The tool calls of {self._unusable} replies in a row could not be understood."
        return self.stuck

    def _words(self, name: str, key: Key, idle: bool) -> str:
        if idle and (self._row >= SAME_OUTCOME or self._seen[key] >= SAME_LOOK):
            return f"You have made this very call {self._seen[key]} times with the same outcome. Try something else."
        if self._failures[name] >= FAILURES:
            return f"{name} has failed {self._failures[name]} times in a row. Think about why before you go on."
        return ""


def same_arguments(text: str) -> str:
    """The arguments without differences in order and blanks."""
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text
