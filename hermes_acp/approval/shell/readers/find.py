"""``find``: any predicate outside the lists may run or write."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.options import Unknown

_ALONE = names(
    """-empty -nouser -nogroup -readable -writable -executable -prune -print -print0 -ls -depth -d -xdev -mount -not !
    -a -and -o -or ( ) , -true -false -quit -daystart -warn -nowarn -noleaf -ignore_readdir_race"""
)
_TEXT = names(
    """-maxdepth -mindepth -name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -size
    -mtime -mmin -atime -amin -ctime -cmin -perm -user -group -uid -gid -links -inum -lname -ilname -printf -fstype
    -used"""
)
_PATH = re.compile(r"-newer(?:[aBcm][aBcmt])?|-anewer|-cnewer|-samefile")
_LEADING = re.compile(r"-P|-O[0-3]")


def find(words: Sequence[str]) -> list[str]:
    """``find PATH… TEST…``."""
    paths: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _ALONE:
            continue
        if word in _TEXT:
            next(rest, None)
        elif _PATH.fullmatch(word):
            value = next(rest, "")
            if not word.endswith("t"):
                paths.append(value)
        elif word.startswith("-") and not _LEADING.fullmatch(word):
            raise Unknown(f"the find predicate {word} is not known to be harmless")
        elif not word.startswith("-"):
            paths.append(word)
    return paths
