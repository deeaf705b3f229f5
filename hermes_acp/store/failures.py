"""What SQLite and the operating system say when they fail, as our one StoreError."""

from __future__ import annotations

import errno
from typing import Final

from hermes_acp.errors import StoreError

ADVICE: Final = {
    "storage_full": "The disk is full, so the session could not be saved. Free some space and try again.",
    "storage_readonly": "The session store cannot be written. Check the permissions of the Hermes home.",
    "storage_damaged": "The session store was damaged. It was kept, and what could be read was taken over; try again.",
    "storage_busy": "Another Hermes process keeps the session store locked; end it and try again.",
    "storage": "The session store could not be used.",
}
"""A sentence for each reason."""

BY_ERRNO: Final = {
    errno.ENOSPC: "storage_full",
    errno.EDQUOT: "storage_full",
    errno.EFBIG: "storage_full",
    errno.EROFS: "storage_readonly",
    errno.EACCES: "storage_readonly",
    errno.EPERM: "storage_readonly",
}

BY_NAME: Final = {
    "FullError": "storage_full",
    "ReadOnlyError": "storage_readonly",
    "PermissionsError": "storage_readonly",
    "CantOpenError": "storage_readonly",
    "CorruptError": "storage_damaged",
    "NotADBError": "storage_damaged",
    "BusyError": "storage_busy",
    "LockedError": "storage_busy",
}
"""The classes of apsw by name, so that this file imports nothing."""


def reason_of(error: Exception) -> str:
    """The stable word for a failure of apsw or the operating system."""
    if isinstance(error, OSError) and error.errno is not None:
        return BY_ERRNO.get(error.errno, "storage")
    return BY_NAME.get(type(error).__name__, "storage")


def explain(error: Exception) -> Exception:
    """Our error for a failure of apsw or the operating system; any other error stays what it is."""
    if not isinstance(error, OSError) and not type(error).__module__.startswith("apsw"):
        return error
    reason = reason_of(error)
    return StoreError(f"{ADVICE[reason]} ({error})", reason)
