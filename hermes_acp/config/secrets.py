"""Which settings are secrets, so that nobody prints one."""

from __future__ import annotations

import re
from typing import Final, cast

HIDDEN: Final = "(hidden)"

SECRET_NAME: Final = re.compile(
    r"(?:^|_)(?:api_?key|access_?key|private_?key|key|token|secret|password|passwd|passphrase|credentials?|pat"
    r"|authorization|cookie)$"
)
SECRET_PARENTS: Final = frozenset({"env", "headers", "extra_headers"})
"""Tables whose every value may be a secret."""

REFERENCE: Final = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}")
"""``${VAR}`` or ``${env:VAR}``."""

IN_ADDRESS: Final = re.compile(
    r"(?<=://)[^/@\s]+(?=@)|(?<=[?&])([\w.-]*(?:key|token|secret|sig|password)[\w.-]*=)[^&\s]+", re.IGNORECASE
)
"""Parts of an address that may be secrets: ``user:password@`` and ``?key=…``."""


def is_secret_name(name: str) -> bool:
    """Whether a key or variable of this name holds a secret: ``api_key``, ``OPENAI_API_KEY``, ``x-api-key``."""
    return SECRET_NAME.search(name.lower().replace("-", "_")) is not None


def is_secret_path(path: tuple[str, ...]) -> bool:
    """Whether the value at this path is a secret."""
    return is_secret_name(path[-1]) or any(part in SECRET_PARENTS for part in path[:-1])


def shown(path: tuple[str, ...], value: object) -> object:
    """The value as a person may see it; a bare ``${VAR}`` is no secret, it only names one."""
    if value is None or (isinstance(value, str) and REFERENCE.fullmatch(value)):
        return value
    if path and is_secret_path(path):
        return HIDDEN
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return {key: shown((*path, key), item) for key, item in table.items()}
    if isinstance(value, list):
        return [shown((*path, "[]"), item) for item in cast("list[object]", value)]
    if isinstance(value, str):
        return IN_ADDRESS.sub(lambda match: (match[1] or "") + HIDDEN, value)
    return value
