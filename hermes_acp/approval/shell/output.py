"""What a stage of a pipeline prints, when that is plain to see: an ``echo``, or a decoder of known text.

Best effort, for finding what must not happen behind ``echo … | base64 -d | sh``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.expand import unescape
from hermes_acp.approval.shell.script import Segment, program

_KNOWN = names("echo printf yes ls cat tee sort uniq head tail rev tr base64 base32 xxd")
_FORMAT = re.compile(r"%[sbq]")


def output(segments: Sequence[Segment]) -> str | None:
    """All that the commands print that is known; None when nothing is."""
    printed: list[str] = []
    for segment in segments:
        if not segment.argv:
            continue
        name = program(segment)
        text = _printed(name, list(segment.argv[1:]), segment.stdin) if name in _KNOWN else None
        if text is not None:
            printed.append(text)
    return "".join(printed) if printed else None


def _printed(name: str, words: list[str], stdin: str | None) -> str | None:
    match name:
        case "echo":
            plain = [word for word in words if word not in ("-n", "-e", "-ne", "-en")]
            return (unescape if len(plain) < len(words) else str)(" ".join(plain)) + "\n"
        case "printf" if words:
            return _formatted(words)
        case "yes":
            return " ".join(words) + "\n"
        case "ls" if any(re.fullmatch(r"-\w*d\w*", word) for word in words):
            return "\n".join(word for word in words if not word.startswith("-"))
        case _ if stdin is None:
            return None
        case "cat" | "tee" | "sort" | "uniq" | "head" | "tail":
            return stdin
        case "rev":
            return "\n".join(line[::-1] for line in stdin.split("\n"))
        case "tr" if len(words) == 2 and not words[0].startswith("-"):
            return _translated(stdin, *map(_set, words))
        case "base64" | "base32" if any(re.match(r"-\w*[dD]|--d", word) for word in words):
            return _decoded(stdin, base64.b64decode if name == "base64" else base64.b32decode)
        case "xxd" if "-r" in words or "-rp" in words:
            return _decoded("".join(stdin.split()), bytes.fromhex)
        case _:
            return None


def _formatted(words: list[str]) -> str:
    """``printf``: its format with the arguments in their places."""
    arguments = iter(words[1:])
    form = unescape(words[0])

    def one(match: re.Match[str]) -> str:
        text = next(arguments, "")
        return unescape(text) if match[0] == "%b" else text

    text = _FORMAT.sub(one, form)
    return text + (" ".join(arguments) if "%" in form else "")


def _set(text: str) -> str:
    """A character set of ``tr`` with its ranges written out."""
    return re.sub(
        r"(.)-(.)",
        lambda match: "".join(map(chr, range(ord(match[1]), min(ord(match[2]), ord(match[1]) + 255) + 1))),
        unescape(text),
        flags=re.DOTALL,
    )


def _translated(text: str, before: str, after: str) -> str:
    padded = after + after[-1:] * (len(before) - len(after))
    return text.translate({ord(one): other for one, other in zip(before, padded, strict=False)})


def _decoded(text: str, decode: object) -> str | None:
    try:
        return decode(text).decode("utf-8", "replace")  # type: ignore[operator]
    except (ValueError, binascii.Error):
        return None
