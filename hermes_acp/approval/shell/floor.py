"""What no mode, no rule and no person can allow here: what cannot be undone, and our own policy and state.

Deletes of the root, of system directories and of homes; formatting and overwriting disks; fork bombs; signals to
every process; switching the machine off. A person who means it does it in a terminal of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from hermes_acp.approval.names import names
from hermes_acp.approval.paths import expand_home, inside, lexical
from hermes_acp.approval.shell.code import code_of, forks_forever, literals, removals, shell_texts, signals_all
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.parse import FORK_BOMB, Segment, parse
from hermes_acp.approval.shell.unwrap import everything, find_narrowed, find_roots, program

STATE_NAMES = (".hermes-acp",)
"""Names of a state directory in any home, besides the one in use."""

_OTHER_STATE = re.compile(r"/(?:(?:home|users)/[^/]+|root)/\.hermes-acp(?:/|$)")
_SYSTEM = names(
    """/bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /opt /proc /root /run /sbin /srv /sys /usr /var /usr/bin
    /usr/lib /usr/lib64 /usr/sbin /usr/share /usr/local /usr/include /var/lib /users /system /library
    /applications /private /private/etc /private/var /volumes /system/library /nix /nix/store /boot/efi"""
)
_RAW_DISK = re.compile(
    r"/dev/(?:r?disk\d|[hsv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|md\d|dm-\d|mapper/|disk/|loop\d|nbd\d|zd\d|sr\d|mem$|kmem$|port$|"
    r"[^/]*[\x00*?\[])|/proc/sysrq-trigger$"
)
_FORMATS = re.compile(r"mkfs(?:\..+)?|mke2fs|mkdosfs|mkntfs|newfs(?:_.+)?|mkswap|mkfs_.+")
_DISK_TOOLS = names(
    "wipefs blkdiscard sgdisk gdisk cgdisk fdisk sfdisk cfdisk parted shred hdparm badblocks nvme dd tee cp mv truncate"
)
_TEMPORARY = names("/tmp /var/tmp /private/tmp")
"""Directories whose content nobody counts on, even if somebody's home is there for a while."""
_HALTS = names("shutdown reboot halt poweroff")
_TARGETS = names("poweroff reboot halt kexec soft-reboot poweroff.target reboot.target halt.target")
_ASKS_ONLY = names("--help --version -c -k")
_CHANGES_ALL = names("chmod chown chgrp setfacl chattr restorecon chcon")
_DATA = names("echo printf")


