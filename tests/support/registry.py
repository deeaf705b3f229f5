"""The rules that the ACP registry publishes for an entry, as a checker: what is wrong with one, in sentences.

After its pages FORMAT, CONTRIBUTING and AUTHENTICATION and the schema of ``agent.json``. Whether a package is published
under its name is the one rule that is not looked at, because it needs the network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

Object = Mapping[str, object]

TEXTS = {"id", "name", "version", "description", "repository", "website", "license", "license_url", "icon"}
NEEDED = ("id", "name", "version", "description", "distribution")
PLATFORMS = {f"{system}-{kind}" for system in ("darwin", "linux", "windows") for kind in ("aarch64", "x86_64")}
INSTALLERS = (".dmg", ".pkg", ".deb", ".rpm", ".msi", ".appimage")
COLOURS = {"currentcolor", "none", "inherit"}
SIDE = 16.0


def faults(folder: Path) -> list[str]:
    """What is wrong with the entry in a folder; the folder is to be called as the entry is."""
    entry = cast("Object", json.loads((folder / "agent.json").read_text(encoding="utf-8")))
    return [*entry_faults(entry, folder.name), *icon_faults((folder / "icon.svg").read_text(encoding="utf-8"))]


def entry_faults(entry: Object, folder: str) -> Iterator[str]:
    """What is wrong with an ``agent.json``."""
    yield from (f"{name} is missing" for name in NEEDED if not entry.get(name))
    yield from (f"{name} is not known" for name in entry if name not in TEXTS | {"authors", "distribution"})
    yield from (f"{name} is no text" for name in TEXTS & entry.keys() if not isinstance(entry[name], str))
    if not re.fullmatch(r"[a-z][a-z0-9-]*", str(entry.get("id"))):
        yield "id is not lowercase letters, digits and hyphens after a letter"
    if entry.get("id") != folder:
        yield f"id is not the name of its folder, {folder}"
    if not re.match(r"\d+\.\d+\.\d+", str(entry.get("version"))):
        yield "version has not three numbers"
    yield from distribution_faults(cast("Object", entry.get("distribution") or {}), str(entry.get("version")))


def distribution_faults(distribution: Object, version: str) -> Iterator[str]:
    """What is wrong with the ways an agent is started."""
    if not distribution or distribution.keys() - {"binary", "npx", "uvx"}:
        yield "distribution has other ways than binary, npx and uvx, or none"
    for way in ("npx", "uvx"):
        if package := cast("Object", distribution.get(way) or {}):
            yield from package_faults(package, way, version)
    for platform, target in cast("Mapping[str, Mapping[str, str]]", distribution.get("binary") or {}).items():
        archive = target.get("archive", "")
        if platform not in PLATFORMS or not target.get("cmd") or not archive:
            yield f"{platform} is no platform, or has no archive or no cmd"
        if archive.lower().endswith(INSTALLERS) or "/latest/" in archive:
            yield f"{platform} has an installer, or the latest of something"


def package_faults(package: Object, way: str, version: str) -> Iterator[str]:
    """What is wrong with a package. Only what every version of the schema knows is allowed, so no ``cmd``."""
    name = package.get("package")
    yield from (f"{way}.{key} is not known" for key in package if key not in ("package", "args", "env"))
    if not isinstance(name, str) or not name:
        yield f"{way} names no package"
        return
    said = re.search(r"[=@]+([\d.]+)$", name)
    if not said or said[1] != version:
        yield f"{way} does not pin {version}"
    if not all(isinstance(word, str) for word in cast("list[object]", package.get("args") or [])):
        yield f"{way} has arguments that are no texts"


def icon_faults(svg: str) -> Iterator[str]:
    """What is wrong with an icon: 16 by 16, in the colour of the text, and nothing that breaks a page it is put in."""
    if "<!--" in svg:
        yield "the icon has comments"
    root = ElementTree.fromstring(svg)
    if root.tag.rpartition("}")[2] != "svg":
        yield "the icon is no svg"
    box = (root.get("viewBox") or "0 0 0 0").split()
    if [float(root.get("width") or box[2]), float(root.get("height") or box[3])] != [SIDE, SIDE]:
        yield "the icon is not 16 by 16"
    used = {value.strip().lower() for value in colours(root)}
    if "currentcolor" not in used or used - COLOURS:
        yield "the icon has a colour of its own"


def colours(root: ElementTree.Element) -> Iterator[str]:
    """What is drawn with, wherever it is said."""
    for element in root.iter():
        yield from (element.attrib[name] for name in ("fill", "stroke") if name in element.attrib)
        said = element.get("style", "") + (element.text or "" if element.tag.endswith("style") else "")
        yield from re.findall(r"\b(?:fill|stroke)\s*:\s*([^;}\s]+)", said)
