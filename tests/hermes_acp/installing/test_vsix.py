"""The packed VS Code extension: whole, small, the same every time. The rest is tested in ``editors/vscode/test``."""

from __future__ import annotations

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
