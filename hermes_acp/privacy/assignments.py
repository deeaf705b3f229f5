"""Secrets that only their name gives away: ``DB_PASSWORD=…``, ``"apiKey": "…"``, ``?token=…``.

Code is full of such names whose value is no secret (a variable, a call, a type, a word of explanation), so the value
must look random enough. What stands in a line of a ``.env`` file needs less, since nothing else stands there.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

_NAMES = (
    *("key", "token", "secret", "password", "passwd", "passphrase", "_pass", "pwd"),
    *("credential", "credentials", "authorization", "_pat", "_psk"),
)
_BEFORE_KEY = re.compile(
    r"(?:api|access|secret|private|auth|encryption|signing|account|master|license|service|client|session|app|ssh)"
    r"[_.-]?\Z"
)
_AFTER_NAME = frozenset("\"'`)] \t=:")
_VALUE = re.compile(
    r"[\"'`\])]{0,2}[ \t]{0,8}(?::[ \t]{0,8}[A-Za-z][\w.\[\]|? ]{0,40}=|=>|:=|==?|:)[ \t]{0,8}"
    r"(?:\"(?P<double>[^\"\n]{4,512})\"|'(?P<single>[^'\n]{4,512})'|`(?P<back>[^`\n]{4,512})`"
    r"|(?P<bare>[^\s\"'`,;()\[\]{}<>|&]{6,512}))"
)
_FILE_LINE = re.compile(r"(?:^|[\n|:])[ \t]{0,8}(?:export |set |- |ENV |ARG )?[A-Z][A-Z0-9_]*$")
_REFERENCE = re.compile(r"[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+|[\w.]*\(.*|[$%<{/~.].*|https?://.*", re.DOTALL)
_EXPLAINED = re.compile(
    r"your|example|change[_ -]?me|placeholder|xxx|\*\*\*|\.\.\.|dummy|insert|replace|redacted|hidden|undefined"
    r"|process\.env",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:bearer|basic|token|digest)\s+", re.IGNORECASE)
_PASSWORDS = ("pass", "_pass", "pwd")
LEAST_BITS = 3.0
"""Entropy a character that a longer value must have, where only its name speaks for a secret."""


def found(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of every value that its name and its look make a secret."""
    lower = text.replace("\u0130", "I").lower()  # the one letter that becomes two
    for name in _NAMES:
        at = lower.find(name)
        while at >= 0:
            end = at + len(name)
            if lower[end : end + 1] in _AFTER_NAME and _names_a_secret(name, lower, text, at):
                match = _VALUE.match(text, end)
                if match and (span := _secret_in(text, name, at, match)):
                    yield (*span, _kind(name))
            at = lower.find(name, end)


def _names_a_secret(name: str, lower: str, text: str, at: int) -> bool:
    """A key is one only with a word before it, or in capitals behind an underline, such as ``STRIPE_KEY``."""
    if name != "key":
        return True
    return text[at - 1 : at + 3] == "_KEY" or _BEFORE_KEY.search(lower, max(0, at - 12), at) is not None


def _secret_in(text: str, name: str, at: int, match: re.Match[str]) -> tuple[int, int] | None:
    """Where in the value the secret stands, if it is one."""
    group = match.lastgroup or "bare"
    value, start = match[group], match.start(group)
    if group == "bare":
        value = value.rstrip(".:!?\\")
    elif scheme := _SCHEME.match(value):
        start, value = start + scheme.end(), value[scheme.end() :]
    secret = _random(value) if name == "authorization" else _looks_secret(value, name, quoted=group != "bare")
    if not secret and (group != "bare" or not _in_a_file_of_settings(text, at, len(name), value)):
        return None
    return start, start + len(value)


def _looks_secret(value: str, name: str, *, quoted: bool) -> bool:
    if _REFERENCE.fullmatch(value) or _EXPLAINED.search(value):
        return False
    if name.startswith(_PASSWORDS):
        return len(value) >= 6 and (_classes(value) >= 2 if quoted else _classes(value) >= 3 or _random(value))
    return len(value) >= 10 and " " not in value and _random(value)


def _random(value: str) -> bool:
    """Whether nobody would have thought of this text: digits among letters, and few repetitions."""
    if not any(char.isdigit() for char in value) or value.replace(".", "").replace("-", "").isdigit():
        return False
    if not any(char.isalpha() for char in value):
        return False
    return entropy(value) >= (LEAST_BITS if len(value) >= 16 else LEAST_BITS - 0.5)


def _in_a_file_of_settings(text: str, at: int, size: int, value: str) -> bool:
    """Whether it is a line such as ``export DB_PASSWORD=…``, where a plain word is a secret too."""
    begins = text[max(0, at - 64) : at]
    upper = text[at : at + size].isupper() or text[at - 1 : at + 3] == "_KEY"
    plain = _REFERENCE.fullmatch(value) or _EXPLAINED.search(value) or value.isdigit()
    return upper and len(value) >= 6 and not plain and _FILE_LINE.search(begins + "A") is not None


def _classes(value: str) -> int:
    return sum(any(test(char) for char in value) for test in (str.islower, str.isupper, str.isdigit, _is_sign))


def _is_sign(char: str) -> bool:
    return not char.isalnum() and not char.isspace() and char not in "_-.:"


def entropy(value: str) -> float:
    """Bits a character, from how often each occurs in this very text (Shannon 1948)."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def _kind(name: str) -> str:
    return "password" if name.startswith(_PASSWORDS) else "key" if name == "key" else "secret"
