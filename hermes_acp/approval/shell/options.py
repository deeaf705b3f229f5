"""The options of a program that are known to be harmless, and the reading of its words against them.

A table is written as a program's manual writes it: ``-abc`` are flags that may be clustered, ``-n:`` takes a value,
``-e!`` takes free text, ``--color?`` takes a value only after ``=``. Whatever is not in the table is not understood.
Values marked ``:`` are looked at as if they were paths, so a path can never hide in an option.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field


class Unknown(Exception):
    """A word the table does not cover; the message is a phrase for a person."""


class Options(Struct, frozen=True):
    """The known options of one program."""

    flags: frozenset[str]
    """Short options without a value, one letter each."""
    values: dict[str, str]
    """Options with a value: ``n`` or ``--name`` to ``:`` (path-like), ``!`` (text) or ``?`` (only after ``=``)."""
    longs: frozenset[str]
    """Long options without a value."""
    number: bool = False
    """Whether ``-20`` is an option."""


class Read(Struct):
    """A program's words, sorted."""

    paths: list[str] = field(default_factory=list[str])
    """Values of options that name, or could name, a path."""
    operands: list[str] = field(default_factory=list[str])
    used: set[str] = field(default_factory=set[str])
    """The options that were given, in full spelling (``n``, ``--name``)."""
    texts: list[str] = field(default_factory=list[str])
    """Values of options that are free text, in order."""


def options(table: str, *, number: bool = False) -> Options:
    """Read a table of options."""
    flags: set[str] = set()
    values: dict[str, str] = {}
    longs: set[str] = set()
    for entry in table.split():
        name, kind = (entry[:-1], entry[-1]) if entry[-1] in ":!?" else (entry, "")
        if name.startswith("--"):
            if kind:
                values[name] = kind
            else:
                longs.add(name)
        elif kind:
            _, values_name = name  # one letter: a cluster has no value
            values[values_name] = kind
        else:
            flags.update(name[1:])
    return Options(frozenset(flags), values, frozenset(longs), number)


def read(words: Sequence[str], known: Options) -> Read:
    """Sort a program's words. Unknown on any option that is not in the table."""
    found = Read()
    rest = iter(words)
    for word in rest:
        if word == "--":
            found.operands.extend(rest)
        elif word.startswith("--"):
            _long(word, rest, known, found)
        elif word.startswith("-") and word != "-":
            if not (known.number and word[1:].isdecimal()):
                _cluster(word, rest, known, found)
        else:
            found.operands.append(word)
    return found


def _long(word: str, rest: Iterator[str], known: Options, found: Read) -> None:
    name, equals, value = word.partition("=")
    kind = known.values.get(name)
    if kind is None and (name not in known.longs or equals):
        raise Unknown(f"the option {name} is not known to be harmless")
    found.used.add(name)
    if kind in (":", "!") and not equals:
        value = _next(rest, name)
    _keep(kind, value, found)


def _cluster(word: str, rest: Iterator[str], known: Options, found: Read) -> None:
    """``-abn20``: flags up to the first option with a value, which takes what is left or the next word."""
    for at, letter in enumerate(word[1:], 2):
        kind = known.values.get(letter)
        if kind is None and letter not in known.flags:
            raise Unknown(f"the option -{letter} is not known to be harmless")
        found.used.add(letter)
        if kind is not None:
            value = word[at:] or ("" if kind == "?" else _next(rest, f"-{letter}"))
            _keep(kind, value, found)
            return


def _keep(kind: str | None, value: str, found: Read) -> None:
    if kind == "!":
        found.texts.append(value)
    elif kind is not None and value:
        found.paths.append(value)


def _next(rest: Iterator[str], name: str) -> str:
    value = next(rest, None)
    if value is None:
        raise Unknown(f"the option {name} lacks its value")
    return value
