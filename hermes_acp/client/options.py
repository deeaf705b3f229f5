"""How ``hermes rpc`` is started."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hermes_acp.client.values import Mode


@dataclass(frozen=True, slots=True)
class Options:
    """The command line and the environment of the server."""

    model: str | None = None
    """``provider:model`` of new sessions; None leaves it to the settings."""
    mode: Mode | None = None
    """The mode of new sessions; None leaves it to the settings."""
    allow: Sequence[str] = ()
    """Rules that count in every session."""
    deny: Sequence[str] = ()
    """Likewise; they win over everything that allows."""
    environment: Mapping[str, str] | None = None
    """Added to the environment of this process."""
    command: Sequence[str] = ()
    """What is started instead of the Hermes of this Python, without ``rpc``."""

    def line(self, *, asks: bool) -> list[str]:
        """The words of the command; with ``asks`` there is somebody who answers questions."""
        words = [*(self.command or (sys.executable, "-P", "-m", "hermes_acp")), "rpc"]
        words += ["--permissions", "client" if asks else "policy"]
        words += [word for name in ("model", "mode") if (value := getattr(self, name)) for word in (f"--{name}", value)]
        words += [word for name in ("allow", "deny") for rule in getattr(self, name) for word in (f"--{name}", rule)]
        return words

    def variables(self) -> dict[str, str]:
        """The environment."""
        return {**os.environ, **(self.environment or {})}
