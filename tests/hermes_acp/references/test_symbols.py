"""Definitions of a name, in many languages, with their own lines."""

from __future__ import annotations

import pytest

from hermes_acp.references.symbols import SymbolKind, extent

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
