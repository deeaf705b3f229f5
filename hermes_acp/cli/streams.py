"""The three standard streams, made safe to read and write before a command runs.

A closed descriptor is opened on nothing, so that no file of ours takes its number and is written to by accident;
a character the terminal's encoding lacks is written as an escape instead of failing.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


def prepare() -> None:
    """Make stdin, stdout and stderr usable. Call once, before anything is opened."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is taken: this one.
            os.open(os.devnull, os.O_RDWR)
    # They stay open as long as the process does.
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, errors="backslashreplace")


def in_utf8() -> None:
    """From here on stdout is UTF-8, whatever the locale says: JSON is (RFC 8259, section 8.1)."""
    _reconfigure(sys.stdout, encoding="utf-8", errors="backslashreplace")


def read_all() -> str:
    """All of standard input as text; bytes that are no UTF-8 become U+FFFD."""
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def let_go() -> None:
    """Send what is still buffered for stdout nowhere: whoever read it has gone, or its disk is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def sound(text: str) -> str:
    """Text without lone surrogates, which an argument that is no UTF-8 brings along (PEP 383)."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def harmless(text: str, but: str = "") -> str:
    """Text a terminal only shows: what would steer it (C0 but line ends and tabs, DEL, C1) becomes U+FFFD.

    ``but`` are characters that stay, for the caller to replace.
    """
    return text.translate({code: shown for code, shown in STEERING.items() if chr(code) not in but})


STEERING = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


def _reconfigure(stream: TextIO, *, encoding: str | None = None, errors: str | None = None) -> None:
    """Change a stream in place; one that a program put in its stead, such as a StringIO, stays as it is."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors=errors)
