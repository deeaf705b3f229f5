"""Which signs open and close comments, by a file's name. A table; what is not in it gets the usual signs."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import NamedTuple

_C, _HTML, _ML = ("/*", "*/"), ("<!--", "-->"), ("(*", "*)")
_BRACES, _HASHES, _DASHES = ("{#", "#}"), ("<#", "#>"), ("{-", "-}")
_FAMILIES: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    ("c h cc cpp cxx hpp hh hxx m mm java js mjs cjs jsx ts mts cts tsx go rs swift kt kts scala cs dart zig groovy "
     "gradle scss less proto json jsonc json5 glsl hlsl cu v sv sol", ("//",), (_C,)),
    ("php", ("//", "#"), (_C, _HTML)),
    ("vue svelte astro", ("//",), (_C, _HTML)),
    ("css", (), (_C,)),
    ("py pyi pyw rb sh bash zsh fish yaml yml toml r jl ex exs pl pm tcl nix cmake mk conf cfg properties env tf hcl "
     "gitignore dockerignore editorconfig graphql gql", ("#",), ()),
    ("ps1 psm1 psd1", ("#",), (_HASHES,)),
    ("html htm xml svg xhtml xsl md markdown rst txt adoc org", (), (_HTML,)),
    ("jinja jinja2 j2 njk twig", (), (_BRACES, _HTML)),
    ("hbs handlebars mustache", (), (("{{!--", "--}}"), _HTML)),
    ("sql", ("--",), (_C,)),
    ("lua", ("--",), (("--[[", "]]"),)),
    ("hs elm purs", ("--",), (_DASHES,)),
    ("adb ads vhd vhdl", ("--",), ()),
    ("el lisp lsp cl scm ss rkt clj cljs cljc asm s", (";",), ()),
    ("ini", (";", "#"), ()),
    ("tex sty cls bib erl hrl pro prolog", ("%",), ()),
    ("ml mli fs fsx", ("//",), (_ML,)),
    ("pas pp dpr", ("//",), (_ML, ("{", "}"))),
    ("vb bas vbs", ("'",), ()),
    ("vim vimrc", ('"', "#"), ()),
    ("f90 f95 f03 f08", ("!",), ()),
)  # fmt: skip
_NAMES = {"makefile": "mk", "gnumakefile": "mk", "dockerfile": "sh", "justfile": "sh", "cmakelists.txt": "cmake",
          "gemfile": "rb", "rakefile": "rb", ".vimrc": "vim", ".emacs": "el"}  # fmt: skip
_USUAL = (("//", "#", "--", ";", "%"), (_C, _HTML, _ML))


class Signs(NamedTuple):
    """How comments look in one language."""

    lines: re.Pattern[str]
    """The signs that open a comment up to the end of the line, repeated or not; matches nothing when there are none."""
    blocks: tuple[tuple[str, str], ...]
    """Pairs of signs around a comment."""


@lru_cache(maxsize=256)
def signs_of(name: str) -> Signs:
    """The signs in a file of this name."""
    base = posixpath.basename(name.replace("\\", "/")).lower()
    suffix = _NAMES.get(base) or base.rpartition(".")[2]
    lines, blocks = next(((lines, blocks) for known, lines, blocks in _FAMILIES if suffix in known.split()), _USUAL)
    pattern = "|".join(f"(?:{re.escape(sign)})+" for sign in lines)
    return Signs(re.compile(pattern or r"(?!)"), blocks)
