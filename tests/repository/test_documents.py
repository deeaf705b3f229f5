"""What the documents promise about the repository holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from support.repository import Repository

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]*))?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)\b")
NOT_TARGETS = {"a", "an", "it", "no", "one", "sure", "that", "the", "them", "this", "up"}


def prose(path: Path) -> str:
    """A document without its fenced code."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def headings(path: Path) -> set[str]:
    """The anchors of a document, as forges make them from its headings."""
    lines = re.findall(r"^#+ +(.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def documents(repository: Repository) -> Iterator[Path]:
    """Every document for people; what skills and tests bring along is data."""
    for path in repository.ending(".md"):
        if not {"bundled", "words"} & set(path.parts) and "tests" not in path.relative_to(repository.root).parts:
            yield path


def test_every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading(repository: Repository) -> None:
    broken: list[str] = []
    for path in documents(repository):
        for name, anchor in LINK.findall(prose(path)):
            target = path.parent / name if name else path
            if not target.exists():
                broken.append(f"{path.relative_to(repository.root)}: {name}")
            elif anchor and target.suffix == ".md" and anchor not in headings(target):
                broken.append(f"{path.relative_to(repository.root)}: {name}#{anchor}")
    assert broken == []


def test_every_make_target_is_explained_by_help(repository: Repository) -> None:
    makefile = repository.text("Makefile")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    explained = re.findall(r"^([a-z-]+):[^#\n]*## .+$", makefile, re.MULTILINE)
    assert explained == phony


def test_every_make_target_a_document_names_exists(repository: Repository) -> None:
    targets = set(re.findall(r"^([a-z-]+):", repository.text("Makefile"), re.MULTILINE))
    named = {
        (str(path.relative_to(repository.root)), target)
        for path in documents(repository)
        for code in re.findall(r"`([^`\n]+)`|^\$? ?(make .*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for target in TARGET.findall(" ".join(code))
        if target not in NOT_TARGETS
    }
    assert named
    assert [one for one in sorted(named) if one[1] not in targets] == []


def test_every_hermes_command_a_document_names_exists(repository: Repository) -> None:
    from hermes_acp.cli.main import COMMANDS

    named = {
        (str(path.relative_to(repository.root)), command)
        for path in documents(repository)
        for code in re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))
        for command in re.findall(r"^hermes (?:-p \w+ )?([a-z]+)\b", code)
    }
    assert named
    assert [one for one in sorted(named) if one[1] not in {*COMMANDS, "version", "help"}] == []


def test_the_changelog_has_a_place_for_what_is_not_yet_released(repository: Repository) -> None:
    assert "\n## [Unreleased]\n" in repository.text("CHANGELOG.md")
