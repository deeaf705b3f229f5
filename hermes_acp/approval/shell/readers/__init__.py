"""Read-only programs whose words need a grammar of their own, by name.

Each reader gets the words after the program's name and gives back the paths that would be opened.
``Unknown`` when anything could write, run, or is simply not recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hermes_acp.approval.shell.readers.archives import tar, unzip
from hermes_acp.approval.shell.readers.awk import awk
from hermes_acp.approval.shell.readers.conditions import bracket, test
from hermes_acp.approval.shell.readers.find import find
from hermes_acp.approval.shell.readers.sed import sed
from hermes_acp.approval.shell.readers.texts import date, echo, expr, jq, printf
from hermes_acp.approval.shell.readers.versions import (
    command,
    go_version,
    java_version,
    node_version,
    python_version,
    version,
)

Reader = Callable[[Sequence[str]], list[str]]

READERS: dict[str, Reader] = {
    "find": find,
    "sed": sed,
    "awk": awk,
    "gawk": awk,
    "mawk": awk,
    "test": test,
    "[": bracket,
    "[[": bracket,
    "printf": printf,
    "echo": echo,
    ":": echo,
    "date": date,
    "jq": jq,
    "tar": tar,
    "unzip": unzip,
    "command": command,
    "expr": expr,
    "python": python_version,
    "python3": python_version,
    "node": node_version,
    "gcc": version,
    "g++": version,
    "clang": version,
    "cmake": version,
    "make": version,
    "bash": version,
    "perl": version,
    "ruby": version,
    "rustc": version,
    "cargo": version,
    "pip": version,
    "pip3": version,
    "go": go_version,
    "java": java_version,
}
