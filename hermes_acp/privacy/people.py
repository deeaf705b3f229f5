"""What names, reaches or charges a person: e-mail addresses, telephone numbers, payment cards, IBANs, names.

Card numbers must have a right check digit (Luhn, ISO/IEC 7812-1), IBANs too (modulo 97, ISO 13616). Names are those of
the people who have an account on this machine. Postal addresses and the names of others are not recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

Span = tuple[int, int, str]
"""Start, end and kind of something found."""

_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_PHONE = re.compile(
    r"""(?<![\w+.(-])(?:
        \+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ ./-]?\d){6,12}   # +49 170 1234567
      | \(\d{2,5}\)[ ]?\d{3,4}[ .-]?\d{3,5}                          # (555) 123-4567
      | \d{3}[.-]\d{3}[.-]\d{4}                                      # 555-123-4567
      | 0\d{2,4}[ /-]\d{5,9}                                         # 0170 1234567
    )(?![\w-]|\.\d)""",
    re.VERBOSE,
)
_CARD = re.compile(r"(?<![\w.-])(?:[3-6]|2[2-7])\d?(?:[ -]?\d){11,17}(?![\w-]|\.\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_DIGITS = re.compile(r"\d[\dA-Z ()./-]{5,}\d")
"""Something like this is in every telephone number, card number and IBAN; most texts hold none of it."""
_LEAST_IBAN = 15

ORDINARY_NAMES = frozenset(
    [
        "root",
        "user",
        "admin",
        "administrator",
        "ubuntu",
        "debian",
        "fedora",
        "vscode",
        "node",
        "dev",
        "developer",
        "test",
        "tester",
        "runner",
        "build",
        "git",
        "home",
        "guest",
        "app",
        "code",
        "web",
        "www",
        "data",
        "mail",
        "news",
        "backup",
        "nobody",
        "daemon",
        "system",
        "service",
        "docker",
        "jenkins",
        "gitlab",
        "github",
        "hermes",
        "agent",
        "worker",
        "server",
        "local",
        "default",
        "python",
        "java",
        "postgres",
        "mysql",
        "redis",
        "nginx",
        "apache",
        "ec2",
        "vagrant",
        "sandbox",
        "coder",
    ]
)
"""Names of accounts that name nobody."""


class Recogniser:
    """Finds people's facts in text."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """``names`` are found in any mix of capitals, as whole words."""
        known = sorted({name for name in names if len(name) > 2 and name.lower() not in ORDINARY_NAMES}, key=len)
        self._lower = tuple(name.lower() for name in known)
        words = "|".join(re.escape(name) for name in reversed(known))
        self._names = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE) if known else None

    def found(self, text: str) -> Iterator[Span]:
        """Everything found, in no order; two may overlap."""
        parts: list[Iterator[Span]] = []
        lower = text.lower() if self._names else ""
        if _DIGITS.search(text):
            parts += [_cards(text), _ibans(text), _plain(_PHONE, "phone", text)]
        if "@" in text:
            parts.append(_plain(_EMAIL, "email", text))
        if self._names and any(name in lower for name in self._lower):
            parts.append(_plain(self._names, "person", text))
        return chain.from_iterable(parts)


def names_on_this_machine() -> tuple[str, ...]:
    """Account and full names of the people with an account here. Blocks: it asks the system."""
    import os
    import pwd

    people = [entry for entry in pwd.getpwall() if 500 <= entry.pw_uid < 60_000 or entry.pw_uid == os.getuid()]
    full = (entry.pw_gecos.split(",")[0].strip() for entry in people)
    return tuple(dict.fromkeys([*(entry.pw_name for entry in people), *(name for name in full if " " in name)]))


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def mod97(iban: str) -> bool:
    """Whether the check digits of an IBAN (without blanks) are right."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _plain(pattern: re.Pattern[str], kind: str, text: str) -> Iterator[Span]:
    return ((match.start(), match.end(), kind) for match in pattern.finditer(text))


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 13 <= len(digits) <= 19 and luhn(digits):
            yield match.start(), match.end(), "card"


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        words = match[0].split(" ")
        for size in range(len(words), 0, -1):  # what follows an IBAN may look like a part of it
            iban = " ".join(words[:size])
            bare = iban.replace(" ", "")
            if len(bare) >= _LEAST_IBAN and mod97(bare):
                yield match.start(), match.start() + len(iban), "iban"
                break
