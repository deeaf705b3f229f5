"""The packed VS Code extension: whole, small, the same every time, and drawing nothing from a network."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from hermes_acp.installing.vsix import pack, shipped, source

MOST_BYTES = 300_000


def test_the_package_holds_the_extension_whole_and_nothing_else(tmp_path: Path) -> None:
    folder, target = source(), tmp_path / "made" / "hermes.vsix"
    extension = pack(folder, target)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        manifest = ElementTree.fromstring(archive.read("extension.vsixmanifest"))
    identity = next(element for element in manifest.iter() if element.tag.endswith("}Identity"))
    files = {f"extension/{path.relative_to(folder).as_posix()}" for path in shipped(folder)}
    assert names == files | {"extension.vsixmanifest", "[Content_Types].xml"}
    assert (identity.get("Publisher"), identity.get("Id")) == (extension.publisher, extension.name)
    assert target.stat().st_size < MOST_BYTES


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    pack(source(), tmp_path / "one.vsix")
    pack(source(), tmp_path / "two.vsix")
    assert (tmp_path / "one.vsix").read_bytes() == (tmp_path / "two.vsix").read_bytes()


def test_every_command_that_is_offered_is_there() -> None:
    folder = source()
    said = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    offered = {command["command"].removeprefix("hermes.") for command in said["contributes"]["commands"]}
    code = (folder / "src" / "extension.js").read_text(encoding="utf-8")
    table = code[code.index("const commands = {") :]
    there = set(re.findall(r"^    (\w+): ", table[: table.index("\n  };")], re.MULTILINE))
    assert there == offered


def test_the_page_loads_nothing_from_a_network_and_runs_nothing_it_was_not_given() -> None:
    folder = source()
    page = (folder / "src" / "view.js").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page
    for path in folder.glob("media/*.[jc]s*"):
        text = path.read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert re.findall(r"https?://", text) == []
