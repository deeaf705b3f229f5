"""Commands that hide in options, variables and little languages of other programs.

``git -c core.pager=…``, ``rg --pre …``, ``PAGER=… man``, ``tar --checkpoint-action=exec=…``, ``vim -c ':!…'``,
``sed '1e …'``. Each hands a text to a shell, or names a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.script import Segment, program
from hermes_acp.approval.shell.shelltexts import Text

_VARIABLES = names(
    """PAGER GIT_PAGER MANPAGER SYSTEMD_PAGER EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_SSH GIT_SSH_COMMAND
    GIT_EXTERNAL_DIFF GIT_ASKPASS SSH_ASKPASS SUDO_ASKPASS GIT_PROXY_COMMAND LESSOPEN LESSCLOSE BROWSER PROMPT_COMMAND
    PS1 PS4 BASH_ENV ENV RSYNC_RSH CVS_RSH TAR_OPTIONS FZF_DEFAULT_COMMAND MAKEFLAGS"""
)
"""Variables whose value other programs run."""
_OPTION = re.compile(
    r"--(?:pre|hostname-bin|compress-program|use-compress-program|to-command|rsh-command|rsync-path|pager|info-script|"
    r"new-volume-script|checkpoint-action=exec|tree-filter|index-filter|msg-filter|env-filter|commit-filter|"
    r"parent-filter|tag-name-filter|upload-pack|receive-pack|open-files-in-pager|extcmd|exec)(?:=(.*))?",
    re.DOTALL,
)
_SHORT = {"tar": "-I -F", "bsdtar": "-I", "man": "-P -H", "rsync": "-e", "git": "-x -O", "less": "-p"}
_GIT_KEY = re.compile(
    r"(?:alias\..+|.*(?:pager|editor|command|external|textconv|fsmonitor|askpass|program|helper|cmd|proxy|driver|clean|"
    r"smudge|process))",
    re.IGNORECASE,
)
_ESCAPES = {
    "vim": r"!(.+)", "vi": r"!(.+)", "nvim": r"!(.+)", "view": r"!(.+)", "ex": r"!(.+)", "ed": r"^!(.+)",
    "less": r"!(.+)", "more": r"!(.+)", "psql": r"\\!(.+)", "mysql": r"(?:\\!|\bsystem\b)(.+)",
    "sqlite3": r"\.(?:shell|system)\b(.+)", "gdb": r"(?:\bshell\b|!)(.+)", "expect": r"\b(?:spawn|system|exec)\b(.+)",
    "emacs": r"shell-command\s+\"(.+)\"", "ftp": r"!(.+)", "sftp": r"!(.+)", "tclsh": r"\bexec\b(.+)",
    "sed": r"(?:^|[;{}\d$/,!\s])e\s+([^;}]+)", "gsed": r"(?:^|[;{}\d$/,!\s])e\s+([^;}]+)",
}  # fmt: skip
"""How the little language of a program calls the shell."""
HOOKED = frozenset(_ESCAPES) | frozenset(_SHORT)
"""Programs with hooks of their own."""
_SED_RUNS = re.compile(r"s([/|#,:@])(?:\\.|(?!\1).)*\1((?:\\.|(?!\1).)*)\1\w*e", re.DOTALL)


def is_hook(word: str) -> bool:
    """Whether a word is an option that names a program, whatever program it is given to."""
    return word.startswith("--") and _OPTION.fullmatch(word) is not None


def hooked(segment: Segment) -> Iterator[Text]:
    """Every text that something else than a shell would have run."""
    for name, value in segment.assigned:
        if name in _VARIABLES:
            yield Text(value.lstrip("|"))
    name, words = program(segment), segment.argv[1:]
    yield from _options(name, words)
    if name == "git":
        yield from _git(words)
    if name in _ESCAPES:
        texts = [*words, *(segment.stdin or "").splitlines()]
        yield from (Text(match[1].rstrip("'\"")) for text in texts for match in re.finditer(_ESCAPES[name], text))
    if name in ("sed", "gsed"):
        yield from (Text(re.sub(r"\\(.)", r"\1", match[2])) for word in words for match in _SED_RUNS.finditer(word))


def _options(name: str, words: tuple[str, ...]) -> Iterator[Text]:
    short = _SHORT.get(name, "").split()
    for at, word in enumerate(words):
        if word in short:
            yield from (Text(value) for value in words[at + 1 : at + 2])
        elif any(word.startswith(option) and not word.startswith("--") for option in short):
            yield Text(word[2:])
        elif match := _OPTION.fullmatch(word):
            yield from (Text(value) for value in ([match[1]] if match[1] is not None else words[at + 1 : at + 2]))


def _git(words: tuple[str, ...]) -> Iterator[Text]:
    """Settings that name a program, and the git commands that run one."""
    for at, word in enumerate(words):
        after = words[at + 1 :]
        if word == "-c" and after:
            key, _, value = after[0].partition("=")
            if _GIT_KEY.fullmatch(key):
                yield Text(value.removeprefix("!"))
        elif word == "config":
            yield from (Text(value.removeprefix("!")) for key, value in pairwise(after) if _GIT_KEY.fullmatch(key))
        elif word == "foreach" or (word == "run" and words[at - 1 : at] == ("bisect",)):
            yield Text(" ".join(each for each in after if each != "--recursive"))
