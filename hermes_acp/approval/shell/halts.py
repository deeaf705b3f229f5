"""Commands that signal every process, or switch the machine off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.script import Segment, program

_HALTS = names("shutdown reboot halt poweroff")
_TARGETS = names("poweroff reboot halt kexec soft-reboot poweroff.target reboot.target halt.target")
_LOOKS = names("cat show status list-units list-unit-files list-dependencies help is-active is-enabled is-failed")
_ASKS_ONLY = names("--help --version -c -k")
_BUS = re.compile(r"\.(?:PowerOff|Reboot|Halt|Kexec)(?:WithFlags)?\b")
_PICKS = names("grep rg egrep pgrep head tail")


def stops(name: str, words: tuple[str, ...]) -> str | None:
    """What a command would end, as a phrase; None when the machine goes on."""
    if name == "kill":
        operands = _signalled(words)
        if "-1" in operands or "1" in operands or "-0" in operands:
            return "it signals every process"
    if name == "killall5" or (name in ("pkill", "killall", "skill") and _matches_all(words)):
        return "it signals every process"
    return "it stops the machine" if _halts(name, words) else None


def _halts(name: str, words: tuple[str, ...]) -> bool:
    match name:
        case "init" | "telinit":
            return words[:1] in (("0",), ("6",))
        case "systemctl" | "loginctl":
            verb = next((word for word in words if not word.startswith("-")), "")
            return bool(set(words) & _TARGETS) and verb not in _LOOKS
        case "kexec":
            return bool(set(words) & {"-e", "--exec"})
        case "dbus-send" | "busctl" | "gdbus":
            return _BUS.search(" ".join(words)) is not None
        case _:
            return name in _HALTS and not set(words) & _ASKS_ONLY


def signals_all_listed(segments: Sequence[Segment]) -> str | None:
    """``kill $(ps -e …)`` and ``ps aux | … | xargs kill``: every process, when nothing picks some of them."""
    used = {program(segment) for segment in segments}
    if "kill" not in used or "ps" not in used:
        return None
    lists_all = any(
        program(each) == "ps" and re.match(r"-?[A-Za-z]*[aAex]", "".join(each.argv[1:2])) for each in segments
    )
    picks_inside = any(program(each).endswith(("awk", "sed")) and "/" in " ".join(each.argv) for each in segments)
    return "it signals every process" if lists_all and not used & _PICKS and not picks_inside else None


def _signalled(words: tuple[str, ...]) -> tuple[str, ...]:
    """The process numbers among the words of ``kill``."""
    match words:
        case () | ("-l", *_):
            return ()
        case ("--", *rest):
            return tuple(rest)
        case ("-s" | "-n" | "--signal", _, *rest):
            return tuple(word for word in rest if word != "--")
        case (first, *rest) if first.startswith("-") and rest:
            return tuple(word for word in rest if word != "--")
        case _:
            return words


def _matches_all(words: tuple[str, ...]) -> bool:
    if any(word in ("-u", "-U", "--user", "--euid", "--uid") for word in words):
        return sum(not word.startswith("-") for word in words) == 1  # the user's name and no pattern
    patterns = [word for word in words if not word.startswith("-")]
    return bool(patterns) and all(pattern in (".", ".*", "", "^", "*") for pattern in patterns)
