"""Failures of the operating system, as sentences that name the path and the reason."""

from __future__ import annotations

import errno

from hermes_acp_tools.result import ToolError

_ADVICE = {
    errno.ENOENT: "There is nothing at {path}.",
    errno.ENOTDIR: "A part of {path} is not a directory, or is a symbolic link that was not there before.",
    errno.EISDIR: "{path} is a directory; list_files shows what is in it.",
    errno.EACCES: "No permission for {path}.",
    errno.EPERM: "{path} may not be changed (operation not permitted).",
    errno.EROFS: "{path} is on a read-only file system.",
    errno.ENOSPC: "No space left on the disk of {path}; nothing was changed.",
    errno.EDQUOT: "The disk quota is used up at {path}; nothing was changed.",
    errno.ENAMETOOLONG: "The name is too long: {path}",
    errno.ELOOP: "{path} now leads through a symbolic link; nothing was touched. Name the path again.",
    errno.EEXIST: "{path} exists already.",
}


def tool_error(exc: OSError, path: str) -> ToolError:
    """What the model should read when ``path`` could not be used."""
    sentence = _ADVICE.get(exc.errno or 0)
    return ToolError(sentence.format(path=path) if sentence else f"{exc.strerror or exc}: {path}")
