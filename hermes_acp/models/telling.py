"""Lists of models as JSON: one shape, for ``hermes models --json`` and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.models.facts import facts_of

if TYPE_CHECKING:
    from hermes_acp.models.lists import Group
    from hermes_acp.models.wanted import Wanted


def group_told(group: Group, wanted: Wanted) -> dict[str, object]:
    """A group; tokens, dollars for a million tokens, seconds since the epoch, null for the unknown. Blocks."""
    models: list[dict[str, object]] = []
    for model in group.models:
        name = f"{group.provider}:{model.id}"
        known = facts_of(name, wanted)
        models.append(
            {
                "name": name,
                "context": known.window,
                "context_from": known.window_from or None,
                "price": known.price._asdict() if known.price else None,
                "price_from": known.price_from or None,
            }
        )
    return {
        "provider": group.provider,
        "label": group.label,
        "fetched": group.fetched,
        "problem": group.problem or None,
        "models": models,
    }
