"""The working tree, as the tests of the repository itself see it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Repository:
    """The working tree, without what tools made in it."""

    root: Path
    files: tuple[Path, ...]
    """Every file, in order."""

    def ending(self, suffix: str) -> list[Path]:
        """The files whose names end so, such as ``.md``."""
        return [path for path in self.files if path.suffix == suffix]

    def text(self, name: str) -> str:
        """The text of a file, named from the root."""
        return (self.root / name).read_text(encoding="utf-8")

    def pyproject(self) -> dict[str, object]:
        """pyproject.toml, read."""
        return tomllib.loads(self.text("pyproject.toml"))
