"""One table of settings about a server, read value by value: unknown keys are passed over, known ones must be right.

What is wrong is named by its whole path. Knows what values look like, and no servers.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping
from typing import Final, cast

from hermes_acp.errors import ConfigError

_VARIABLE = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*|/)(?::-([^}]*))?\}")
_FLAGS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def expand(text: str, environ: Mapping[str, str]) -> str:
    """The text with ``${VAR}`` and ``${VAR:-default}`` replaced; a variable nobody set stays as written."""
    return _VARIABLE.sub(lambda match: environ.get(match[1], match[2] if match[2] is not None else match[0]), text)


def places(workspace: str) -> dict[str, str]:
    """The variables by which entries name places: ``${workspaceFolder}`` and its like, as other clients spell them."""
    return {
        "workspaceFolder": workspace,
        "workspaceFolderBasename": os.path.basename(workspace),
        "userHome": os.path.expanduser("~"),
        "pathSeparator": os.sep,
        "/": os.sep,
    }


class Entry:
    """One table. Everything raises ConfigError for a value of the wrong kind."""

    def __init__(self, path: str, value: Mapping[str, object], environ: Mapping[str, str]) -> None:
        """``path``: what it is called when something in it is wrong."""
        self._path = path
        self._value = value
        self._environ = environ

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def text(self, key: str) -> str:
        """A text; empty when there is none."""
        found = self._value.get(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise self.wrong(key, "a text")
        return expand(found, self._environ)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text; numbers are spelled out."""
        found = self._value.get(key)
        if isinstance(found, str):
            return (expand(found, self._environ),)
        return self._list(key, found)

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a command line: a list, or a text that holds a JSON list or is split as a shell does."""
        found = self._value.get(key)
        if not isinstance(found, str):
            return self._list(key, found)
        try:
            split: object = json.loads(found) if found.lstrip().startswith("[") else shlex.split(found)
        except ValueError:
            raise self.wrong(key, "a list") from None
        return self._list(key, split)

    def table(self, key: str) -> dict[str, str]:
        """Names and texts."""
        found = self._value.get(key)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise self.wrong(key, "names and values")
        pairs = cast("Mapping[object, object]", found)
        return {str(name): expand(str(item), self._environ) for name, item in pairs.items()}

    def flag(self, key: str, default: bool) -> bool:
        """True or false, also as a word."""
        found = self._value.get(key)
        if isinstance(found, Mapping):  # a table of details, such as ``elicitation: {enabled: true}``
            found = cast("Mapping[str, object]", found).get("enabled", default)
        if isinstance(found, str):
            found = _FLAGS.get(expand(found, self._environ).strip().lower(), found)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self.wrong(key, "true or false")
        return found

    def seconds(self, key: str, default: float) -> float:
        """A time that is not negative."""
        found = self._value.get(key)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, int | float) or found < 0:
            raise self.wrong(key, "a number of seconds")
        return float(found)

    def inner(self, key: str) -> Entry:
        """The table under a key; empty where there is none, or where a mere flag stands in its place."""
        found = self._value.get(key)
        if found is None or isinstance(found, bool):
            return Entry(self._path, {} if found is None else {"enabled": found}, self._environ)
        if not isinstance(found, Mapping):
            raise self.wrong(key, "keys and values")
        return Entry(f"{self._path}.{key}", cast("Mapping[str, object]", found), self._environ)

    def wrong(self, key: str, wanted: str) -> ConfigError:
        """The error for a value of another kind than ``wanted``."""
        return ConfigError(f"{self._path}.{key} must be {wanted}.")

    def _list(self, key: str, found: object) -> tuple[str, ...]:
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self.wrong(key, "a list")
        return tuple(expand(str(item), self._environ) for item in cast("list[object]", found))
