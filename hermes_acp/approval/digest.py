"""A fingerprint of an action, so that what was approved is what is done."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from msgspec.structs import asdict

if TYPE_CHECKING:
    from hermes_acp_tools.action import Action


def digest(action: Action) -> str:
    """SHA-256 (hex) over every fact of the action but what files held; equal digests mean the same action."""
    paths = [(use.given, use.resolved, use.access) for use in action.paths]  # the same act, whatever the file held
    facts = json.dumps({**asdict(action), "paths": paths}, sort_keys=True, ensure_ascii=True, default=repr)
    return hashlib.sha256(facts.encode()).hexdigest()