class Floor:
    """The hard denials for one place."""

    def __init__(self, home: str, state_dir: str) -> None:
        self._home = home
        self._state = tuple(dict.fromkeys((state_dir, *(f"{home}/{name}" for name in STATE_NAMES))))
        self._bases = tuple(posixpath.basename(state).casefold() for state in self._state)
        self._hint = re.compile("|".join(map(re.escape, self._bases)) + r"|[*?\[\x00]", re.IGNORECASE)

    def judge(self, segment: Segment, depth: int = 0) -> str | None:
        """Why this command is refused, as a phrase; None when the floor says nothing."""
        return self._state_touched(segment) or self._destroys(segment) or self._code(segment, depth)

    def in_state(self, path: str) -> bool:
        """Whether an absolute path is our own state."""
        folded = path.casefold()
        if any(inside(folded, state.casefold()) for state in self._state):
            return True
        return _OTHER_STATE.match(folded) is not None

    # State.

    def _state_touched(self, segment: Segment) -> str | None:
        name, words = program(segment), segment.argv[1:]
        if name in ("hermes", "hermes-acp") and _changes_policy(words):
            return "it would change our own permissions"
        targets = [target for _, target in segment.redirects]
        if name not in _DATA:
            targets += segment.argv
        within = any(base in directory.casefold() for base in self._bases for directory in segment.dirs)
        for word in targets:
            if not within and not self._may_name_state(word):
                continue
            if any(self._names_state(part, segment.dirs) for part in _path_parts(word)):
                return "it touches our own permissions and state"
        return None

    def _may_name_state(self, word: str) -> bool:
        """A quick look: a path into the state names its directory, or has parts that are not known."""
        return self._hint.search(word) is not None

    def _names_state(self, word: str, dirs: tuple[str, ...]) -> bool:
        if UNKNOWN in word or any(char in word for char in "*?["):
            return self._pattern_names_state(word, dirs)
        for directory in dirs:
            if UNKNOWN not in directory or word.startswith(("/", "~")):
                if self.in_state(lexical(word, directory, self._home)):
                    return True
            elif STATE_NAMES[0] in word.casefold().split("/"):
                return True
        return False

    def _pattern_names_state(self, word: str, dirs: tuple[str, ...]) -> bool:
        """A path with parts that cannot be known: it counts when it could be the state directory."""
        folded = word.casefold()
        if any(name in folded.split("/") for name in STATE_NAMES):
            return True
        if not re.search(r"[\w.]*herm|\.h[\w-]*[*?\[]", folded):
            return False
        for directory in dirs:
            full = lexical(word, directory, self._home).replace(UNKNOWN, "*")
            for state in self._state:
                depth = state.count("/")
                if fnmatch(state, "/".join(full.split("/")[: depth + 1])):
                    return True
        return False

    # Destruction.

    def _destroys(self, segment: Segment) -> str | None:
        name, words = program(segment), segment.argv[1:]
        for operator, target in segment.redirects:
            if ">" in operator and _RAW_DISK.match(posixpath.normpath(target)):
                return f"it writes straight to {target}"
        if name == FORK_BOMB:
            return "it multiplies itself without end"
        if name in ("rm", "unlink", "srm", "rimraf", "trash") and _recursive(name, words):
            return self._all_gone(words, segment.dirs)
        if name in _CHANGES_ALL and any(re.match(r"-[a-zA-Z]*R|--recursive", word) for word in words):
            return self._all_gone(words[1:], segment.dirs, "changes the access to")
        if name == "find" and _find_deletes(words) and not find_narrowed(segment.argv):
            return self._all_gone(tuple(find_roots(segment.argv)), segment.dirs)
        if name == "mv" and words and words[-1] in ("/dev/null",):
            return self._all_gone(words[:-1], segment.dirs)
        if name == "rsync" and any(word.startswith("--del") for word in words):
            return self._all_gone(words[-1:], segment.dirs)
        return _disk(name, words) or _stops(name, words)

    def _all_gone(self, words: tuple[str, ...], dirs: tuple[str, ...], verb: str = "deletes") -> str | None:
        for word in words:
            if word.startswith("-") or not word:
                continue
            for directory in dirs:
                if what := self._precious(word, directory):
                    return f"it {verb} {what}"
        return None

    def _precious(self, word: str, directory: str) -> str | None:
        """What irreplaceable thing a path is, or is all of; None for ordinary paths."""
        if UNKNOWN in word or UNKNOWN in directory:
            return None
        path = expand_home(word, self._home).rstrip("/") or "/"
        last = posixpath.basename(path)
        everything_in = bool(re.fullmatch(r"\*+|\.\*|\.\[!\.\]\*|\{,\.\}\*|\?\*|\.\?\?\*|\*\.\*|\[!\.\]\*|\.", last))
        full = lexical(posixpath.dirname(path) if everything_in and last != "." else path, directory, self._home)
        if (
            everything_in
            and last != "."
            and full == directory
            and directory not in (self._home, "/")
            and full not in _SYSTEM
        ):
            return None
        folded = full.casefold()
        if full == "/":
            return "the root of the file system"
        if folded in _SYSTEM or (folded.count("/") == 1 and any(fnmatch(name, folded) for name in _SYSTEM)):
            return f"the system directory {full}"
        home = self._home.casefold()
        if folded == home or (inside(home, folded) and home != "/" and folded not in _TEMPORARY):
            return "the home directory"
        if posixpath.dirname(folded) in ("/home", "/users"):
            return f"the home directory {full}"
        return None

    # Code of other languages.

    def _code(self, segment: Segment, depth: int) -> str | None:
        code = code_of(segment)
        if code is None or depth > 3:
            return None
        if forks_forever(code):
            return "it multiplies itself without end"
        if signals_all(code):
            return "it signals every process"
        for text in literals(code):
            if any(self._names_state(part, segment.dirs) for part in (text, f"~/{text}") if "herm" in text):
                return "it touches our own permissions and state"
            if _RAW_DISK.match(text) and re.search(r"['\"][wa+]b?\+?['\"]|write|>", code):
                return f"it writes straight to {text}"
        for path in removals(code):
            if gone := self._all_gone((path,), segment.dirs):
                return gone
        for text in shell_texts(code):
            for inner in everything(parse(text, segment.dirs, self._home), self._home):
                if why := self.judge(inner.segment, depth + 1):
                    return why
        return None


