"""Masks secrets in text that comes in pieces, however the pieces are cut.

A piece is held back only while it could still become part of a secret: from a name such as ``password`` to the end of
its line, and the last word. A private key is masked from its first line on, and its other lines are dropped.
"""

from __future__ import annotations

import re

from hermes_acp.privacy.secrets import Redactor

LONGEST_HELD = 8192
"""Characters held back at most; a word or a line that is longer is no key."""

_NAMED = re.compile(r"key|token|secret|pass|pwd|credential|authorization|bearer |basic |_PAT|-----BEGIN", re.IGNORECASE)
_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
_BODY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----\s*\S")
_END = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY")
_LONGEST_END = 64


class StreamRedactor:
    """One stream of text. Implements ``hermes_acp_tools.output.Mask``."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held = ""
        self._in_block = False

    def feed(self, text: str, final: bool = False) -> str:
        """Take more text and give what can be shown of all so far; ``final`` gives the rest."""
        self._held += text
        if self._in_block and not self._leave_block():
            return ""
        if self._enters_block():
            shown, self._held, self._in_block = self._held, "", True
        else:
            cut = len(self._held) if final else self._finished()
            shown, self._held = self._held[:cut], self._held[cut:]
        return self._redactor.redact(shown)

    def _enters_block(self) -> bool:
        """Whether the first lines of a private key are here, and not its end."""
        begun = self._open_block()
        return begun is not None and _BODY.match(self._held, begun) is not None

    def _open_block(self) -> int | None:
        """Where a private key begins that does not end here."""
        begun = [match.start() for match in _BEGIN.finditer(self._held)]
        return begun[-1] if begun and not _END.search(self._held, begun[-1]) else None

    def _leave_block(self) -> bool:
        """Drop what belongs to a private key; False while its end has not come."""
        end = _END.search(self._held)
        # Of a key only the last characters are kept: they may be the beginning of its end.
        self._held = self._held[end.start() :] if end else self._held[-_LONGEST_END:]
        self._in_block = end is None
        return end is not None

    def _finished(self) -> int:
        """Up to where nothing that comes can change what the text is."""
        begun = self._open_block()
        if begun is not None:
            return begun
        line = self._held.rfind("\n") + 1
        if len(self._held) - line > LONGEST_HELD:
            return len(self._held)
        named = _NAMED.search(self._held, line)
        end = named.start() if named else len(self._held)
        words = self._held[line:end]
        return end if not words or words[-1].isspace() else end - len(words.split()[-1])
