"""The grammar of bash (tree-sitter) over a line, within a budget: over lines without sense it takes quadratic time."""

from __future__ import annotations

import re
import time
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_PARSER_LOCK = Lock()
SHORT, CHUNK = 1_000, 4_096
"""Bytes: of a line that is parsed in one go, and of what the parser is handed at once of a longer one."""
MAX_SECONDS = 0.03
"""For one parse."""
MAX_OPERATORS = 1_200
_OPERATORS = re.compile(r"[<>|&;]")


def tree_of(line: str) -> Node | None:
    """The grammar's view of a line; None when it takes too long, as it does over long lines that make no sense."""
    if len(_OPERATORS.findall(line)) > MAX_OPERATORS:
        return None
    source = line.replace("\\\n", "").encode("utf-8", "replace")
    with _PARSER_LOCK:
        if len(source) < SHORT:
            return _parser().parse(source).root_node
        return _within_budget(_parser(), source)


def _within_budget(parser: Parser, source: bytes) -> Node | None:
    started = time.thread_time()  # of this thread, so that a busy machine decides nothing

    def read(offset: int, _: object) -> bytes:
        return source[offset : offset + CHUNK]

    def too_long(_offset: int, _has_error: bool) -> bool:
        return time.thread_time() - started > MAX_SECONDS

    try:
        return parser.parse(read, progress_callback=too_long).root_node
    except ValueError:  # stopped
        parser.reset()
        return None


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
