"""From a prompt and what a face sent along to what the model gets: found side by side, asked about one by one, fitted.

One set of rules for ``@…`` in a text, links and embedded resources. Nothing here fails a prompt: what cannot be
attached becomes a sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from hermes_acp.privacy.fence import one_line
from hermes_acp.references import pointers as pointing
from hermes_acp.references.budget import PICTURE, Piece, fit
from hermes_acp.references.kinds import Context, Found, Guard, NotAReference, ReferenceKind, Unavailable, Verdict
from hermes_acp.references.parse import BUILT_IN, parse
from hermes_acp.references.pointers import Pointer
from hermes_acp.references.reference import Attached, Block, Embedded, Limits, Link
from hermes_acp.references.tokens import estimate
from hermes_acp_tools.action import Action
from hermes_acp_tools.host import Host

LIMITS = Limits()
_T = TypeVar("_T")
LONG = 65_536
"""Characters of a prompt from which on it is parsed in a thread."""
SHORT = 8_192
"""Characters whose tokens are counted at once."""


class Resolver:
    """Resolves the references of one session."""

    def __init__(
        self,
        host: Host,
        roots: Sequence[str],
        cwd: str,
        kinds: Sequence[ReferenceKind],
        guard: Guard,
        limits: Limits = LIMITS,
        mask: Callable[[str], str] = str,
    ) -> None:
        """``roots`` resolved, ``cwd`` absolute; ``kinds`` usually ``built_in()`` and those from outside.

        ``mask`` takes secrets out of a text; what a person let through as a secret does not pass it.
        """
        self._host = host
        self._roots = tuple(roots)
        self._cwd = cwd
        self._kinds = {kind.name: kind for kind in kinds}
        self._guard = guard
        self._limits = limits
        self._mask = mask

    async def resolve(self, text: str, links: Sequence[Link | Embedded], budget_tokens: int) -> Attached:
        """What a prompt brings along, within a budget. Cancellation ends everything that was begun for it."""
        typed = self._in(text) if len(text) < LONG else await asyncio.to_thread(self._in, text)
        pointers, notices = list(dict.fromkeys([*links, *typed])), list[str]()
        if (left_out := len(pointers) - self._limits.references) > 0:
            notices.append(f"{left_out} references are not attached: a prompt takes {self._limits.references}.")
            pointers = pointers[: self._limits.references]
        outcomes = await self._all(pointers)
        pieces = list({outcome.found.key: outcome for outcome in outcomes[::-1] if isinstance(outcome, Piece)}.values())
        missing = [outcome for outcome in outcomes if isinstance(outcome, Block)]
        blocks = await asyncio.to_thread(fit, pieces[::-1], budget_tokens)
        notices += [f"{one_line(block.source)} is not attached: {block.note}" for block in missing]
        notices += [f"{one_line(block.source)}: {block.note}" for block in blocks if block.note]
        return Attached((*blocks, *missing), tuple(notices))

    def _in(self, text: str) -> list[Pointer]:
        """The references of a text, those that say the same thing once."""
        seen: dict[tuple[object, ...], Pointer] = {}
        for found in parse(text, {*BUILT_IN, *self._kinds}):
            seen.setdefault((found.kind, found.value, found.lines), found)
        return list(seen.values())

    async def _all(self, pointers: Sequence[Pointer]) -> list[Piece | Block | None]:
        """The outcome of each pointer, in order, a few at a time."""
        slots = asyncio.Semaphore(self._limits.parallel)
        asked = _Asked(self._guard)

        async def one(pointer: Pointer) -> Piece | Block | None:
            async with slots:
                return await self._one(pointer, _Leave(asked))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(pointer)) for pointer in pointers]
        return [task.result() for task in tasks]

    async def _one(self, pointer: Pointer, leave: _Leave) -> Piece | Block | None:
        """One thing found, or the sentence that says why not, or None for plain words."""
        source = pointing.source_of(pointer)
        context = Context(self._host, self._cwd, self._roots, self._limits, leave.allow)
        try:
            found = await self._found(pointer, context)
            if not leave.exact:
                found = replace(found, text=await _off_the_loop(self._mask, found.text))
            return Piece(source, found, PICTURE if found.picture else await _off_the_loop(estimate, found.text))
        except NotAReference:
            return None
        except Unavailable as exc:
            note = str(exc)
        except Exception as exc:  # a kind from outside may fail in any way; the prompt goes on and says so
            note = f"it failed with {type(exc).__name__}: {exc}"
        return Block(source, "", state="missing", note=note if note.endswith(("?", "!")) else note.rstrip(".") + ".")

    async def _found(self, pointer: Pointer, context: Context) -> Found:
        if isinstance(pointer, Embedded):
            return await pointing.embedded(pointer, context)
        reference = pointing.reference_of(pointer, self._kinds) if isinstance(pointer, Link) else pointer
        kind = self._kinds.get(reference.kind)
        if kind is None:
            raise Unavailable(f"nothing here knows the kind {reference.kind!r}")
        return await kind.expand(reference, context)


async def _off_the_loop(work: Callable[[str], _T], text: str) -> _T:
    """What a function makes of a text; in a thread where it takes longer than the way there."""
    return work(text) if len(text) < SHORT else await asyncio.to_thread(work, text)


class _Asked:
    """The guard for one prompt: one question at a time, and none twice."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._lock = asyncio.Lock()
        self._verdicts: dict[tuple[object, ...], Verdict] = {}

    async def verdict(self, action: Action) -> Verdict:
        """The guard's word about an action."""
        key = (action.capability, tuple((use.resolved, use.access) for use in action.paths), action.url)
        async with self._lock:
            verdict = self._verdicts.get(key)
            if verdict is None:
                verdict = self._verdicts[key] = await self._guard(action)
        return verdict


class _Leave:
    """What one reference was allowed."""

    def __init__(self, asked: _Asked) -> None:
        self._asked = asked
        self.exact = False
        """True once a secret was let through."""

    async def allow(self, action: Action) -> None:
        """Returns when the action is allowed. Unavailable when it is not."""
        verdict = await self._asked.verdict(action)
        if not verdict.allowed:
            raise Unavailable(verdict.why or "you did not allow it")
        self.exact = self.exact or verdict.exact
