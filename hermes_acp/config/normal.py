"""One form for settings that may be written in several.

Older and shorter spellings are turned into the one the rest of the program reads, before layers are merged.
"""

from __future__ import annotations

from typing import Final, cast

MODES: Final[dict[object, str]] = {
    "manual": "ask",
    "smart": "ask",
    "on": "ask",
    True: "ask",
    "off": "bypass",
    False: "bypass",
}
"""Words for ``approvals.mode`` that Hermes Agent uses; YAML reads ``off`` as false. There is no judging model here,
so ``smart`` asks the person."""


def normal(values: dict[str, object]) -> dict[str, object]:
    """The same settings, each in its one form. Empty keys are left out: they say nothing."""
    found = _without_empty(values)
    if isinstance(found.get("model"), str):
        found["model"] = {"default": found["model"]}
    approvals = found.get("approvals")
    if isinstance(approvals, dict):
        mode = cast("dict[str, object]", approvals).get("mode")
        if isinstance(mode, (str, bool)) and mode in MODES:
            approvals["mode"] = MODES[mode]
    return found


def _without_empty(values: dict[str, object]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            kept[str(key)] = _without_empty(cast("dict[str, object]", value))
        elif value is not None:
            kept[str(key)] = value
    return kept
