"""Where commands read and write: ``>``, ``<<<``, here-documents, and statements with redirections behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.script import Segment

if TYPE_CHECKING:
    from tree_sitter import Node

    from hermes_acp.approval.shell.parse import Walk


def redirect(walk: Walk, node: Node, into: list[tuple[str, str]], depth: int) -> str | None:
    """Note a redirection; the text it feeds in, when that is plain to see."""
    walk.inner(node, depth)
    if node.type == "file_redirect":
        target = node.child_by_field_name("destination")
        operator = next((child.type for child in node.children if not child.is_named), ">")
        into.append((operator, " ".join(walk.expand.words(target)) if target else UNKNOWN))
        return None
    walk.script.compound = True
    if node.type == "herestring_redirect":
        return walk.expand.value(node.named_children[-1]) if node.named_children else None
    return _heredoc(walk, node, depth)


def _heredoc(walk: Walk, node: Node, depth: int) -> str | None:
    """The text of a here-document. The grammar keeps what is piped behind it inside, so that is visited here."""
    body = next((child for child in node.named_children if child.type == "heredoc_body"), None)
    text = walk.expand.value(body) if body is not None else None
    outer, walk.stdin = walk.stdin, text
    for child in node.named_children:
        if child.type in ("pipeline", "command", "list", "redirected_statement"):
            walk.visit(child, depth + 1)
    walk.stdin = outer
    return text


def redirected(walk: Walk, node: Node, depth: int) -> None:
    """A statement with redirections behind it; they hold for every command in it."""
    body = node.child_by_field_name("body")
    redirects: list[tuple[str, str]] = []
    before, outer = len(walk.script.segments), walk.stdin
    for child in node.named_children:
        if child != body:
            walk.stdin = redirect(walk, child, redirects, depth) or walk.stdin
    if body is not None:
        walk.visit(body, depth + 1)
    walk.stdin = outer
    found = walk.script.segments
    if len(found) == before:
        walk.add(Segment((), walk.dirs, tuple(redirects)))
    for index in range(before, len(found)):
        found[index] = replace(found[index], redirects=(*found[index].redirects, *redirects))
