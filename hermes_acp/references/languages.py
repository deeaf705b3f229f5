"""The word behind a fence, from a file's name. Only words of this table ever stand there."""

from __future__ import annotations

import posixpath

_BY_SUFFIX = {
    "py pyi pyw": "python", "js mjs cjs": "javascript", "jsx": "jsx", "ts mts cts": "typescript", "tsx": "tsx",
    "rs": "rust", "go": "go", "java": "java", "kt kts": "kotlin", "swift": "swift", "c h": "c",
    "cc cpp cxx hpp hh hxx": "cpp", "cs": "csharp", "rb": "ruby", "php": "php", "sh bash zsh": "bash", "fish": "fish",
    "ps1": "powershell", "sql": "sql", "html htm": "html", "css": "css", "scss": "scss", "json jsonl": "json",
    "yaml yml": "yaml", "toml": "toml", "xml svg": "xml", "md markdown": "markdown", "lua": "lua", "ex exs": "elixir",
    "erl": "erlang", "hs": "haskell", "scala": "scala", "clj": "clojure", "dart": "dart", "zig": "zig", "nix": "nix",
    "vue": "vue", "svelte": "svelte", "proto": "protobuf", "tf": "hcl", "r": "r", "jl": "julia", "ml mli": "ocaml",
    "diff patch": "diff", "el": "elisp", "vim": "vim", "csv": "csv", "ini cfg": "ini",
}  # fmt: skip
_SUFFIXES = {suffix: language for suffixes, language in _BY_SUFFIX.items() for suffix in suffixes.split()}
_NAMES = {"makefile": "makefile", "dockerfile": "dockerfile", "cmakelists.txt": "cmake", "justfile": "just"}


def language_of(path: str) -> str:
    """The language of a file by its name; empty when nobody knows."""
    name = posixpath.basename(path.replace("\\", "/")).lower()
    return _NAMES.get(name) or _SUFFIXES.get(name.rpartition(".")[2], "") if name else ""
