"""What a command does beyond its own words: it sends, changes the shell for those after it, or deletes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.script import Segment, program
from hermes_acp.approval.shell.unwrap import Found

_NETWORK = names(
    """curl wget http https xh aria2c nc ncat netcat socat telnet ftp sftp scp rsync ssh mosh ping ping6 traceroute dig
    nslookup host getent whois git gh glab hub npm npx pnpm yarn bun pip pip3 uv uvx cargo go gem aws gcloud az kubectl
    docker podman mail sendmail python python3 perl ruby node php lua bash sh zsh openssl rclone"""
)
_CHANGES_SHELL = names(
    """declare typeset readonly alias unalias source . eval trap hash enable set shopt unset exec function builtin
    pushd popd ulimit umask complete bind local let read mapfile readarray getopts"""
)
_ONLY_HERE = names(
    "alias unalias function trap hash enable bind complete umask ulimit pushd popd local getopts builtin"
)
"""Of these, the ones that are gone with the shell."""
_HARMLESS_NAMES = re.compile(
    r"LANG|LC_\w+|TZ|NO_COLOR|FORCE_COLOR|CI|DEBUG|NODE_ENV|RUST_LOG|RUST_BACKTRACE|PYTHONUNBUFFERED|PORT|HOST"
)
_FETCHES = names("curl wget http https xh aria2c lynx w3m elinks links gh glab")
_DELETES = names("rm rmdir unlink shred truncate mv dd srm trash gio")
_DELETING = names("-delete --delete clean checkout restore reset stash")
"""Words that make another program delete: ``find -delete``, ``git clean``, ``rsync --delete`` …"""


def sends(found: Iterable[Found]) -> bool:
    """Whether anything can carry data out of the machine."""
    return any(program(each.segment) in _NETWORK for each in found)


def fetches(found: Iterable[Found]) -> bool:
    """Whether anything brings along what strangers wrote."""
    return any(program(each.segment) in _FETCHES for each in found)


def deletes(found: Iterable[Found]) -> str:
    """What deletes, such as ``rm`` or ``git clean``; empty when nothing is gone afterwards."""
    for each in found:
        name = program(each.segment)
        if name in _DELETES:
            return name
        if deleting := next((word for word in each.segment.argv if word in _DELETING), None):
            return f"{name} {deleting}"
    return ""


class ShellChange(Struct, frozen=True):
    """What a command leaves behind in the persistent shell."""

    command: str
    """The command that does it; empty when nothing is left behind."""
    outlives: bool = False
    """True when a new shell in the place of this one may have it too, since exported variables are kept."""


def changes_shell(found: Iterable[Found]) -> ShellChange:
    """What the first command that changes the shell for those after it leaves behind."""
    stay = [each.segment for each in found if each.depth == 0 and _stays(each.segment)]
    if not stay:
        return ShellChange("")
    shown = " ".join(stay[0].argv) or ", ".join(name for name, _ in stay[0].assigned)
    return ShellChange(shown, outlives=any(program(segment) not in _ONLY_HERE for segment in stay))


def _stays(segment: Segment) -> bool:
    """Whether a command of the line itself leaves something behind in the shell."""
    name = program(segment)
    if name == "export":
        variables = [word.partition("=")[0] for word in segment.argv[1:]]
    else:
        variables = [name for name, _ in segment.assigned] if not segment.argv else []
    return name in _CHANGES_SHELL or not all(_HARMLESS_NAMES.fullmatch(variable) for variable in variables)
