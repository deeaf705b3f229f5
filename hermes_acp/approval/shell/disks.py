"""Commands that format, overwrite or take apart whole disks and volumes."""

from __future__ import annotations

import re

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.expand import UNKNOWN

RAW_DISK = re.compile(
    r"/dev/(?:r?disk\d|[hsv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|md\d|dm-\d|mapper/|disk/|loop\d|nbd\d|zd\d|sr\d|mem$|kmem$|port$|"
    r"[^/]*[\x00*?\[])|/proc/sysrq-trigger$"
)
"""Paths that are a disk, the memory, or the kernel's emergency switch."""
_FORMATS = re.compile(r"mkfs(?:\..+)?|mke2fs|mkdosfs|mkntfs|newfs(?:_.+)?|mkswap|mkfs_.+")
_OVERWRITES = names(
    "wipefs blkdiscard sgdisk gdisk cgdisk fdisk sfdisk cfdisk parted shred hdparm badblocks nvme dd tee cp mv truncate"
)
_PARTITIONS = names("fdisk sfdisk parted gdisk sgdisk")
_TOOLS = _OVERWRITES | names("cryptsetup vgremove pvremove lvremove zpool zfs diskutil mdadm btrfs")
_LISTS = names("-l print -p --list -d --dump")
_VOLUMES = re.compile(
    r"cryptsetup .*(?:luksformat|lukserase|erase)\b.*/dev/|(?:vg|pv|lv)remove |zpool destroy|zfs destroy|"
    r"diskutil (?:erase|partition|zero|secureerase)|"
    r"mdadm .*--zero-superblock|nvme (?:format|sanitize)|btrfs device delete",
    re.IGNORECASE,
)


def disk_trouble(name: str, words: tuple[str, ...]) -> str | None:
    """What a command would do to a disk, as a phrase; None when nothing is lost."""
    if name not in _TOOLS and not _FORMATS.fullmatch(name):
        return None
    targets = [
        word.partition("=")[2] if name == "dd" else word for word in words if name != "dd" or word.startswith("of=")
    ]
    raw = next((word for word in targets if RAW_DISK.match(word)), None)
    if _FORMATS.fullmatch(name):
        unclear = any(UNKNOWN in word for word in words)
        return "it formats a disk" if raw or unclear or any(word.startswith("/dev/") for word in words) else None
    if raw and name in _OVERWRITES and not _only_looks(name, words, raw):
        return f"it overwrites {raw}"
    return "it destroys a volume" if _VOLUMES.match(" ".join((name, *words))) else None


def _only_looks(name: str, words: tuple[str, ...], raw: str) -> bool:
    """Whether this form of a disk tool only reads."""
    if name in _PARTITIONS:
        return bool(set(words) & _LISTS)
    match name:
        case "cp":
            return words[-1] != raw
        case "hdparm":
            return not any("security" in word or "trim" in word or "write" in word for word in words)
        case "wipefs":
            return not any(re.match(r"-\w*[aof]|--all|--offset|--force", word) for word in words)
        case "badblocks":
            return not any(re.match(r"-\w*w", word) for word in words)
        case "nvme":
            return words[:1] in (("list",), ("smart-log",), ("id-ctrl",), ("id-ns",))
        case _:
            return False
