"""Masks the secrets in what passes over a wire: those of this environment, and what looks like one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from hermes_acp.config.layers import read_layers
from hermes_acp.config.paths import hermes_home
from hermes_acp.config.secrets import is_secret_name
from hermes_acp.privacy.records import named
from hermes_acp.privacy.secrets import Redactor
from hermes_acp.privacy.stream import StreamRedactor
from hermes_acp_protocol.tracing_format import Mask

_PIECE = 32 * 1024
"""Characters that are masked at once; the search holds everything else up for so long."""
_UNREAD = "[redacted]"


def secrets_masked() -> Mask:
    """What masks the secrets of a message: those of this environment, and what looks like one. Blocks: reads files."""
    settings = read_layers(hermes_home())
    values = [value for name, value in settings.environ.items() if is_secret_name(name)]
    redactor = Redactor([*values, settings.text("model.api_key") or ""])
    return Masking(redactor).masked


class Masking:
    """Masks JSON values as they stand on a wire."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def masked(self, value: object) -> object:
        """The value without its secrets."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.masked(item) for item in cast("list[object]", value)]
        if isinstance(value, dict):
            return self._object(cast("dict[str, object]", value))
        return value

    def _object(self, value: Mapping[str, object]) -> dict[str, object]:
        fields = {self._text(name): self._field(name, item) for name, item in value.items()}
        name, held = value.get("name"), value.get("value")
        if isinstance(name, str) and isinstance(held, str):  # a variable or a header of an MCP server
            fields["value"] = _UNREAD if held and is_secret_name(name) else self._field(name, held)
        return fields

    def _field(self, name: str, item: object) -> object:
        return named(name, item, self._text) if isinstance(item, str) else self.masked(item)

    def _text(self, text: str) -> str:
        if len(text) <= _PIECE:
            return self._redactor.redact(text)
        stream = StreamRedactor(self._redactor)
        return "".join([*map(stream.feed, pieces(text)), stream.feed("", final=True)])


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that end with a line, or else with a word, where there is such an end."""
    at = 0
    while at < len(text):
        end = at + _PIECE
        if end < len(text):
            end = text.rfind("\n", at, end) + 1 or text.rfind(" ", at, end) + 1 or end
        yield text[at:end]
        at = end
