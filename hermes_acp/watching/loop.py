"""Waits for files to be saved with comments that ask for something, has a turn for them, and takes them out when done.

Knows neither sessions nor terminals: how a turn is run is handed in. One turn at a time; what is saved meanwhile waits.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable, Collection, Sequence

from hermes_acp.agent.turns import Prompt
from hermes_acp.privacy.fence import one_line
from hermes_acp.watching.asking import Asking, prompt_for
from hermes_acp.watching.comments import Comment, find, without
from hermes_acp.watching.committed import Committed
from hermes_acp.watching.eyes import Eyes
from hermes_acp.watching.ownwrites import OwnWrites
from hermes_acp_tools.host import Host
from hermes_acp_tools.paths import is_inside
from hermes_acp_tools.result import ToolError

LARGEST = 1024 * 1024
"""Bytes of a file beyond which nobody looks for comments in it."""

RunTurn = Callable[[Prompt], Awaitable[bool]]
"""Has a turn and returns whether what was asked is done: the turn came to its end, and nothing was refused."""


class CommentWatch:
    """Watches one directory of this machine."""

    def __init__(
        self,
        root: str,
        host: Host,
        run_turn: RunTurn,
        own: OwnWrites,
        tell: Callable[[str], None],
        *,
        poll: bool = False,
    ) -> None:
        """``root`` resolved; ``tell`` says a sentence to the person; ``poll`` does without the system's help."""
        self._root, self._host, self._run_turn, self._own, self._tell = root, host, run_turn, own, tell
        self._eyes = Eyes(root, host, poll=poll)
        self._committed = Committed(root, host)
        self._seen: dict[str, str] = {}
        self._known: dict[str, set[tuple[str, str]]] = {}

    async def start(self) -> None:
        """Begin to watch. Comments that are there already wait for the next save of their file."""
        if not await self._eyes.open():
            self._tell("This system cannot tell of changes, so files are looked at again and again.")

    async def serve(self) -> None:
        """Go on until cancelled."""
        while True:
            await self.step()

    async def step(self) -> None:
        """Wait for one batch of changes and have a turn for the comments in it, if there are any."""
        names = sorted(await self._eyes.saved())
        askings = [asking for name in names if (asking := await self._asking(name)) is not None]
        if not askings:
            return
        for asking in askings:
            for comment in asking.comments:
                self._tell(f"{asking.shown}:{comment.line} AI{comment.mark} {comment.words}".rstrip())
        if await self._run_turn(prompt_for(askings)):
            for asking in askings:
                await self._take_out(asking)
        else:
            self._tell("The comments stay where they are. Change their words to have it tried again.")

    async def close(self) -> None:
        """End the watch."""
        await self._eyes.close()

    async def _asking(self, name: str) -> Asking | None:
        """What the comments of a file ask for that nobody has asked before; None for nothing."""
        path = os.path.join(self._root, name)
        try:
            facts = await self._host.stat(path)
            if facts is None or facts.kind != "file" or facts.size > LARGEST:
                return None
            resolved = await self._host.resolve(path)
            if not is_inside(resolved, (self._root,)):
                return None  # a link: what it leads to is not watched, and nothing would be taken out there
            text = (await self._host.read_text(resolved)).text
        except (ToolError, OSError):  # not text, gone again, not ours to read: nobody wrote a comment for us there
            return None
        digest = digest_of(text)
        if self._seen.get(path) == digest:
            return None
        found = await asyncio.to_thread(find, text, name)
        known, self._known[path] = self._known.get(path, set()), {comment.key for comment in found}
        self._seen[path] = digest
        new = [one for one in found if one.key not in known and not self._own.is_ours(path, one, facts.mtime_ns)]
        if new:
            brought = await self._committed.comments(name)
            new = [one for one in new if one.key not in brought]
        return Asking(path, one_line(name), text.count("\n") + 1, tuple(new)) if new else None

    async def _take_out(self, asking: Asking) -> None:
        """Remove what was answered, as far as the turn has left it there."""
        done = {comment.key for comment in asking.comments}
        try:
            resolved = await self._host.resolve(asking.path)
            file = await self._host.read_text(resolved)
            text = without_all(file.text, asking.path, done)
            if text != file.text:
                await self._host.write_text(resolved, text, before=file)
        except FileNotFoundError:
            return
        except (ToolError, OSError) as error:
            self._tell(f"The comment in {asking.shown} could not be taken out: {error}")
            return
        # Whatever else is new in the file by now was written while the turn ran, and has its turn next.
        self._known[asking.path] -= done


def without_all(text: str, name: str, keys: Collection[tuple[str, str]]) -> str:
    """The text without the comments of these keys."""
    comments: Sequence[Comment] = find(text, name)
    for comment in reversed(comments):
        if comment.key in keys:
            text = without(text, comment)
    return text


def digest_of(text: str) -> str:
    """What tells two states of a file apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
