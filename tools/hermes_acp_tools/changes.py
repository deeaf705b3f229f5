"""What every tool that changes a file does around the change: look first, refuse what is stale, look again after."""

from __future__ import annotations

from hermes_acp_tools.host import TextFile
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.tool import Workbench


async def current(bench: Workbench, path: str) -> TextFile | None:
    """The file as it is now, None when there is none. ToolError when it is no text file."""
    facts = await bench.host.stat(path)
    if facts is None:
        return None
    if facts.kind == "directory":
        raise ToolError(f"{shown(path, bench.cwd)} is a directory.")
    return await bench.host.read_text(path)


def refuse_if_changed(bench: Workbench, file: TextFile) -> None:
    """ToolError when the model's knowledge of the file is out of date."""
    seen = bench.read_digests.get(file.path)
    if seen is not None and seen != file.digest:
        raise ToolError(f"{shown(file.path, bench.cwd)} has changed since you read it. Read it again, then retry.")


async def apply(bench: Workbench, path: str, text: str, before: TextFile | None) -> str:
    """Write, look at what is there now, remember it. A sentence when that is not what was written, else nothing."""
    await bench.host.write_text(path, text, before=before)
    after = await bench.host.read_text(path)
    bench.read_digests[path] = after.digest
    if _plain(after.text) == _plain(text):
        return ""
    return " Something changed the file as it was saved (a formatter?): read it before editing it again."


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
