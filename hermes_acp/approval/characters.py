"""Characters a person cannot see, or would take for others.

What somebody approves must be what runs: a line with invisible, direction-changing or look-alike characters is
never judged harmless, and is shown with those characters written out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

PADDING = 20
"""So many spaces in a row push the rest of a line out of sight."""

_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_LOOK_LIKE_PUNCTUATION = frozenset(
    "‘’‚‛“”„‟′″`´ˋ‐‑‒–—―−﹣－⁄∕⧸╱․‥；：＆｜＞＜＄（）｀＇＂～／＼﹔﹠﹥﹤∣ǀ❘︱ꓸ‹›≪≫⟩⟨"
) - {"`"}
# Cyrillic and Greek letters that are drawn like Latin ones.
_ODD_LATIN = frozenset("ıĸſƽƨƅǀǁǂǃɩȷ")
_LOOK_LIKE_LETTERS = frozenset("асеорхуіјѕһԁԛԝвкмнтгпАВЕКМНОРСТХУІЈЅԌԚԜαεικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲⅼⅰⅴⅹⅽⅾⅿ")
_PHONETIC = re.compile("[\u0250-\u02ff\u1d00-\u1dbf]")  # small capitals and other letters drawn like plain ones
_LETTERS = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"[ -~]*")


@lru_cache(maxsize=4096)
def _hidden(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me")
        or char in _BLANKS
        or (category == "Zs" and char != " ")
    )


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The first word of a letter's name, which is its script for those that matter here."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0]


def trouble(text: str) -> str | None:
    """What is wrong with the characters of a line, as a phrase; None when a person sees what there is."""
    if f"{'':{PADDING}}" in text:
        return f"{PADDING} or more spaces in a row push its end out of sight"
    if _PLAIN.fullmatch(text):
        return None
    for char in text:
        if char != "\n" and _hidden(char):
            return f"it holds the hidden character U+{ord(char):04X}"
        if char > "~" and (odd := _deceives(char)):
            return f"it holds U+{ord(char):04X}, which {odd}"
    return _mixed_letters(text)


@lru_cache(maxsize=4096)
def _deceives(char: str) -> str | None:
    """How one visible character can be taken for something else, as a phrase."""
    if char in _LOOK_LIKE_PUNCTUATION:
        return "looks like a character of the shell"
    if unicodedata.normalize("NFKC", char) != char or char in _ODD_LATIN or _PHONETIC.match(char):
        return "imitates a plain character"
    if unicodedata.bidirectional(char) in ("R", "AL", "AN"):
        return "is written from right to left and turns the line around"
    return None


def _mixed_letters(text: str) -> str | None:
    """Words that mix scripts, or are spelled wholly in letters that pass for Latin ones."""
    for run in _LETTERS.findall(text):
        if run.isascii():
            continue
        scripts = {_script(letter) for letter in run}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET"}:
            return f"{run!r} mixes letters of two alphabets"
        if all(letter in _LOOK_LIKE_LETTERS for letter in run):
            return f"{run!r} is not written in Latin letters though it looks so"
    return None


def escaped(text: str) -> str:
    r"""The text with every hidden character written as ``\u202e`` and the like; line breaks stay."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_escape(char) if char != "\n" and _hidden(char) else char for char in text)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
