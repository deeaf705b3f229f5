"""Starts a trace of a face's wire: where it is written, what is masked in it.

Knows no face and no message. Imported only when somebody traces, so that others pay nothing for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import cast

from hermes_acp import __version__
from hermes_acp.config.layers import read_layers
from hermes_acp.config.paths import hermes_home
from hermes_acp.config.secrets import is_secret_name
from hermes_acp.privacy.records import named
from hermes_acp.privacy.secrets import Redactor
from hermes_acp.privacy.stream import StreamRedactor
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.tracing import Mask, Recorder, open_private

_PIECE = 32 * 1024
"""Characters that are masked at once; the search holds everything else up for so long."""
_UNREAD = "[redacted]"


def record(wire: StdioWire, path: str, face: str) -> None:
    """Write down all that passes over a wire from now on.

    ``path`` is a file, or a directory in which each process gets a file of its own. A trace never keeps anybody from
    being served: when it cannot be written, standard error says so and the wire goes on without.
    """
    try:
        wire.recorder = Recorder(open_private(_file(path, face)), _head(face), secrets_masked)
    except (OSError, ValueError) as error:
        print(f"hermes: there is no trace: {error}", file=sys.stderr)


def _file(path: str, face: str) -> str:
    path = os.path.abspath(os.path.expanduser(path))
    return os.path.join(path, f"hermes-{face}-{os.getpid()}.ndjson") if os.path.isdir(path) else path


def _head(face: str) -> dict[str, object]:
    return {"face": face, "hermes": __version__, "python": sys.version.split()[0], "platform": sys.platform}


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
