"""Thoughts that open models write into their answer between ``<think>`` and ``</think>``.

Only a tag that opens the answer counts: one in the middle is something the model talks about.
"""

from __future__ import annotations

TAGS = ("<think>", "<thinking>")


class ThinkSplitter:
    """Tells thought from answer while both arrive in pieces, tags cut anywhere included."""

    def __init__(self) -> None:
        self._held = ""
        """What may still turn out to be part of a tag, or the line ends after one."""
        self._closing = ""
        """The tag that ends the thought we are in."""
        self._after = False
        """Right behind a tag, where line ends belong to neither side."""
        self._answering = False

    @property
    def settled(self) -> bool:
        """Whether everything further is answer, so that nobody needs to ask again."""
        return self._answering and not self._after

    def feed(self, text: str) -> tuple[str, str]:
        """More text came: the thought and the answer in it, either may be empty."""
        self._held += text
        if self._answering:
            return "", self._taken(len(self._held))
        return self._inside() if self._closing else self._opening()

    def close(self) -> tuple[str, str]:
        """The text is over: what was held back, as thought and answer."""
        held, self._held = self._held, ""
        return (held, "") if self._closing and not self._answering else ("", held)

    def _opening(self) -> tuple[str, str]:
        start = self._held.lstrip()
        for tag in TAGS:
            if start.startswith(tag):
                self._held, self._closing, self._after = start[len(tag) :], f"</{tag[1:]}", True
                return self._inside()
        if any(tag.startswith(start) for tag in TAGS):
            return "", ""
        self._answering = True
        return "", self._taken(len(self._held))

    def _inside(self) -> tuple[str, str]:
        at = self._held.find(self._closing)
        if at < 0:
            return self._taken(len(self._held) - _overlap(self._held, self._closing)), ""
        thought = self._taken(at)
        self._held = self._held.removeprefix(self._closing)
        self._answering = self._after = True
        return thought, self._taken(len(self._held))

    def _taken(self, size: int) -> str:
        """So much of what is held, without the line ends right behind a tag."""
        text, self._held = self._held[:size], self._held[size:]
        if self._after and text:
            text = text.lstrip("\n")
            self._after = not text
        return text


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of the text may be the beginning of the tag."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:size])), 0)
