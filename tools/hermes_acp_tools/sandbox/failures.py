"""Recognises that a command failed because of its sandbox, by what it printed."""

from __future__ import annotations

import os
import re

from hermes_acp_tools.sandbox.plan import Plan

_READ_ONLY = re.compile(r"Read-only file system|\bEROFS\b|read-only filesystem", re.IGNORECASE)
_NETWORK = re.compile(
    r"""Network\ is\ unreachable|Temporary\ failure\ in\ name\ resolution|Could\ not\ resolve\ (?:host|hostname|proxy)
      | \bENETUNREACH\b|\bEAI_AGAIN\b|getaddrinfo\ ENOTFOUND|Name\ or\ service\ not\ known|nodename\ nor\ servname
      | failed\ to\ lookup\ address|No\ address\ associated\ with\ hostname|unable\ to\ resolve\ host\ address
      | dial\ tcp:\ lookup|(?:localhost|127\.0\.0\.1|\[?::1\]?)[^\n]{0,60}Connection\ refused
      | Connection\ refused[^\n]{0,60}(?:localhost|127\.0\.0\.1|::1)|connect\ ECONNREFUSED""",
    re.IGNORECASE | re.VERBOSE,
)
_REFUSED = re.compile(r"Permission denied|Operation not permitted|\bEACCES\b|\bEPERM\b|No such file", re.IGNORECASE)
_COMPLAINT = re.compile(r"[\w./+-]{1,60}(?:\[\d+\])?: \S")
"""How programs begin a line that says what went wrong: ``fatal: …``, ``curl: (6) …``."""
_OTHER_TMP = re.compile(r"(/(?:var/)?tmp/[^\s'\":]+)[^\n]*No such file")
_SERVICE = re.compile(
    r"Cannot connect to the Docker daemon|Failed to connect to (?:the )?bus|\.sock\b[^\n]{0,80}No such file"
    r"|Could not open a connection to your authentication agent",
    re.IGNORECASE,
)


def blocked(output: str, status: int | None, plan: Plan) -> str | None:
    """What the sandbox kept the command from, as a phrase; None when nothing points to the sandbox. Blocks.

    The status is that of the last program of a line. When it is 0, an earlier one may have failed and said so.
    """
    if status is None:
        return None
    if status == 0:
        output = "\n".join(line for line in output.splitlines() if _COMPLAINT.match(line))
    if _READ_ONLY.search(output):
        kept = _named(_READ_ONLY, output, (*plan.readonly, *plan.absent))
        return f"{kept} can only be read" if kept else f"only {_listed(plan.writable)} and /tmp can be written"
    if not plan.network and _NETWORK.search(output):
        return "there is no network"
    if hidden := _named(_REFUSED, output, (*plan.hidden_files, *plan.hidden_directories)):
        return f"{hidden} is hidden"
    if missed := _left_outside(output, plan):
        return f"its /tmp is its own, and {missed} is not in it"
    return "the services of this machine cannot be reached" if _SERVICE.search(output) else None


def _named(complaint: re.Pattern[str], output: str, paths: tuple[str, ...]) -> str | None:
    """The path that stands, whole or by its last part, on a line with the complaint."""
    for line in output.splitlines():
        if complaint.search(line):
            for path in paths:
                name = re.escape(path.rpartition("/")[2])
                if path in line or re.search(rf"(?<![\w.-]){name}(?![\w.-])", line):
                    return path
    return None


def _left_outside(output: str, plan: Plan) -> str | None:
    """A temporary file that a program missed and that is there outside."""
    for path in _OTHER_TMP.findall(output):
        if os.path.lexists(path) and not any(path.startswith(f"{root}/") for root in plan.writable):
            return path
    return None


def _listed(paths: tuple[str, ...]) -> str:
    shown = ", ".join(paths[:3])
    return shown if len(paths) <= 3 else f"{shown} and {len(paths) - 3} more"
