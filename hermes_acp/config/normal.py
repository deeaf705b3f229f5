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
"""Words for ``approvals.mode`` that Hermes Agent uses; YAML reads ``off`` as false. ``smart`` asks the person,
unless ``approvals.judge`` names a model that may answer."""


def normal(values: dict[str, object]) -> dict[str, object]:
    """The same settings, each in its one form. Empty keys are left out: they say nothing."""
    found = _without_empty(values)
    _model(found)
    sandbox = found.get("sandbox")
    if isinstance(sandbox, dict) and cast("dict[str, object]", sandbox).get("mode") is False:
        sandbox["mode"] = "off"  # as YAML reads the word
    approvals = found.get("approvals")
    if isinstance(approvals, dict):
        mode = cast("dict[str, object]", approvals).get("mode")
        if isinstance(mode, (str, bool)) and mode in MODES:
            approvals["mode"] = MODES[mode]
    return found


def _model(found: dict[str, object]) -> None:
    """A plain name is the default; ``model.model`` says the same; ``auto`` is no provider but leaves it open."""
    model = found.get("model")
    if isinstance(model, str):
        found["model"] = {"default": model}
    elif isinstance(model, dict):
        table = cast("dict[str, object]", model)
        if isinstance(table.get("model"), str):
            table.setdefault("default", table.pop("model"))
        if table.get("provider") == "auto":
            del table["provider"]


def _without_empty(values: dict[str, object]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            kept[str(key)] = _without_empty(cast("dict[str, object]", value))
        elif value is not None:
            kept[str(key)] = value
    return kept
