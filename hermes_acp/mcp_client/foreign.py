"""An entry of another program's settings, with the keys ours use. What has no like here is left behind.

The programs differ in a few words and in whether they count seconds or milliseconds; what they say of variables
(``env_vars``, ``bearer_token_env_var``) becomes a ``${NAME}``, which is replaced when the server is started.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

_SAME: Final = ("command", "args", "env", "cwd", "headers", "timeout")
_RENAMED: Final = {
    "httpUrl": "url",
    "serverUrl": "url",
    "url": "url",
    "http_headers": "headers",
    "startup_timeout_sec": "connect_timeout",
    "startup_timeout_ms": "connect_timeout",
    "tool_timeout_sec": "timeout",
}
_CHOSEN: Final = {
    "includeTools": "include",
    "enabled_tools": "include",
    "excludeTools": "exclude",
    "disabled_tools": "exclude",
    "disabledTools": "exclude",
}
_MILLISECONDS: Final = 1000
"""A time above this is in milliseconds: nobody waits a quarter of an hour for one call on purpose."""


def ours(entry: Mapping[str, object]) -> Mapping[str, object]:
    """An entry with the keys our settings use."""
    command = entry.get("command")
    if isinstance(command, dict):  # Zed's older form
        nested = cast("dict[str, object]", command)
        entry = {**entry, "command": nested.get("path"), "args": nested.get("args"), "env": nested.get("env")}
    kept: dict[str, object] = {name: entry[name] for name in _SAME if entry.get(name)}
    kept |= {ours: entry[theirs] for theirs, ours in _RENAMED.items() if entry.get(theirs)}
    for name in ("timeout", "connect_timeout"):
        if isinstance(seconds := kept.get(name), int | float) and seconds > _MILLISECONDS:
            kept[name] = seconds / _MILLISECONDS
    if entry.get("disabled") is True or entry.get("enabled") is False:
        kept["enabled"] = False
    if chosen := {ours: entry[theirs] for theirs, ours in _CHOSEN.items() if entry.get(theirs)}:
        kept["tools"] = chosen
    for key, variables in (("env", _passed_on(entry)), ("headers", _headers(entry))):
        if variables:
            kept[key] = {**_table(kept.get(key)), **variables}
    return kept


def _passed_on(entry: Mapping[str, object]) -> dict[str, str]:
    """Variables that a server gets from where the program runs."""
    names = entry.get("env_vars")
    found = cast("list[object]", names) if isinstance(names, list) else []
    return {name: f"${{{name}}}" for name in found if isinstance(name, str)}


def _headers(entry: Mapping[str, object]) -> dict[str, str]:
    """Headers whose values are in variables."""
    headers = {
        name: f"${{{variable}}}"
        for name, variable in _table(entry.get("env_http_headers")).items()
        if isinstance(variable, str)
    }
    if isinstance(variable := entry.get("bearer_token_env_var"), str) and variable:
        headers["Authorization"] = f"Bearer ${{{variable}}}"
    return headers


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
