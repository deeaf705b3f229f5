"""What a program wants to know of a turn when it is over: the answer, the cost, what was refused, what was changed.

A listener over the events of one turn, or of several that belong together. Knows no session and no face.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hermes_acp.agent.events import CallFinished, Compacted, Event, ReplyFinished, TurnEnded, TurnStarted
from hermes_acp.agent.usage import NOTHING, Spent, of_request
from hermes_acp.models.message import Usage
from hermes_acp_tools.result import Diff

if TYPE_CHECKING:
    from hermes_acp.agent.usage import PriceOf


class Report:
    """Hears events and sums them up."""

    def __init__(self) -> None:
        self.text = ""
        """The agent's last words."""
        self.stop: str | None = None
        """Why the last turn ended; None while it runs, and when it failed."""
        self.error: dict[str, str] | None = None
        """``reason`` and ``message`` of the failure of the last turn."""
        self.refusals: list[dict[str, str]] = []
        """Calls that were refused by a rule, a mode or for want of somebody to ask."""
        self.files: dict[str, None] = {}
        """Absolute paths that editing tools changed, in order. What commands change is not seen."""
        self._requests: list[tuple[str, Usage]] = []
        self._command = False

    def hear(self, event: Event) -> None:
        """Take an event."""
        match event:
            case TurnStarted(command=command):
                self._command, self.stop, self.error = command, None, None
            case ReplyFinished(message=message, usage=usage):
                self.text = message.text or self.text
                if message.model and not self._command:
                    self._requests.append((message.model, usage))
            case Compacted(model=model, usage=usage) if model:
                self._requests.append((model, usage))
            case CallFinished():
                self._note(event)
            case TurnEnded(stop=stop, error=error, reason=reason):
                self.stop = stop
                self.error = {"reason": reason or "error", "message": error} if error else None
            case _:
                pass

    def spent(self, price: PriceOf | None = None) -> Spent:
        """What the requests cost; without ``price`` the bundled table says."""
        return sum((of_request(model, usage, price) for model, usage in self._requests), NOTHING)

    def told(self, price: PriceOf | None = None) -> dict[str, Any]:
        """The whole as a JSON object; null stands for what nobody said."""
        spent = self.spent(price)
        return {
            "stop": self.stop,
            "text": self.text,
            "usage": usage_told(spent),
            "cost": cost_told(spent),
            "refusals": self.refusals,
            "files_changed": list(self.files),
            "error": self.error,
        }

    def _note(self, event: CallFinished) -> None:
        if "refused_by" in event.data:
            said = event.message.text.strip().partition("\n")[0]
            by, tool = str(event.data["refused_by"]), event.message.name
            self.refusals.append({"tool": tool, "title": event.title, "refused_by": by, "reason": said})
        if event.status == "completed":
            self.files.update({part.path: None for part in event.content if isinstance(part, Diff)})


def usage_told(spent: Spent) -> dict[str, int | None]:
    """Requests and tokens, as programs are told of them."""
    return {
        "requests": spent.requests,
        "input_tokens": spent.usage.input,
        "output_tokens": spent.usage.output,
        "cached_tokens": spent.usage.cached,
        "reasoning_tokens": spent.usage.reasoning,
        "unpriced_requests": spent.unpriced,
    }


def cost_told(spent: Spent) -> float | None:
    """Dollars at list price; None when no request has a known price."""
    return None if spent.requests == spent.unpriced else round(spent.dollars, 6)
