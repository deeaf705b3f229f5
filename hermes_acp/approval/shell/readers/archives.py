"""``tar`` and ``unzip``: the plain listing of an archive and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.shell.options import Unknown


def tar(words: Sequence[str]) -> list[str]:
    """Only ``tar -tf ARCHIVE``: long options can run programs, and ``host:file`` a remote shell."""
    if len(words) < 2 or not re.fullmatch(r"-?t[vzjJ]*f|-?[vzjJ]+tf?f|-?tv?f", words[0]):
        raise Unknown("only the plain listing of tar is known to be harmless")
    if any(word.startswith("-") or ":" in word for word in words[1:]):
        raise Unknown("this word of tar may run a program")
    return [words[1]]


def unzip(words: Sequence[str]) -> list[str]:
    """Only ``unzip -l ARCHIVE``."""
    if len(words) != 2 or words[0] not in ("-l", "-v", "-Z", "-Z1"):
        raise Unknown("only the listing of unzip is known to be harmless")
    return [words[1]]
