"""One JSON value a line, over bytes that arrive in any pieces.

Owns where a line ends (LF, and nothing else: other separators are legal inside JSON strings), how long it may be,
and what counts as JSON. Refuses to know what the values mean: see ``jsonrpc``. Nothing here raises on bad input; a
broken line is a value, because a broken line must never end a connection. Imports little: it runs before the first
answer.
"""

from __future__ import annotations

import json
from math import isfinite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
    JsonObject: TypeAlias = "dict[str, JsonValue]"
else:  # importing typing would cost a quarter of the time the first answer takes
    JsonValue = object
    JsonObject = dict

MAX_LINE = 64 * 1024 * 1024
"""Bytes of the longest line that is read, without its newline."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LongLine:
    """A line that crossed the limit; its bytes are gone."""

    __slots__ = ("limit",)

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """The limit in bytes."""


class NotJson:
    """What could not be read as one JSON value."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why
        """A few words for the sender."""


class SpelledNumber(float):
    """A JSON number with a fraction or an exponent; remembers its spelling, so that an id can be echoed as it came."""

    __slots__ = ("spelling",)
    spelling: str


class LineSplitter:
    """Cuts a byte stream into lines, in linear time and bounded memory."""

    def __init__(self, limit: int = MAX_LINE) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._length = 0
        self._skipping = False
        self._first = True

    def feed(self, data: bytes) -> list[bytes | LongLine]:
        """Return the lines that ``data`` completes, and a `LongLine` at the moment a line crosses the limit."""
        lines: list[bytes | LongLine] = []
        *whole, rest = data.split(b"\n")
        for piece in whole:
            self._grow(piece, lines)
            self._finish(lines)
        if rest:
            self._grow(rest, lines)
        return lines

    def end(self) -> list[bytes | LongLine]:
        """Return the last line, when the stream ended without a newline."""
        lines: list[bytes | LongLine] = []
        self._finish(lines)
        return lines

    def _grow(self, piece: bytes, lines: list[bytes | LongLine]) -> None:
        if self._skipping:
            return
        self._length += len(piece)
        if self._length > self._limit:
            self._skipping = True
            self._parts.clear()
            lines.append(LongLine(self._limit))
        elif piece:
            self._parts.append(piece)

    def _finish(self, lines: list[bytes | LongLine]) -> None:
        parts = self._parts
        line = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self._length = 0
        self._skipping = False
        if self._first and line:
            self._first = False
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line and not line.isspace():
            lines.append(line)


def _number(spelling: str) -> float:
    number = SpelledNumber(spelling)
    if not isfinite(number):
        raise ValueError("a number is out of range")
    number.spelling = spelling
    return number


def _constant(spelling: str) -> float:
    raise ValueError(f"{spelling} is not JSON")


_decoder = json.JSONDecoder(parse_float=_number, parse_constant=_constant)
_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def read_json(line: bytes) -> JsonValue | NotJson:
    """Read one line as one JSON value (RFC 8259, UTF-8 only). The last of two equal keys wins."""
    try:
        return _decoder.decode(line.decode())
    except UnicodeDecodeError:
        return NotJson("not UTF-8")
    except json.JSONDecodeError as error:
        return NotJson(f"{error.msg} at character {error.pos}")
    except RecursionError:
        return NotJson("nested too deeply")
    except ValueError as error:
        return NotJson(str(error))


def write_json(value: JsonValue) -> bytes:
    """Write a value on one line, without a newline.

    Raises ``ValueError`` for NaN, infinities and circles, ``TypeError`` for what JSON cannot say, ``RecursionError``
    for what is nested too deeply.
    """
    text = _encoder.encode(value)
    if "\u2028" in text or "\u2029" in text:
        # Legal in JSON, but readers built on Node's readline end a line there.
        text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # A lone surrogate has no UTF-8 form; Python's name for it happens to be JSON's escape.
    return text.encode("utf-8", "backslashreplace")
