"""What a command would run in its turn: behind ``sudo``, ``xargs``, ``find -exec``, ``bash -c``, ``ssh`` and so on.

Best effort, and only used to find what must not happen and what a deny or ask rule names. A wrapper that is not known
here hides nothing from the rest of the engine: it is not a known read, so it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.parse import Script, Segment, parse

MAX_NESTING = 6
MAX_FOUND = 600
MAX_WORDS = 6_000
"""Words of all commands together; what lies beyond is asked for, never allowed, since it is not plain."""

# Options that take the next word as their value, by wrapper; every other word with a dash stands alone.
_WRAPPERS: dict[str, str] = {
    "sudo": "-u -g -h -p -C -D -R -T -U -r -t --user --group --host --prompt --chdir --chroot",
    "doas": "-u -C", "pkexec": "--user", "gosu": "+1", "su-exec": "+1", "run0": "-u",
    "env": "-u -C --unset --chdir", "nice": "-n --adjustment", "ionice": "-c -n -p", "nohup": "", "setsid": "",
    "timeout": "-s -k --signal --kill-after +1", "time": "-f -o", "stdbuf": "-i -o -e", "command": "", "builtin": "",
    "exec": "-a", "noglob": "", "nocorrect": "", "busybox": "", "toybox": "", "chroot": "--userspec --groups +1",
    "unshare": "", "nsenter": "-t --target", "flock": "-w -E --timeout +1", "strace": "-e -o -p -s -u -E -P -a",
    "ltrace": "-e -o -p -s -u", "gdb": "", "watch": "-n -d --interval", "taskset": "+1", "chrt": "+1", "prlimit": "",
    "xargs": "-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-procs --replace --max-lines",
    "parallel": "-j --jobs -a -I --colsep", "ssh": "-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w +1",
    "systemd-run": "-u -p -E --unit --property --setenv --uid --gid", "caffeinate": "-t -w", "firejail": "",
    "fakeroot": "", "proot": "-r -b -w", "setarch": "+1", "linux32": "", "linux64": "", "unbuffer": "", "rlwrap": "",
    "xvfb-run": "-a -n -s", "dbus-run-session": "", "setpriv": "", "cpulimit": "-l", "entr": "", "chronic": "",
    "coproc": "", "!": "", "then": "", "do": "", "else": "", "{": "", "hyperfine": "-w -r", "catchsegv": "",
}  # fmt: skip
_CONTAINERS = {"docker", "podman", "nerdctl", "kubectl", "lxc", "flatpak-spawn", "distrobox", "toolbox"}
_SHELLS = names("sh bash zsh dash ksh mksh ash fish rbash csh tcsh")
_TAKES_SHELL_TEXT = {"su": "-c --command", "runuser": "-c --command", "script": "-c --command", "watch": "", "ssh": "",
                     "flock": "-c", "parallel": "", "hyperfine": "", "sg": "-c", "newgrp": "-c"}  # fmt: skip
_EXEC = names("-exec -execdir -ok -okdir")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@dataclass(frozen=True, slots=True)
class Found:
    """One command that would run, with how deep it was hidden."""

    segment: Segment
    depth: int
    """0 for a command of the line itself."""
    broken: bool = False
    """Part of the text it came from was not understood."""


def everything(script: Script, home: str) -> Iterator[Found]:
    """Every command a script would run, directly or through others, as far as it can be known."""
    count = words = 0
    queue = [Found(segment, 0, script.broken) for segment in reversed(script.segments)]
    while queue and count < MAX_FOUND and words < MAX_WORDS:
        found = queue.pop()
        count += 1
        words += len(found.segment.argv)
        yield found
        if found.depth < MAX_NESTING:
            queue.extend(Found(inner, found.depth + 1, found.broken) for inner in reversed(_inner(found.segment, home)))


def program(segment: Segment) -> str:
    """The program's bare name, case as given; empty for a segment without words."""
    return segment.argv[0].rsplit("/", 1)[-1] if segment.argv else ""


def _inner(segment: Segment, home: str) -> list[Segment]:
    name, words = program(segment), segment.argv[1:]
    found: list[Segment] = []
    if name in _SHELLS:
        found += _shell(segment, home)
    if name in ("eval", "trap", "alias", "."):
        found += _text(" ".join(words) if name == "eval" else _quoted(name, words), segment, home)
    if name == "find" or name == "fd" or name == "fdfind":
        found += _find(segment)
    if name in _CONTAINERS:
        found += _container(segment)
    if name in _WRAPPERS:
        found += _wrapped(segment, home)
    if name in _TAKES_SHELL_TEXT:
        found += _shell_text(segment, _TAKES_SHELL_TEXT[name], home)
    if name in ("make", "npm", "at", "batch", "crontab") and segment.stdin:
        found += _text(segment.stdin, segment, home)
    return found


