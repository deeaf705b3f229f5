"""The limit on what a run may cost: looked at after each request, and no further one is made when it is reached."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hermes_acp.agent.events import Compacted, Event, ReplyFinished
from hermes_acp.errors import UserError

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session


class CostLimit:
    """Dollars that a run may cost, at list price."""

    def __init__(self, most: float | None) -> None:
        """``most`` is None for no limit."""
        self._most = most

    async def require_price(self, session: Session) -> None:
        """UserError when the limit could not be kept, because nobody knows what the model costs."""
        if self._most is None:
            return
        from hermes_acp.models.catalog import known

        price = await asyncio.to_thread(session.services.market().price, session.model)
        family = known(session.model)
        if price is None and (family is None or family.price is None):
            raise UserError(f"--max-cost cannot be kept: the price of {session.model} is not known.")

    def over(self, session: Session) -> str:
        """Why nothing more may be asked, as a sentence; empty while something may."""
        spent = session.meter.session
        if self._most is None or not spent.requests:
            return ""
        if spent.unpriced:
            return "A request was made whose price is not known, so --max-cost cannot be kept."
        return f"${spent.dollars:.4f} was spent of ${self._most:g} (--max-cost)." if spent.dollars >= self._most else ""

    def ends(self, session: Session, event: Event) -> str:
        """Why the running turn must end now; empty when it may go on, or makes no further request anyway."""
        more = isinstance(event, Compacted) or (isinstance(event, ReplyFinished) and event.message.calls)
        return self.over(session) if more else ""
