"""Definitions of a name, in many languages, with their own lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from hermes_acp.references.extents import extent
from hermes_acp.references.grammars import definitions
from hermes_acp.references.symbols import SymbolKind
from hermes_acp_tools.host import TextFile
from hermes_acp_tools.hosts.local import LocalHost

from .conftest import Bench

DEFINITIONS = {
    "a.py": "@cached\nasync def wanted(x):\n    y = 1\n\n    return y\n\n\nother = wanted(2)\n",
    "b.py": "class Box:\n    def wanted(self):\n        return 1\n\n    def more(self):\n        return 2\n",
    "c.ts": "export default async function wanted(x: number) {\n  return x;\n}\nwanted(3);\n",
    "d.ts": "export const wanted = (x) => {\n  return x;\n};\n",
    "e.rs": "pub(crate) fn wanted<T>(x: T) -> T {\n    x\n}\n",
    "f.go": "func (b *Box) wanted() int {\n\treturn 1\n}\n",
    "g.c": "static int *wanted(int x)\n{\n    return 0;\n}\nint y = wanted(1);\n",
    "h.java": "class H {\n    public static int wanted(int x) {\n        return x;\n    }\n}\n",
    "i.rb": "def wanted\n  1\nend\n\nwanted\n",
    "j.js": "class J {\n  wanted(x) {\n    return x;\n  }\n}\n",
    "k.py": "wanted: int = 3\nuse(wanted)\n",
    "l.h": "#define wanted(x) ((x) + 1)\n",
}


@pytest.mark.parametrize(
    ("name", "lines"),
    [("a.py", "1-5"), ("b.py", "2-3"), ("c.ts", "1-3"), ("d.ts", "1-3"), ("e.rs", "1-3"), ("f.go", "1-3"),
     ("g.c", "1-4"),
     ("h.java", "2-4"), ("i.rb", "1-3"), ("j.js", "2-4"), ("k.py", "1-1"), ("l.h", "1-1")],
)  # fmt: skip
async def test_a_definition_is_found_whole(bench: Bench, name: str, lines: str) -> None:
    bench.write(name, DEFINITIONS[name])
    block = await bench.block("@symbol:wanted")
    first, last = map(int, lines.split("-"))
    expected = [f"{name}:{lines}", *DEFINITIONS[name].splitlines()[first - 1 : last]]
    assert (block.title, block.text.splitlines()) == ("wanted, defined in 1 place", expected)


LOOK_ALIKES = {
    "a.py": 'text = """\ndef wanted(): ...\n"""\n\ndef other():\n    wanted = 1\n    return wanted\n',
    "b.ts": "// function wanted() {}\nfunction other() {\n  const wanted = 1;\n}\nconst s = `\nclass wanted {}\n`;\n",
    "c.c": "int wanted(int x);\nstruct wanted *p;\n/*\n#define wanted 1\n*/\n",
    "d.rs": 'let s = "\nfn wanted() {}\n";\n',
}


async def test_what_only_looks_like_a_definition_is_none(bench: Bench) -> None:
    for name, text in LOOK_ALIKES.items():
        bench.write(name, text)
    assert (await bench.block("@symbol:wanted")).note == "no definition of it was found in this workspace."


WHOLE = {
    "a.rs": ("#[derive(Debug)]\n#[serde]\nstruct wanted {\n    x: u8,\n}\nfn f() {}\n", "1-5"),
    "b.go": ("type (\n\tother int\n\twanted struct {\n\t\tx int\n\t}\n)\n", "3-5"),
    "c.cpp": ("template <class T>\nT Box<T>::wanted(int x)\n{\n  return x;\n}\n", "1-5"),
    "d.py": ("class A:\n    @one\n    @two\n    def wanted(self):\n        return {\n}\n", "2-6"),
    "e.java": ("class A {\n  @Override\n  public int wanted(\n      int x\n  ) {\n    return x;\n  }\n}\n", "2-7"),
    "f.cs": ("class A {\n  public int wanted(int x)\n  {\n    return x;\n  }\n}\n", "2-5"),
    "g.php": ("<?php\nfunction wanted($x)\n{\nreturn $x;\n}\n", "2-5"),
    "h.tsx": ("export const wanted = () => {\nreturn <a>}</a>;\n};\nconst x = 1;\n", "1-3"),
    "i.sh": ("wanted() {\necho 1\n}\nwanted\n", "1-3"),
    "j.c": ("typedef struct {\n  int x;\n} wanted;\n", "1-3"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_grammar_knows_where_a_definition_begins_and_ends(name: str) -> None:
    text, lines = WHOLE[name]
    row = next(row for row, line in enumerate(text.split("\n")) if "wanted" in line)
    first, last = map(int, lines.split("-"))
    assert definitions(text, name.partition(".")[2], [row], "wanted") == {row: (first - 1, last)}


def test_where_the_syntax_is_broken_or_unknown_nothing_is_claimed() -> None:
    assert definitions("x = = (\ndef wanted(:\n  ) ]]\n", "py", [1], "wanted") == {}
    assert definitions("whatever wanted", "unknown", [0], "wanted") is None


async def test_uses_are_no_definitions_and_ignored_files_are_not_searched(repo: Bench) -> None:
    repo.write("a.py", "wanted(1)\nx.wanted()\nreturn wanted\nif wanted == 2:\n# wanted\n")
    repo.write("ignored/b.py", "def wanted(): ...\n")
    repo.write(".gitignore", "ignored\n")
    assert (await repo.block("@symbol:wanted")).note == "no definition of it was found in this workspace."


async def test_a_path_of_names_looks_for_the_last_and_many_places_are_counted(bench: Bench) -> None:
    for n in range(7):
        bench.write(f"{n}.py", "def wanted():\n    pass\n")
    block = await bench.block("@symbol:Box.wanted")
    assert (block.title, block.note) == ("wanted, defined in 7 places", "2 further places define it.")
    assert block.text.count("def wanted") == 5


class Unsaved(LocalHost):
    """A machine whose editor holds another text of one file."""

    def __init__(self, root: Path, text: str) -> None:
        super().__init__(spill_dir=str(root), roots=(str(root),))
        self._text = text

    async def read_text(self, path: str) -> TextFile:
        file = await super().read_text(path)
        return replace(file, text=self._text, unsaved=True)


async def test_a_definition_is_taken_from_unsaved_text(bench: Bench) -> None:
    bench.write("a.py", "def wanted():\n    return 1\n")
    bench.host = Unsaved(bench.root, "import os\n\n\ndef wanted():\n    return 2\n")
    assert (await bench.block("@symbol:wanted")).text == "a.py:4-5\ndef wanted():\n    return 2"


async def test_a_secret_place_is_asked_about(bench: Bench) -> None:
    bench.write("secrets.toml", "wanted = 1\n")
    assert (await bench.block("@symbol:wanted")).note == "you did not allow it."


async def test_what_is_no_name_is_not_searched(bench: Bench) -> None:
    assert (await bench.block('@symbol:"a b("')).note == "it is not a name."


async def test_names_are_proposed_from_their_definitions(bench: Bench) -> None:
    bench.write("a.py", "def wander(): ...\nclass Wanted: ...\ndef wand(): ...\nwander()\n")
    kind = SymbolKind(bench.host, str(bench.root))
    assert [candidate.text for candidate in await kind.complete("wan", 5)] == ["@symbol:wand", "@symbol:wander"]
    assert await kind.complete("w", 5) == ()


def test_a_definition_at_the_end_of_a_file_ends_there() -> None:
    assert extent(["def f():", "    x", ""], 0) == (0, 2)
