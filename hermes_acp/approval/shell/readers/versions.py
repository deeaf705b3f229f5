"""Programs of which only the version may be asked, and ``command -v``, which only looks a name up."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.approval.shell.options import Unknown


def command(words: Sequence[str]) -> list[str]:
    """``command -v NAME``; without ``-v`` it runs its words."""
    if words[:1] not in (["-v"], ["-V"]) or len(words) < 2 or any(word.startswith("-") for word in words[1:]):
        raise Unknown("command runs another command")
    return []


def version(words: Sequence[str]) -> list[str]:
    """Nothing but the question for a version."""
    if list(words) != ["--version"]:
        raise Unknown("only its version can be asked for unasked")
    return []


def python_version(words: Sequence[str]) -> list[str]:
    """``--version`` or ``-V``; ``-v`` would run it."""
    return [] if list(words) == ["-V"] else version(words)


def node_version(words: Sequence[str]) -> list[str]:
    """``--version`` or ``-v``."""
    return [] if list(words) == ["-v"] else version(words)


def java_version(words: Sequence[str]) -> list[str]:
    """``--version`` or, as it was once spelled, ``-version``."""
    return [] if list(words) == ["-version"] else version(words)


def go_version(words: Sequence[str]) -> list[str]:
    """``go version`` without a file, which it would look into."""
    if list(words) != ["version"]:
        raise Unknown("only its version can be asked for unasked")
    return []
