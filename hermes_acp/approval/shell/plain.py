"""The strict reader: a line of literal words, the operators ``&& || ; |`` and harmless redirections.

It understands so little that what it understands is certain in every Bourne-like shell: nothing is expanded,
nothing is spelled in a strange way. For all else it says what it stumbled over, and a person is asked.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

MAX_LENGTH = 10_000
"""Characters; a longer line is nothing a person reads."""
MAX_COMMANDS = 50
"""Commands in one line, for the same reason."""


class NotPlain(Exception):
    """The line holds something beyond literal words; the message is a phrase for a person."""


class PlainWord(Struct, frozen=True):
    """One word, quotes taken off."""

    text: str
    glob: bool = False
    """Whether the shell would match it against file names."""
    quoted: bool = False
    """Whether part of it stood in quotes."""


class PlainCommand(Struct):
    """One command of the line."""

    joined: str
    """The operator before it: ``""`` for the first, else ``&&``, ``||``, ``;`` or ``|``."""
    assignments: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    words: list[PlainWord] = field(default_factory=list[PlainWord])
    inputs: list[str] = field(default_factory=list[str])
    """Files it reads through ``<``."""


_SPACE = re.compile(r" +")
_WORDS = re.compile(r"(?:[\w.-][\w./,:%+-]*(?: +|$))+")
"""Words in which nothing needs a second look, which is most of them; none of them is an assignment."""
_LATER = re.compile(r"(?:[\w.-][\w./,:%+=*?-]*(?: +|$))+")
"""The same behind a program's name, where nothing is an assignment; there may be patterns among them."""
_OPERATOR = re.compile(r"&&(?![&;|])|\|\|(?![&;|])|\|(?![|&])|;(?![;&|])")
_NULL = re.compile(r"(?:[12]?>>?|&>) ?/dev/null(?=[ ;|&)]|$)|[12]?>&[12](?=[ ;|&]|$)|< ?/dev/null(?=[ ;|&]|$)")
_INPUT = re.compile(r"<(?![<>&(]) *")
_WHOLE = re.compile(r"(?:\\[()!]|!=|!|==|=|\[\[|\]\]|\[|\])(?= |$)")
_BARE = re.compile(r"(?:[\w./,:%+=*?\[\]-]|@(?:\{[\w-]+\})?|(?<=[\w}^~])[~^]|\{\}(?= |$))+")
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\$`\n]|\\[^$`\n]|\$(?="))*)"')
_GLOB = re.compile(r"[*?\[]")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_UNDO = re.compile(r'\\(["\\])')
_STRANGE = {
    "\n": "a line break, which separates commands",
    "$": "an expansion ($)",
    "`": "a command substitution",
    "\\": "a backslash",
    "~": "a home directory (~)",
    "{": "a brace",
    "}": "a brace",
    "(": "a parenthesis",
    ")": "a parenthesis",
    "#": "a comment",
    "!": "an exclamation mark",
    "&": "an ampersand, which separates commands",
    ">": "a redirection that may write",
    "<": "a redirection",
    "'": "an open quote",
    '"': "a quoted part that expands or stays open",
    "\t": "a tab",
}


def read_plain(line: str) -> list[PlainCommand]:
    """The commands of a plain line. NotPlain names what stands in the way."""
    if len(line) > MAX_LENGTH:
        raise NotPlain(f"it is longer than {MAX_LENGTH} characters")
    line = line.strip(" ")
    commands = [PlainCommand("")]
    at = 0
    while at < len(line):
        if line[at] == " " and (space := _SPACE.match(line, at)):
            at = space.end()
        elif words := (_LATER if commands[-1].words else _WORDS).match(line, at):
            commands[-1].words += [PlainWord(text, glob="*" in text or "?" in text) for text in words[0].split()]
            at = words.end()
        elif operator := _OPERATOR.match(line, at):
            at = operator.end()
            commands.append(PlainCommand(operator[0]))
        else:
            at = _item(line, at, commands[-1])
    if commands[-1].joined == ";" and not commands[-1].words:
        commands.pop()
    if len(commands) > MAX_COMMANDS:
        raise NotPlain(f"it has more than {MAX_COMMANDS} commands")
    if not all(command.words for command in commands):
        raise NotPlain("a command is missing")
    return commands


def _item(line: str, at: int, command: PlainCommand) -> int:
    """Read one redirection or word into the command; where it ends."""
    if line[at] in "12&<>" and (null := _NULL.match(line, at)):
        return null.end()
    if line[at] == "<" and (source := _INPUT.match(line, at)):
        word, at = _word(line, source.end())
        if word.glob or not word.text:
            raise NotPlain("a redirection from a pattern")
        command.inputs.append(word.text)
        return at
    start = at
    word, at = _word(line, at)
    if line[at : at + 1] in ("<", ">") and word.text.isdecimal():
        raise NotPlain("a numbered redirection")
    assignment = _ASSIGNMENT.match(line, start)
    if assignment and not command.words:
        if word.glob:
            raise NotPlain("an assignment of a pattern")
        name, _, value = word.text.partition("=")
        command.assignments.append((name, value))
    else:
        if word.quoted and not command.words:
            raise NotPlain("a program's name in quotes")
        command.words.append(word)
    return at


def _word(line: str, at: int) -> tuple[PlainWord, int]:
    """One word: bare, quoted as a whole, or bare with one quoted part behind it."""
    if line[at : at + 1] in "\\!=[]" and (whole := _WHOLE.match(line, at)):
        return PlainWord(whole[0].lstrip("\\")), whole.end()
    bare = _BARE.match(line, at)
    text = bare[0] if bare else ""
    if text.startswith("="):
        raise NotPlain("a word that begins with =")
    start = end = bare.end() if bare else at
    quote = line[end : end + 1]
    if quote == "'" and (single := _SINGLE.match(line, end)):
        text, end = text + single[1], single.end()
    elif quote == '"' and (double := _DOUBLE.match(line, end)):
        text, end = text + _UNDO.sub(r"\1", double[1]), double.end()
    elif bare is None:
        raise NotPlain(_STRANGE.get(line[at : at + 1], f"the character {line[at : at + 1]!r}"))
    if end < len(line) and line[end] not in " ;|&<>":
        raise NotPlain(
            "a word put together from parts" if line[end] in "'\"" else _STRANGE.get(line[end], "a mixed word")
        )
    if "\n" in text:
        raise NotPlain("a line break inside quotes")
    glob = bare is not None and _GLOB.search(bare[0]) is not None
    return PlainWord(text, glob=glob, quoted=end > start), end