def _wrapped(segment: Segment, home: str) -> list[Segment]:
    """Skip the wrapper's own options, its fixed words and assignments; what is left is the command."""
    name, rest = program(segment), list(segment.argv[1:])
    spec = _WRAPPERS[name].split()
    skip = next((int(word[1:]) for word in spec if word.startswith("+")), 0)
    while rest:
        word = rest[0]
        if name == "env" and (word in ("-S", "--split-string") or word.startswith(("-S", "--split-string="))):
            text = rest[1] if word in ("-S", "--split-string") and len(rest) > 1 else re.sub(r"^-S|^[^=]*=", "", word)
            return _text(text, segment, home)
        if word.startswith("-") and word != "-":
            rest = rest[2 if word in spec else 1 :]
        elif _ASSIGNMENT.match(word) and name in ("env", "sudo", "doas"):
            rest = rest[1:]
        elif skip and not (name == "taskset" and not re.fullmatch(r"[0-9a-fx,-]+", word)):
            rest, skip = rest[1:], skip - 1
        else:
            break
    if name == "xargs":
        rest = _fed(rest, segment)
    if name == "parallel" and ":::" in rest:
        at = rest.index(":::")
        return [replace(segment, argv=(*rest[:at], word)) for word in rest[at + 1 :]]
    return [replace(segment, argv=tuple(rest))] if rest else []


def _fed(rest: list[str], segment: Segment) -> list[str]:
    """The words ``xargs`` adds from its input."""
    fed = segment.stdin.split() if segment.stdin is not None else [UNKNOWN]
    marks = [word for word in segment.argv if word in ("{}", "%")]
    if marks and any(mark in rest for mark in marks):
        return [each for word in rest for each in (fed if word in marks else [word])]
    return [*rest, *fed]


def _shell(segment: Segment, home: str) -> list[Segment]:
    """``bash -c TEXT NAME ARGS…``, or the text fed to a shell."""
    words = segment.argv[1:]
    for at, word in enumerate(words):
        if re.fullmatch(r"-[A-Za-z]*c[A-Za-z]*|--command", word):
            text = next((each for each in words[at + 1 :] if not each.startswith(("-", "+"))), "")
            after = words[words.index(text) + 1 :] if text in words else ()
            arguments = {str(number): value for number, value in enumerate(after)}
            arguments |= {"@": " ".join(after[1:]), "*": " ".join(after[1:])}
            return _text(text, segment, home, arguments)
    operands = [word for word in words if not word.startswith("-")]
    if segment.stdin and (not operands or "-s" in words or operands[0] == "/dev/stdin"):
        return _text(segment.stdin, segment, home)
    return []


def _shell_text(segment: Segment, options: str, home: str) -> list[Segment]:
    """Programs that hand text to a shell, by option or as their last words."""
    words, found = segment.argv[1:], list[Segment]()
    for at, word in enumerate(words):
        if word in options.split() and at + 1 < len(words):
            found += _text(words[at + 1], segment, home)
        elif not options and " " in word and not word.startswith("-"):
            found += _text(word, segment, home)
    return found


def _quoted(name: str, words: tuple[str, ...]) -> str:
    """The text a ``trap`` or ``alias`` keeps to run later."""
    if name == "trap":
        return words[0] if words else ""
    return "\n".join(word.partition("=")[2] for word in words)


def _find(segment: Segment) -> list[Segment]:
    """The commands behind ``-exec`` and its kin, with the places searched in the place of ``{}``."""
    found: list[Segment] = []
    words = list(segment.argv[1:])
    roots = find_roots(segment.argv)
    narrowed = find_narrowed(segment.argv)
    short = ("-x", "-X", "--exec", "--exec-batch") if program(segment) != "find" else ()
    for at, word in enumerate(words):
        if word in _EXEC or word in short:
            tail = words[at + 1 :]
            end = next((index for index, each in enumerate(tail) if each in (";", "+", "\\;")), len(tail))
            for root in roots:
                target = root + "/" + UNKNOWN if narrowed else root
                argv = [target if each == "{}" else each for each in tail[:end]]
                found.append(replace(segment, argv=tuple(argv)))
    return found


def find_roots(argv: tuple[str, ...]) -> list[str]:
    """The directories ``find`` starts in."""
    roots: list[str] = []
    for word in argv[1:]:
        if word in ("-H", "-L", "-P") or word.startswith("-O"):
            continue
        if word.startswith(("-", "(", "!")):
            break
        roots.append(word)
    return roots or ["."]


def find_narrowed(argv: tuple[str, ...]) -> bool:
    """Whether a test leaves only some of the files, so that not everything is meant."""
    narrow = ("-name", "-iname", "-path", "-ipath", "-regex", "-iregex", "-newer", "-size", "-mtime", "-mmin", "-empty",
              "-user", "-group", "-perm", "-atime", "-ctime", "-inum", "-samefile", "-links", "-wholename")  # fmt: skip
    return any(word in narrow and argv[at + 1 : at + 2] != ("*",) for at, word in enumerate(argv))


def _container(segment: Segment) -> list[Segment]:
    """``docker exec NAME CMD`` and ``docker run IMAGE CMD``: every tail that could be the command."""
    words = segment.argv[1:]
    for at, word in enumerate(words):
        if word in ("exec", "run", "--"):
            tail = [index for index in range(at + 1, len(words)) if not words[index].startswith("-")]
            return [replace(segment, argv=words[index:]) for index in tail[1:6]] + (
                [replace(segment, argv=words[at + 1 :])] if word == "--" else []
            )
    return []


def _text(text: str, segment: Segment, home: str, variables: dict[str, str] | None = None) -> list[Segment]:
    if not text.strip() or len(text) > 20_000:
        return []
    return parse(text, segment.dirs, home, variables).segments
