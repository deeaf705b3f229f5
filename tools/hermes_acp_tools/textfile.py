"""Bytes to text and back, so that what was not edited stays as it was to the last byte.

Owns encodings, byte order marks, line endings and the question whether bytes are text at all. Knows no disk.
Text is never guessed at the price of mojibake: what is neither UTF-8, nor marked by a BOM, nor plainly Latin-1 is
refused, saying what it is.
"""

from __future__ import annotations

import codecs
import re
from hashlib import sha256
from typing import Literal

from msgspec import Struct

from hermes_acp_tools.host import TextFile
from hermes_acp_tools.result import ToolError

Newline = Literal["\n", "\r\n", "\r", "mixed"]

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Marks in the order to try them: UTF-32 LE begins with the mark of UTF-16 LE."""

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"\x7fELF", "ELF program"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive (or office document)"),
    (b"\x1f\x8b", "gzip archive"),
    (b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (b"MZ", "Windows program"),
)

_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_C1 = re.compile(rb"[\x80-\x9f]")
_HIGH_RUN = re.compile(rb"[\xa0-\xff]{3}")
_HIGH = re.compile(rb"[\xa0-\xff]")
_ENDING = re.compile(r"\r\n|\r|\n")


class Form(Struct, frozen=True):
    """How a text is laid down as bytes."""

    encoding: str = "utf-8"
    bom: bool = False
    newline: Newline = "\n"


def decode(data: bytes, path: str, mode: int | None = None) -> TextFile:
    """The text in ``data``. ToolError, naming type and size, when it is not text."""
    encoding, mark = _encoding(data, path)
    try:
        raw = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as exc:
        raise ToolError(f"{path} says it is {encoding}, but byte {exc.start} is not. Refused.") from None
    newline = newline_of(raw)
    text = raw.replace(newline, "\n") if newline in ("\r\n", "\r") else raw
    return TextFile(path, text, digest_of(data), encoding, bool(mark), newline, mode)


def encode(text: str, form: Form | TextFile) -> bytes:
    """``text`` as bytes in that form. ToolError when the encoding cannot hold a character."""
    if form.newline in ("\r\n", "\r"):
        text = text.replace("\r\n", "\n").replace("\n", form.newline)
    try:
        body = text.encode(form.encoding)
    except UnicodeEncodeError as exc:
        bad = text[exc.start]
        raise ToolError(f"The text holds {bad!r}, which {form.encoding} cannot hold; nothing was written.") from None
    return next((mark for mark, name in BOMS if name == form.encoding), b"") + body if form.bom else body


def newline_of(text: str) -> Newline:
    r"""The line ending in use; ``\n`` for a text without any."""
    kinds = set(_ENDING.findall(text)) if "\r" in text else set[str]()
    if not kinds or kinds == {"\n"}:
        return "\n"
    if kinds == {"\r\n"}:
        return "\r\n"
    return "\r" if kinds == {"\r"} else "mixed"


def digest_of(data: bytes) -> str:
    """SHA-256, hex."""
    return sha256(data).hexdigest()


def describe(data: bytes) -> str:
    """What these bytes are, in words; ``binary data`` when nobody knows."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP image"
    return next((name for magic, name in MAGIC if data.startswith(magic)), "binary data")


def size_in_words(size: int) -> str:
    """A size for people, such as ``12.3 KB``."""
    if size < 1000:
        return f"{size} bytes"
    value, unit = size / 1000, "KB"
    for larger in ("MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}"


def _encoding(data: bytes, path: str) -> tuple[str, bytes]:
    for mark, name in BOMS:
        if data.startswith(mark):
            return name, mark
    if b"\0" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            if _is_latin1(data):
                return "latin-1", b""
        else:
            return "utf-8", b""
        if not _CONTROLS.search(data[:8192]):
            raise ToolError(
                f"{path} is text in an encoding that cannot be told safely ({size_in_words(len(data))}). "
                "Convert it first, such as with: iconv -f ENCODING -t UTF-8"
            )
    raise ToolError(f"{path} is not text: {describe(data)}, {size_in_words(len(data))}.")


def _is_latin1(data: bytes) -> bool:
    """Western text in one byte a letter: few accented letters, hardly side by side, no C1 controls.

    Shift-JIS, GBK, EUC and KOI-8 fail this: they use bytes 0x80-0x9f or long runs of high bytes.
    """
    if _CONTROLS.search(data) or _C1.search(data) or _HIGH_RUN.search(data):
        return False
    return len(_HIGH.findall(data)) * 5 <= len(data)
