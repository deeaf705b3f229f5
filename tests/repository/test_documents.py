"""What the documents promise about the repository holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from support.documents import documents, prose
from support.repository import Repository

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]*))?\)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)\b")
NOT_TARGETS = {"a", "an", "it", "no", "one", "sure", "that", "the", "them", "this", "up"}


def headings(path: Path) -> set[str]:
    """The anchors of a document, as forges make them from its headings."""
    lines = re.findall(r"^#+ +(.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


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
        for code in re.findall(r"`([^`\n]+)`|^ *\$ (make .*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for target in TARGET.findall(" ".join(code))
        if target not in NOT_TARGETS
    }
    assert named
    assert [one for one in sorted(named) if one[1] not in targets] == []


def test_the_architecture_names_every_room(repository: Repository) -> None:
    layers = re.search(r"^```\ncli\n(.*?)^```", repository.text("docs/architecture.md"), re.MULTILINE | re.DOTALL)
    assert layers is not None
    drawn = set(re.findall(r"[a-z_]+", layers[1])) | {"cli"}
    rooms = {path.parent.name for path in (repository.root / "hermes_acp").glob("*/__init__.py")}
    assert rooms - drawn == set()


def test_every_message_in_a_symptom_is_one_we_say(repository: Repository) -> None:
    symptoms = re.findall(r"^###? [^`\n]*`([^`\n]* [^`\n]*)`", repository.text("docs/troubleshooting.md"), re.MULTILINE)
    code = "".join(path.read_text(encoding="utf-8") for path in repository.ending(".py"))
    said = [part.strip() for message in symptoms for part in message.split("…") if part.strip()]
    assert len(said) > 3
    assert [part for part in said if part not in code] == []


def test_every_variable_of_ours_that_a_document_names_is_read_by_something(repository: Repository) -> None:
    packages = ("hermes_acp", "protocol", "tools", "skills", "editors")
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (*repository.ending(".py"), *repository.ending(".js"))
        if path.relative_to(repository.root).parts[0] in packages
    )
    named = {
        (path.name, name)
        for path in documents(repository)
        for name in re.findall(r"\bHERMES_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert named
    assert [one for one in sorted(named) if one[1] not in code] == []


def test_every_page_has_its_place_in_the_site_and_every_editor_a_page(repository: Repository) -> None:
    import yaml

    site: dict[str, object] = yaml.safe_load(repository.text("mkdocs.yml"))
    pages = {path.name for path in repository.ending(".md") if path.parent == repository.root / "docs"}
    editors = {f"editors/{path.parent.name}.md" for path in (repository.root / "editors").glob("*/README.md")}
    assert sorted(places(site["nav"])) == sorted(pages | editors)


def places(nav: object) -> Iterator[str]:
    """The files that a navigation leads to."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for inner in cast("dict[str, object]", nav).values():
            yield from places(inner)
    elif isinstance(nav, list):
        for inner in cast("list[object]", nav):
            yield from places(inner)


def test_the_changelog_has_a_place_for_what_is_not_yet_released(repository: Repository) -> None:
    assert "\n## [Unreleased]\n" in repository.text("CHANGELOG.md")
