"""What no mode, no rule and no person can allow here: what cannot be undone, and our own policy and state.

Deletes of the root, of system directories and of homes; formatting and overwriting disks; fork bombs; signals to
every process; switching the machine off. A person who means it does it in a terminal of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from hermes_acp.approval.paths import expand_home, inside, lexical
from hermes_acp.approval.shell.code import code_of, forks_forever, literals, removals, shell_texts
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.parse import FORK_BOMB, Segment, parse
from hermes_acp.approval.shell.unwrap import everything, find_narrowed, find_roots, program

STATE_NAMES = (".hermes-acp",)
"""Names of a state directory in any home, besides the one in use."""

_SYSTEM = frozenset(
    """/bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /opt /proc /root /run /sbin /srv /sys /usr /var /usr/bin
    /usr/lib /usr/lib64 /usr/sbin /usr/share /usr/local /usr/include /var/lib /var/log /users /system /library
    /applications /private /private/etc /private/var /volumes /system/library /nix /nix/store /boot/efi""".split()
)
_RAW_DISK = re.compile(
    r"/dev/(?:r?disk\d|[hsv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|md\d|dm-\d|mapper/|disk/|loop\d|nbd\d|zd\d|sr\d|mem$|kmem$|port$|"
    r"[^/]*[\x00*?\[])|/proc/sysrq-trigger$"
)
_FORMATS = re.compile(r"mkfs(?:\..+)?|mke2fs|mkdosfs|mkntfs|newfs(?:_.+)?|mkswap|mkfs_.+")
_DISK_TOOLS = frozenset(
    "wipefs blkdiscard sgdisk gdisk cgdisk fdisk sfdisk cfdisk parted shred hdparm badblocks nvme dd tee cp mv truncate".split()
)
_HALTS = frozenset("shutdown reboot halt poweroff".split())
_ASKS_ONLY = frozenset("--help --version -c -k".split())
_CHANGES_ALL = frozenset("chmod chown chgrp setfacl chattr restorecon chcon".split())
_DATA = frozenset("echo printf".split())


class Floor:
    """The hard denials for one place."""

    def __init__(self, home: str, state_dir: str) -> None:
        self._home = home
        self._state = tuple(dict.fromkeys((state_dir, *(f"{home}/{name}" for name in STATE_NAMES))))

    def judge(self, segment: Segment, depth: int = 0) -> str | None:
        """Why this command is refused, as a phrase; None when the floor says nothing."""
        return self._state_touched(segment) or self._destroys(segment) or self._code(segment, depth)

    def in_state(self, path: str) -> bool:
        """Whether an absolute path is our own state."""
        folded = path.casefold()
        if any(inside(folded, state.casefold()) for state in self._state):
            return True
        parts = folded.split("/")
        return any(name in parts[1:4] for name in STATE_NAMES)

    # State.

    def _state_touched(self, segment: Segment) -> str | None:
        name, words = program(segment), segment.argv[1:]
        if name in ("hermes", "hermes-acp") and _changes_policy(words):
            return "it would change our own permissions"
        targets = [target for _, target in segment.redirects]
        if name not in _DATA:
            targets += segment.argv
        for word in targets:
            if any(self._names_state(part, segment.dirs) for part in _path_parts(word)):
                return "it touches our own permissions and state"
        return None

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
        if name == "find" and "-delete" in words and not find_narrowed(segment.argv):
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
        if folded == home or inside(home, folded) and home != "/":
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
        r"cryptsetup .*(?:luksFormat|luksErase|erase)|(?:vg|pv|lv)remove |zpool destroy|zfs destroy|diskutil (?:erase|partition|zero|secureErase)",
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
    if name in ("killall5",) or (name in ("pkill", "killall") and _matches_all(words)):
        return "it signals every process"
    if name in _HALTS and not set(words) & _ASKS_ONLY:
        return "it stops the machine"
    if name in ("init", "telinit") and words[:1] in (("0",), ("6",)):
        return "it stops the machine"
    if name in ("systemctl", "loginctl") and set(words) & {"poweroff", "reboot", "halt", "kexec", "soft-reboot"}:
        return "it stops the machine"
    if name == "kexec" and set(words) & {"-e", "--exec"}:
        return "it stops the machine"
    return None


def _signalled(words: tuple[str, ...]) -> tuple[str, ...]:
    """The process numbers among the words of ``kill``."""
    if not words:
        return ()
    if words[0] == "--":
        return words[1:]
    if words[0] in ("-s", "-n", "--signal"):
        return tuple(word for word in words[2:] if word != "--")
    if words[0].startswith("-") and len(words) > 1:
        return tuple(word for word in words[1:] if word != "--")
    return words if words[0] != "-l" else ()


def _matches_all(words: tuple[str, ...]) -> bool:
    patterns = [word for word in words if not word.startswith("-")]
    return bool(patterns) and all(pattern in (".", ".*", "", "^", "*") for pattern in patterns)
