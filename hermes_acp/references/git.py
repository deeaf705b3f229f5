"""git, run so that a hostile repository cannot run anything through it.

No shell, no pager, no hooks, no fsmonitor, no external diff, no textconv, no lock files, no dirty submodules.
A repository whose own configuration names filter programs is refused: git would run them to compare files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.references.kinds import Context, Unavailable
from hermes_acp_tools.host import Completed
from hermes_acp_tools.result import ToolError

GIT = (
    "git", "--no-pager", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.pager=cat",
    "-c", "core.hooksPath=/dev/null", "-c", "diff.external=", "-c", "diff.orderFile=/dev/null",
    "-c", "log.showSignature=false", "-c", "safe.bareRepository=explicit", "-c", "core.alternateRefsCommand=",
    "-c", "color.ui=false", "-c", "core.quotePath=false", "-c", "submodule.recurse=false",
    "-c", "diff.autoRefreshIndex=false",
)  # fmt: skip
PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty", "--submodule=short")
"""What every command that prints patches gets."""
_LFS = {"git-lfs clean -- %f", "git-lfs smudge -- %f", "git-lfs filter-process"}
_FILTER = re.compile(r"filter\.(?:.*\.)?(?:clean|smudge|process)\Z", re.DOTALL)
_PARTIAL = re.compile(r"extensions\.partialclone\Z|remote\..*\.(?:promisor|partialclonefilter)\Z", re.DOTALL)
_REMOTE = re.compile(
    r"core\.(?:sshcommand|gitproxy|askpass)\Z|credential\.|protocol\.|remote\..*\.(?:uploadpack|vcs)\Z", re.DOTALL
)


async def git(context: Context, *arguments: str) -> Completed:
    """Run a git command that only reads, in the session's directory. Unavailable when it cannot be run."""
    limits = context.limits
    try:
        done = await context.host.run(
            (*GIT, *arguments), cwd=context.cwd, timeout=limits.git_seconds, limit=limits.git_bytes
        )
    except TimeoutError as exc:
        raise Unavailable(f"git did not answer within {limits.git_seconds:g} s") from exc
    except FileNotFoundError as exc:
        raise Unavailable("git is not installed here") from exc
    except (ToolError, OSError) as exc:
        raise Unavailable(f"git could not be run: {exc}") from exc
    return done


async def output(context: Context, *arguments: str) -> tuple[str, bool]:
    """What a git command prints, and whether it was cut. Unavailable with git's own words when it fails."""
    done = await git(context, *arguments)
    if done.exit_code != 0 and not done.cut:
        raise Unavailable(f"git says: {_first_line(done.stderr)}")
    return done.stdout.decode(errors="replace"), done.cut


async def check(context: Context) -> str:
    """The top directory of the repository, once it is clear that reading it runs no program it names itself."""
    done = await git(context, "rev-parse", "--show-toplevel")
    top = done.stdout.decode(errors="surrogateescape").strip("\n")
    if done.exit_code != 0 or not top:
        outside = b"not a git repository" in done.stderr
        raise Unavailable(
            "this folder is not in a git repository" if outside else f"git says: {_first_line(done.stderr)}"
        )
    for scope in ("--local", "--worktree"):
        listed = await git(context, "config", scope, "--includes", "--null", "--list")
        if listed.exit_code == 0:
            refuse_programs(listed.stdout.decode(errors="replace").split("\0"))
    return await context.host.resolve(top)


def refuse_programs(entries: Sequence[str]) -> None:
    """Raise Unavailable when ``key LF value`` entries of a repository's configuration name a program git would run."""
    keys = [(key, value) for key, _, value in (entry.partition("\n") for entry in entries)]
    partial = any(_PARTIAL.match(key) for key, _ in keys)
    for key, value in keys:
        if (_FILTER.match(key) and value not in _LFS) or (partial and _REMOTE.match(key)):
            raise Unavailable(f"the repository's own git configuration would run a program ({key}), so git is not run")


def _first_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").rstrip(".") if lines else "nothing"
