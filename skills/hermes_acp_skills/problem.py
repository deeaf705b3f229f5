"""What is wrong with a skill, said as data: a file, a line, a sentence.

A Problem is found while reading, and the catalog goes on without the thing it names. A SkillError answers a request
that cannot be met.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct


class Problem(Struct, frozen=True):
    """Something a person may want to put right."""

    path: Path
    """The file or folder it is about."""
    line: int
    """1-based; 0 when it is about the whole file."""
    message: str
    """A sentence that says what is wrong and what would be right."""
    severity: Literal["warning", "note"] = "warning"
    """A warning: a rule is broken. A note: nothing is wrong, and a person may still want to know."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}"


class SkillError(Exception):
    """The skill, or the file in it, cannot be given. The message is for the model and says what to do next."""
