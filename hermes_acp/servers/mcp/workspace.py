"""Where a request works: what it names, else what the server was given, else the client's roots, else where it started.

Desktop programs start servers in ``/`` or in a home directory. Neither is a workspace unless somebody says so.
"""

from __future__ import annotations

import os

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.terms import Terms

HOW = (
    'Name one: add "--workspace", "/path/to/project" to "args" of the server hermes in the settings of this MCP client'
    "{or_cwd}."
)


class NoWorkspace(UserError):
    """There is no directory to work in."""

    reason = "no_workspace"


def roots(terms: Terms, theirs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The workspaces, resolved: those of the server, else ``theirs``, the client's; else where it was started.

    NoWorkspace. Blocks.
    """
    if terms.workspaces:
        return tuple(map(os.path.realpath, terms.workspaces))
    if theirs:
        return theirs
    here = os.path.realpath(terms.here)
    if unfit(here):
        raise NoWorkspace(f"This server was started in {here}, which is no workspace. {HOW.format(or_cwd='')}")
    return (here,)


def chosen(terms: Terms, cwd: str | None, theirs: tuple[str, ...] = ()) -> str:
    """The directory a run works in, resolved. NoWorkspace. Blocks."""
    if cwd is None:
        try:
            return roots(terms, theirs)[0]
        except NoWorkspace as error:
            raise NoWorkspace(str(error).rstrip(".") + ", or give cwd.") from None
    place = os.path.realpath(cwd)
    if not os.path.isabs(cwd) or not os.path.isdir(place):
        raise NoWorkspace(f"cwd must be an absolute directory that exists; {cwd!r} is not.")
    if terms.workspaces and not any(within(place, root) for root in roots(terms)):
        named = ", ".join(terms.workspaces)
        raise NoWorkspace(f"{place} is outside of this server's workspaces: {named}.")
    if unfit(place) and place not in map(os.path.realpath, terms.workspaces):
        raise NoWorkspace(f"{place} is no workspace: it holds everything. {HOW.format(or_cwd=', or give another cwd')}")
    return place


def unfit(place: str) -> bool:
    """Whether a directory is too much to be a workspace by accident: the root, a home, or what holds homes."""
    home = os.path.realpath(os.path.expanduser("~"))
    return within(home, place)


def within(path: str, root: str) -> bool:
    """Whether a path is the root or lies in it; both resolved."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
