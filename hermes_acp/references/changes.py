"""``@diff``, ``@staged`` and ``@git:``: what changed, from git.

Every file a patch shows is named to the guard before its content is printed, so a secret in a diff is asked for
like a secret in a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from hermes_acp.references.git import PLAIN, check, git, output
from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.textfile import size_in_words

_NUMBER = re.compile(r"\d{0,3}\Z")
_FORMAT = "--format=commit %H%nAuthor: %an%nDate: %aI%n%n%w(0,4,4)%B"
_EMPTY = re.compile(r"^diff --git [^\n]*\n(?=diff --git |\Z)", re.MULTILINE)
"""A file that was touched and not changed: git is kept from updating its index, so it still lists it."""
_NAMED_AT_MOST = 5_000


class ChangesKind:
    """``@diff`` or ``@staged``."""

    def __init__(self, *, staged: bool) -> None:
        self.name = "staged" if staged else "diff"
        self.description = "staged changes" if staged else "changes that are not staged yet"
        self._flags = ("--cached",) if staged else ()
        self._other = () if staged else ("--cached",)

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Nothing: there is no value."""
        return ()

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The patch of the working tree or of the index."""
        top = await check(context)
        await _allow(self.name, top, await _names(context, "diff", *self._flags), context)
        text, cut = await output(context, "diff", *PLAIN, *self._flags)
        text = _EMPTY.sub("", text)
        if not text:
            raise Unavailable(await self._nothing(context))
        return _found(f"git:{self.name}:{context.cwd}", self.description, text, cut)

    async def _nothing(self, context: Context) -> str:
        other = await git(context, "diff", *PLAIN, "--quiet", *self._other)
        if other.exit_code == 1:
            return f"there are no {self.description}; there are some behind @{'staged' if self._other else 'diff'}"
        return f"there are no {self.description}"


class GitKind:
    """``@git:3``, ``@git:revision``, ``@git:from..to``."""

    name = "git"
    description = "the last commits (git:3), or one (git:revision)"

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """A few numbers; revisions are typed."""
        numbers = [str(n) for n in (1, 3, 5, 10) if str(n).startswith(prefix)][:limit]
        return [
            Candidate(f"@git:{n}", f"git:{n}", f"the last {n} commits" if n != "1" else "the last commit")
            for n in numbers
        ]

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The commits with their patches."""
        top, value, most = await check(context), reference.value, context.limits.commits
        if _NUMBER.match(value):
            count = min(max(int(value or "1"), 1), most)
            what, title = (
                (f"--max-count={count}", await _commit("HEAD", context)),
                "the last commit" if count == 1 else f"the last {count} commits",
            )
        elif ".." in value:
            low, _, high = value.replace("...", "..").partition("..")
            span = f"{await _commit(low or 'HEAD', context)}..{await _commit(high or 'HEAD', context)}"
            what, title = (f"--max-count={most}", span), f"commits {value} (at most {most})"
        else:
            what, title = ("--max-count=1", await _commit(value, context)), f"commit {value}"
        await _allow("git", top, await _names(context, "log", "--format=", *what), context)
        text, cut = await output(context, "log", *PLAIN, "--no-show-signature", "--patch", _FORMAT, *what)
        if not text:
            raise Unavailable("there are no such commits")
        return _found(f"git:{' '.join(what)}:{context.cwd}", title, text, cut)


async def _commit(revision: str, context: Context) -> str:
    """The id of a commit the user named."""
    if revision.startswith("-"):
        raise Unavailable("a revision does not begin with a dash")
    done = await git(context, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    if done.exit_code != 0:
        raise Unavailable("git knows no such commit")
    return done.stdout.decode().strip()


async def _names(context: Context, command: str, *arguments: str) -> list[str]:
    """The files whose content a patch shows, relative to the top."""
    text, cut = await output(context, command, *PLAIN, *arguments, "--numstat", "--no-renames", "-z")
    rows = [row.lstrip("\n").split("\t", 2) for row in text.split("\0")]
    names = dict.fromkeys(row[2] for row in rows if len(row) == 3 and row[:2] != ["0", "0"])
    if cut or len(names) > _NAMED_AT_MOST:
        raise Unavailable("too many files changed to look at each")
    return list(names)


async def _allow(tool: str, top: str, names: Sequence[str], context: Context) -> None:
    uses = [PathUse(name, os.path.join(top, name), "read") for name in names]
    if not uses:
        uses = [PathUse(tool, await context.host.resolve(context.cwd), "read")]
    await context.allow(Action(f"@{tool}", "read", tuple(uses), origin="user"))


def _found(key: str, title: str, text: str, cut: bool) -> Found:
    note = "The output was longer; this is its start." if cut else ""
    return Found(
        key, title, text.rstrip("\n"), "diff", size_in_words(len(text.encode())), "cut" if cut else "whole", note
    )
