"""Packs the VS Code extension that comes along.

A .vsix is an Open Packaging Conventions archive: a manifest, the content types, and the extension's files. Packing
needs no network and no other tool, and gives the same bytes for the same files.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast
from xml.sax.saxutils import escape, quoteattr

from hermes_acp.errors import UserError

SOURCES = (Path(__file__).parent / "vscode", Path(__file__).parents[2] / "editors" / "vscode")
"""The extension: beside this file in an installed package, under ``editors`` in a checkout."""
SHIPPED = ("package.json", "README.md", "src/*.js", "media/*")
TYPES = {
    ".css": "text/css",
    ".js": "application/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".vsixmanifest": "text/xml",
}
EPOCH = (1980, 1, 1, 0, 0, 0)


class Extension(NamedTuple):
    """What the extension says of itself."""

    publisher: str
    name: str
    version: str
    title: str
    description: str
    engine: str

    @property
    def id(self) -> str:
        """As editors list it."""
        return f"{self.publisher}.{self.name}"


def source() -> Path:
    """The folder of the extension. UserError when it did not come along."""
    for folder in SOURCES:
        if (folder / "package.json").is_file():
            return folder
    raise UserError(f"The VS Code extension is not where it should be: {SOURCES[0]}. Install Hermes again.")


def about(folder: Path) -> Extension:
    """What the extension in a folder says of itself."""
    said = cast("dict[str, str]", json.loads((folder / "package.json").read_text(encoding="utf-8")))
    engines = cast("dict[str, str]", said["engines"])
    return Extension(
        said["publisher"], said["name"], said["version"], said["displayName"], said["description"], engines["vscode"]
    )


def pack(folder: Path, target: Path) -> Extension:
    """Write the extension in ``folder`` as a .vsix. OSError."""
    extension = about(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        add(archive, "extension.vsixmanifest", manifest(extension).encode())
        add(archive, "[Content_Types].xml", content_types().encode())
        for path in shipped(folder):
            add(archive, f"extension/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return extension


def shipped(folder: Path) -> Iterator[Path]:
    """The files that users need, in order."""
    for pattern in SHIPPED:
        yield from sorted(path for path in folder.glob(pattern) if path.is_file())


def add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file without a date of its own."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def manifest(extension: Extension) -> str:
    """The package's manifest, as VS Code reads it."""
    identity = " ".join(
        f"{name}={quoteattr(value)}"
        for name, value in (
            ("Language", "en-US"),
            ("Id", extension.name),
            ("Version", extension.version),
            ("Publisher", extension.publisher),
        )
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity {identity}/>
    <DisplayName>{escape(extension.title)}</DisplayName>
    <Description xml:space="preserve">{escape(extension.description)}</Description>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value={quoteattr(extension.engine)}/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
      <Property Id="Microsoft.VisualStudio.Code.ExecutesCode" Value="true"/>
    </Properties>
    <Icon>extension/media/icon.png</Icon>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Icons.Default" Path="extension/media/icon.png" Addressable="true"/>
  </Assets>
</PackageManifest>
"""


def content_types() -> str:
    """Which kind of file each ending is."""
    rows = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in TYPES.items())
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rows}</Types>
"""


def main() -> None:
    """``python -m hermes_acp.installing.vsix TARGET``: pack the extension."""
    import sys

    target = Path(sys.argv[1])
    extension = pack(source(), target)
    print(f"{target}: {extension.id} {extension.version}, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
