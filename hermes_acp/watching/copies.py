"""Which files are copies that a program keeps beside the real one: before it is saved, as a backup, for a merge.

They hold words that are not saved yet, not meant any more, or somebody else's, so nobody acts on them.
"""

from __future__ import annotations

import re

_COPY = re.compile(
    r"#.+#|\.#.+|.+~"  # Emacs: what is not saved yet, locks, backups; the last is Vim's and gedit's too
    r"|\..+\.sw[a-p]|\..+\.kate-swp|\.goutputstream-.+|.+___jb_(?:tmp|old)___"  # Vim and nano, Kate, gedit, JetBrains
    r"|.+\.(?:bak|orig|rej)"  # patch, and git after a merge
    r"|.+_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+(?:\.[^.]*)?",  # git mergetool
    re.DOTALL,
)


def is_copy(path: str) -> bool:
    """Whether a relative path, with ``/``, is named like such a copy."""
    return _COPY.fullmatch(path.rpartition("/")[2]) is not None
