"""The store: sessions as append-only logs that survive a crash."""

from __future__ import annotations

from hermes_acp.store.entries import UNSET, Entry, Page, SessionRecord, Unset
from hermes_acp.store.store import Store

__all__ = ["UNSET", "Entry", "Page", "SessionRecord", "Store", "Unset"]
