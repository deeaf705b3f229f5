"""Thoughts that open models write into their answer between ``<think>`` and ``</think>``.

Only a tag that opens the answer counts: one in the middle is something the model talks about.
"""

from __future__ import annotations

TAGS = ("<think>", "<thinking>")


class ThinkSplitter:
    """Tells thought from answer while both arrive in pieces, tags cut anywhere included."""

    def __init__(self) -> None:
        self._held = ""
        self._closing = ""
        self._settled = False
        """The rest is answer."""

    @property
    def settled(self) -> bool:
        """Whether everything further is answer, so that nobody needs to ask again."""
        return self._settled

    def feed(self, text: str) -> tuple[str, str]:
        """More text came: the thought and the answer in it, either may be empty."""
        if self._settled:
            return "", text
        self._held += text
        if self._closing:
            return self._inside()
        return self._opening()

    def close(self) -> tuple[str, str]:
        """The text is over: what was held back, as thought and answer."""
        held, self._held, self._settled = self._held, "", True
        return (held, "") if self._closing else ("", held)

    def _opening(self) -> tuple[str, str]:
        start = self._held.lstrip()
        for tag in TAGS:
            if start.startswith(tag):
                self._held, self._closing = start[len(tag) :].lstrip("\n"), f"</{tag[1:]}"
                return self._inside()
        if any(tag.startswith(start) for tag in TAGS):
            return "", ""
        return self.close()

    def _inside(self) -> tuple[str, str]:
        thought, tag, answer = self._held.partition(self._closing)
        if tag:
            self._held, self._settled = "", True
            return thought, answer.lstrip("\n")
        keep = _overlap(self._held, self._closing)
        thought = self._held[: len(self._held) - keep]
        self._held = self._held[len(thought) :]
        return thought, ""


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of the text may be the beginning of the tag."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:size])), 0)
