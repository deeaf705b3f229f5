"""Every editor has its folder, its page and its picture, and what is in code starts the command that exists."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise

import pytest

from support.repository import Repository


@pytest.mark.parametrize("name", ["neovim/codecompanion.lua", "neovim/avante.lua", "emacs/hermes-acp.el"])
def test_a_configuration_in_code_starts_hermes_acp(repository: Repository, name: str) -> None:
    words = re.findall(r'"(hermes|acp)"', repository.text(f"editors/{name}"))
    assert ("hermes", "acp") in pairwise(words)


def test_every_editor_folder_has_a_readme_that_the_first_page_links(repository: Repository) -> None:
    editors = repository.root / "editors"
    found = {path.relative_to(editors).parts[0] for path in repository.files if path.is_relative_to(editors)}
    linked = set(re.findall(r"\(editors/([\w-]+)/README\.md\)", repository.text("README.md")))
    assert found == linked


def test_every_page_of_an_editor_shows_its_steps(repository: Repository) -> None:
    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in repository.root.glob("editors/*/README.md")}
    del pages["vscode"]  # the editor's own marketplace shows no pictures of this kind
    assert [
        name for name, page in pages.items() if not re.search(r"^!\[.{20,}\]\(steps\.svg\)$", page, re.MULTILINE)
    ] == []


def test_the_pictures_are_drawn_from_what_stands_in_steps(repository: Repository) -> None:
    """When they are not: python docs/site/pictures.py."""
    show = (
        "import pictures; print([str(path) for path, drawn in pictures.pictures() if path.read_text('utf-8') != drawn])"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", show],
        cwd=repository.root / "docs" / "site",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "[]\n"