def _path_parts(word: str) -> Iterator[str]:
    """The pieces of a word that could be a path: all of it, behind ``=``, ``:``, ``@``, or an option's letter."""
    yield word
    for separator in "=:@,":
        if separator in word:
            yield from word.split(separator)[1:]
    if word.startswith("-") and len(word) > 2:
        yield word[2:]
    if ":" in word:
        yield word.split(":")[0]


def _changes_policy(words: tuple[str, ...]) -> bool:
    match words:
        case ("permissions", what, *_):
            return what in ("add", "remove")
        case ("trust", *rest):
            return "--list" not in rest and "--help" not in rest
        case _:
            return any(word in ("--yolo", "bypass", "--mode=bypass", "--allow-bypass") for word in words)


def _find_deletes(words: tuple[str, ...]) -> bool:
    """Whether ``find`` removes what it finds, itself or through a program."""
    after = [words[at + 1 : at + 4] for at, word in enumerate(words) if word in ("-exec", "-execdir", "-ok", "-okdir")]
    programs = {part.rsplit("/", 1)[-1] for parts in after for part in parts}
    return "-delete" in words or bool(programs & {"rm", "unlink", "shred", "srm"})


def _recursive(name: str, words: tuple[str, ...]) -> bool:
    if name in ("rimraf", "trash"):
        return True
    return any(re.match(r"-[A-Za-z]*[rR]|--r(?:e|ecursive)?|--no-preserve-root", word) for word in words)


def _disk(name: str, words: tuple[str, ...]) -> str | None:
    """Formatting and overwriting of whole disks."""
    targets = [
        word.partition("=")[2] if name == "dd" else word for word in words if name != "dd" or word.startswith("of=")
    ]
    raw = next((word for word in targets if _RAW_DISK.match(word)), None)
    if _FORMATS.fullmatch(name):
        unclear = any(UNKNOWN in word for word in words)
        return "it formats a disk" if raw or unclear or any(word.startswith("/dev/") for word in words) else None
    if raw and name in _DISK_TOOLS:
        if name in ("fdisk", "sfdisk", "parted", "gdisk", "sgdisk") and set(words) & {
            "-l",
            "print",
            "-p",
            "--list",
            "-d",
            "--dump",
        }:
            return None
        if name == "cp" and words[-1] != raw:
            return None
        if name == "hdparm" and not any("security" in word or "trim" in word or "write" in word for word in words):
            return None
        if name == "wipefs" and not any(re.match(r"-\w*[aof]|--all|--offset|--force", word) for word in words):
            return None
        return f"it overwrites {raw}"
    whole = " ".join((name, *words))
    if re.match(
        r"cryptsetup .*(?:luksFormat|luksErase|erase)|(?:vg|pv|lv)remove |zpool destroy|zfs destroy|"
        r"diskutil (?:erase|partition|zero|secureErase)",
        whole,
        re.IGNORECASE,
    ):
        return "it destroys a volume"
    if re.match(r"mdadm .*--zero-superblock|nvme (?:format|sanitize)|btrfs device delete", whole):
        return "it destroys a volume"
    return None


def _stops(name: str, words: tuple[str, ...]) -> str | None:
    """Signals to everything, and switching the machine off."""
    if name == "kill":
        operands = _signalled(words)
        if "-1" in operands or "1" in operands or "-0" in operands:
            return "it signals every process"
    if name == "killall5" or (name in ("pkill", "killall") and _matches_all(words)):
        return "it signals every process"
    if name in _HALTS and not set(words) & _ASKS_ONLY:
        return "it stops the machine"
    if name in ("init", "telinit") and words[:1] in (("0",), ("6",)):
        return "it stops the machine"
    if name in ("systemctl", "loginctl") and set(words) & _TARGETS:
        return "it stops the machine"
    if name == "kexec" and set(words) & {"-e", "--exec"}:
        return "it stops the machine"
    return None


def signals_all_listed(segments: list[Segment]) -> str | None:
    """``kill $(ps -e …)`` and ``ps aux | … | xargs kill``: every process, when nothing picks some of them."""
    names_used = {program(segment) for segment in segments}
    lists_all = any(
        program(each) == "ps" and re.match(r"-?[A-Za-z]*[aAex]", "".join(each.argv[1:2])) for each in segments
    )
    picks = names_used & {"grep", "rg", "egrep", "pgrep", "head", "tail"}
    picks_inside = any(program(each).endswith(("awk", "sed")) and "/" in " ".join(each.argv) for each in segments)
    if lists_all and "kill" in names_used and not picks and not picks_inside:
        return "it signals every process"
    return None


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
