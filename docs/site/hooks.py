"""What the site adds to the pages in ``docs``: a page for each editor, made from its README, and links that hold.

The pages are written for the repository, where a link may lead to any file. On the site, an editor's README is a page,
the samples beside it are files, and a link to anything else in the repository is only its words.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)")
SAMPLES = {".json", ".lua", ".el", ".svg", ".png"}


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add the editors' pages and their samples."""
    for readme in sorted((ROOT / "editors").glob("*/README.md")):
        editor = readme.parent.name
        files.append(File.generated(config, f"editors/{editor}.md", content=readme.read_text(encoding="utf-8")))
        for sample in sorted(readme.parent.iterdir()):
            if sample.suffix in SAMPLES and sample.name != "package-lock.json":
                files.append(File.generated(config, f"editors/{editor}/{sample.name}", abs_src_path=str(sample)))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: Any) -> str:
    """Let every link lead to a page or a file of the site, or be words."""
    if page.is_homepage:
        page.meta["hide"] = ["toc"]  # said here, because elsewhere the page is read with its head
    here = place(page.file.src_uri)
    pieces = (
        part if code else LINK.sub(lambda link: led(link, here, page, files), part) for part, code in parts(markdown)
    )
    return "".join(pieces)


def parts(markdown: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is code; a link around code is no code."""
    found: list[tuple[str, bool]] = []
    done = 0
    for block in re.finditer(r"^(```|~~~).*?^\1", markdown, re.MULTILINE | re.DOTALL):
        found += [(markdown[done : block.start()], False), (block[0], True)]
        done = block.end()
    return [*found, (markdown[done:], False)]


def place(uri: str) -> str:
    """The folder of the repository that a page's links start from."""
    return posixpath.dirname(uri.removesuffix(".md") + "/README.md") if uri.startswith("editors/") else "docs"


def led(link: re.Match[str], here: str, page: Page, files: Files) -> str:
    """One link as the site has it."""
    picture, words, target, anchor = link[1], link[2], link[3], link[4] or ""
    uri = site_uri(posixpath.normpath(posixpath.join(here, target)))
    if uri is None or files.get_file_from_path(uri) is None:
        return words
    return f"{picture}[{words}]({posixpath.relpath(uri, posixpath.dirname(page.file.src_uri) or '.')}{anchor})"


def site_uri(path: str) -> str | None:
    """Where a file of the repository is on the site; None when it is not there."""
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if readme := re.fullmatch(r"(editors/[^/]+)(?:/README\.md)?", path):
        return f"{readme[1]}.md"
    return path if path.startswith("editors/") else None
