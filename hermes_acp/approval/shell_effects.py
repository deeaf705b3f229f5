"""What a command does beyond its own words: it sends, changes the shell for those after it, or deletes."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_HARMLESS_NAMES = re.compile(
    r"LANG|LC_\w+|TZ|NO_COLOR|FORCE_COLOR|CI|DEBUG|NODE_ENV|RUST_LOG|RUST_BACKTRACE|PYTHONUNBUFFERED|PORT|HOST"
)
_DELETES = names("rm rmdir unlink shred truncate mv dd srm trash gio")


def sends(found: Iterable[Found]) -> bool:
    """Whether anything can carry data out of the machine."""
    return any(program(each.segment) in _NETWORK for each in found)


def deletes(found: Iterable[Found]) -> bool:
    """Whether anything is gone afterwards."""
    return any(program(each.segment) in _DELETES for each in found)


def changes_shell(found: Iterable[Found]) -> str:
    """The command that would change the persistent shell for those after it; empty when none does."""
    for each in found:
        if each.depth == 0 and _stays(each.segment):
            return " ".join(each.segment.argv) or ", ".join(name for name, _ in each.segment.assigned)
    return ""


def _stays(segment: Segment) -> bool:
    """Whether a command of the line itself leaves something behind in the shell."""
    name = program(segment)
    if name == "export":
        variables = [word.partition("=")[0] for word in segment.argv[1:]]
    else:
        variables = [name for name, _ in segment.assigned] if not segment.argv else []
    return name in _CHANGES_SHELL or not all(_HARMLESS_NAMES.fullmatch(variable) for variable in variables)
