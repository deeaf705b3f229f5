"""Files of a repository that decide which program really answers to a name, such as ``rust-toolchain.toml``.

``cargo`` and ``go`` are often small launchers that fetch or run another version, the one such a file names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from hermes_acp.approval.names import names

_RUST = names("rust-toolchain rust-toolchain.toml")
_STEERED: Mapping[str, frozenset[str]] = {"cargo": _RUST, "rustc": _RUST, "go": names("go.mod go.work")}


def steered_by(program: str, directories: Sequence[str]) -> str | None:
    """The file that may put another program in the place of this one; None when there is none above or here."""
    for directory in directories:
        for name in sorted(_STEERED.get(program, ())):
            for folder in _upwards(directory):
                path = os.path.join(folder, name)
                if os.path.lexists(path):
                    return path
    return None


def _upwards(directory: str) -> list[str]:
    """A directory and all above it."""
    parts = directory.split("/")
    return ["/".join(parts[:count]) or "/" for count in range(len(parts), 0, -1)]
