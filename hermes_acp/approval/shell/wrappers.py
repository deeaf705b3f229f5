"""Programs that run the rest of their words as a command: ``sudo``, ``env``, ``timeout``, ``nice``, ``uv run``.

Skips the wrapper's own options, fixed words and assignments; what is left is the command, in the directory the
wrapper changes to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from hermes_acp.approval.names import names
from hermes_acp.approval.paths import lexical
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.script import Segment, program

# Options that take the next word as their value, by wrapper; every other word with a dash stands alone.
_WRAPPERS: dict[str, str] = {
    "sudo": "-u -g -h -p -C -D -R -T -U -r -t --user --group --host --prompt --chdir --chroot",
    "doas": "-u -C", "pkexec": "--user", "gosu": "+1", "su-exec": "+1", "run0": "-u --chdir -D",
    "env": "-u -C --unset --chdir", "nice": "-n --adjustment", "ionice": "-c -n -p", "nohup": "", "setsid": "",
    "timeout": "-s -k --signal --kill-after +1", "time": "-f -o", "stdbuf": "-i -o -e", "command": "", "builtin": "",
    "exec": "-a", "noglob": "", "nocorrect": "", "busybox": "", "toybox": "", "chroot": "--userspec --groups +1",
    "unshare": "", "nsenter": "-t --target", "flock": "-w -E --timeout +1", "strace": "-e -o -p -s -u -E -P -a",
    "ltrace": "-e -o -p -s -u", "gdb": "", "watch": "-n -d --interval", "taskset": "+1", "chrt": "+1", "prlimit": "",
    "systemd-run": "-u -p -E --unit --property --setenv --uid --gid", "caffeinate": "-t -w", "firejail": "",
    "fakeroot": "", "proot": "-r -b -w", "setarch": "+1", "linux32": "", "linux64": "", "unbuffer": "", "rlwrap": "",
    "xvfb-run": "-a -n -s", "dbus-run-session": "", "setpriv": "", "cpulimit": "-l", "entr": "", "chronic": "",
    "coproc": "", "!": "", "then": "", "do": "", "else": "", "{": "", "hyperfine": "-w -r", "catchsegv": "",
    "tmux": "-L -S -f -c -n -s -t -x -y -e", "screen": "-S -c -e -h -L -p -s -t -T", "dumb-init": "", "tini": "",
    "bwrap": "", "sshpass": "-p -f -d -P", "torsocks": "", "proxychains": "-f", "proxychains4": "-f", "uvx": "--from",
    "npx": "-p --package", "bunx": "", "direnv": "+1", "mise": "", "asdf": "", "faketime": "+1", "eatmydata": "",
    "perf": "-e -o", "valgrind": "", "heaptrack": "", "ccache": "", "distcc": "", "setuidgid": "+1", "chpst": "-u -e",
    "softlimit": "", "envdir": "+1", "dotenv": "-f", "aws-vault": "+1", "op": "", "doppler": "", "infisical": "",
}  # fmt: skip
_RUNNERS = {
    "uv": "run", "poetry": "run", "pipx": "run", "pipenv": "run", "pdm": "run", "hatch": "run", "rye": "run",
    "conda": "run", "mamba": "run", "bundle": "exec", "npm": "exec x", "pnpm": "exec dlx x", "yarn": "exec dlx x",
    "bun": "x", "direnv": "exec", "mise": "exec x", "asdf": "exec", "perf": "record stat trace", "op": "run",
    "doppler": "run", "infisical": "run", "aws-vault": "exec", "tmux": "new new-session new-window neww split-window",
    "opam": "exec", "rustup": "run", "nix": "run shell develop", "rbenv": "exec", "pyenv": "exec",
}  # fmt: skip
"""Programs that do so behind a second word."""
WRAPPERS = frozenset(_WRAPPERS) | frozenset(_RUNNERS)
"""All programs that run the rest of their words."""
_CHANGES_DIRECTORY = names("-C -D --chdir")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_ASSIGNS = names("env sudo doas dotenv")


def wrapped(segment: Segment, home: str) -> list[Segment]:
    """The command behind a wrapper; nothing when there is none."""
    name, rest = program(segment), list(segment.argv[1:])
    if name in _RUNNERS:
        verbs = _RUNNERS[name].split()
        at = next((at for at, word in enumerate(rest) if word in verbs), None)
        if at is not None:
            rest = rest[at + 1 :]
        elif name not in _WRAPPERS:
            return []
    elif name not in _WRAPPERS:
        return []
    spec = _WRAPPERS.get(name, "").split()
    rest, moved = _skip(name, rest, spec)
    if name == "coproc" and rest[1:2] == ["{"]:
        rest = rest[2:]
    if not rest:
        return []
    inner = replace(segment, argv=tuple(rest), assigned=())
    return [replace(inner, dirs=tuple(lexical(moved, each, home) for each in segment.dirs)) if moved else inner]


def _skip(name: str, rest: list[str], spec: Sequence[str]) -> tuple[list[str], str | None]:
    """The words behind the wrapper's own, and the directory it changes to."""
    fixed = next((int(word[1:]) for word in spec if word.startswith("+")), 0)
    moved = None
    while rest:
        word = rest[0]
        if word.startswith("-") and word != "-":
            takes_next = takes_value(word, spec)
            option, equals, value = word.partition("=")
            if option in _CHANGES_DIRECTORY and name in ("sudo", "env", "run0") and UNKNOWN not in word:
                moved = value if equals else "".join(rest[1:2])
            rest = rest[2 if takes_next else 1 :]
        elif _ASSIGNMENT.match(word) and name in _ASSIGNS:
            rest = rest[1:]
        elif fixed and not (name == "taskset" and not re.fullmatch(r"[0-9a-fx,-]+", word)):
            rest, fixed = rest[1:], fixed - 1
        else:
            break
    return rest, moved


def takes_value(word: str, spec: Sequence[str]) -> bool:
    """Whether an option takes the next word: named so, or a cluster such as ``-Eu`` that ends in one that is."""
    if word in spec:
        return True
    if word.startswith("--"):
        return False
    first = next((at for at, letter in enumerate(word[1:], 2) if f"-{letter}" in spec), 0)
    return first == len(word) > 1
