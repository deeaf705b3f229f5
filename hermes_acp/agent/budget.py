"""Tells the model in time that the requests of its turn run out, so that it can finish what matters."""

from __future__ import annotations

SHARE = 10
"""One part in this many of the requests is the end of a turn …"""
LEAST = 3
"""… but no fewer requests than these."""

WARNING = (
    "(You have {left} model requests left in this turn. Finish what matters most, leave things in a working state, "
    "and say at the end what is still to do.)"
)


def warning(left: int, most: int) -> str | None:
    """What to tell the model before a request, ``left`` of ``most`` remaining; None most of the time."""
    near = max(LEAST, most // SHARE)
    return WARNING.format(left=left) if left == near and most > near else None
