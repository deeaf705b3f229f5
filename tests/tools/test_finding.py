"""list_files and search_files."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp_tools.listing import collapse
from hermes_acp_tools.result import Location, ToolError
from support.workbench import Bench

pytestmark = pytest.mark.anyio


@pytest.fixture
def tree(at: Bench) -> Path:
    for name, text in {
        ".git/HEAD": "ref",
        ".gitignore": "build/\n",
        ".env": "needle=secret\n",
        "build/out.js": "needle\n",
        "src/app.py": "import os\nneedle = 1\nend\n",
        "src/deep/er/x.py": "a needle\nb needle\n",
        "README.md": "Needle\n",
    }.items():
        path = at.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return at.work


async def test_a_listing_leaves_out_what_is_hidden_or_ignored_and_counts_what_is_deep(at: Bench, tree: Path) -> None:
    result = await at.do("list_files")
    assert result.text == "./\nREADME.md\nsrc/app.py\nsrc/deep/ (1 file)"
    assert (await at.do("list_files", path="src", depth=1)).text == "src/\napp.py\ndeep/ (1 file)"


async def test_a_listing_by_pattern_goes_to_any_depth(at: Bench, tree: Path) -> None:
    assert (await at.do("list_files", pattern="*.py")).text == "./\nsrc/app.py\nsrc/deep/er/x.py"
    assert (await at.do("list_files", pattern="*.rs")).text == "No files in `.` match `*.rs`."


@pytest.mark.parametrize("pattern", [".env", "**", "*", ".*"])
async def test_no_pattern_uncovers_hidden_files(at: Bench, tree: Path, pattern: str) -> None:
    assert ".env" not in (await at.do("list_files", pattern=pattern)).text.replace(f"match `{pattern}`", "")
    result = await at.do("search_files", pattern="needle", glob=pattern)
    assert "secret" not in result.text


async def test_a_file_or_nothing_is_not_listed(at: Bench, tree: Path) -> None:
    with pytest.raises(ToolError, match="read_file"):
        await at.prepare("list_files", path="README.md")
    with pytest.raises(ToolError, match="no directory"):
        await at.prepare("list_files", path="none")


async def test_matches_are_grouped_by_file_and_located(at: Bench, tree: Path) -> None:
    result = await at.do("search_files", pattern="needle")
    assert result.text == "src/app.py\n2:needle = 1\nsrc/deep/er/x.py\n1:a needle\n2:b needle"
    assert result.locations[0] == Location(str(tree / "src" / "app.py"), 2)
    assert result.data == {"matches": 3, "complete": True}


async def test_context_files_and_counts(at: Bench, tree: Path) -> None:
    assert (await at.do("search_files", pattern="needle", path="src/app.py", context=1)).text == (
        "src/app.py\n1-import os\n2:needle = 1\n3-end"
    )
    assert (await at.do("search_files", pattern="needle", mode="files")).text == "src/app.py\nsrc/deep/er/x.py"
    assert (await at.do("search_files", pattern="(?i)needle", mode="count")).text == (
        "README.md: 1\nsrc/app.py: 1\nsrc/deep/er/x.py: 2"
    )


async def test_matches_come_in_pages(at: Bench, tree: Path) -> None:
    first = await at.do("search_files", pattern="needle", limit=2)
    assert first.text.endswith("1:a needle\n[1 more; continue with offset=2]")
    assert (await at.do("search_files", pattern="needle", limit=2, offset=2)).text == "src/deep/er/x.py\n2:b needle"
    assert "behind" in (await at.do("search_files", pattern="needle", offset=9)).text


async def test_a_pattern_is_never_taken_for_an_option(at: Bench, tree: Path) -> None:
    (tree / "o.txt").write_text("--pre=evil\n")
    result = await at.do("search_files", pattern="--pre=evil")
    assert result.text == "o.txt\n1:--pre=evil"
    assert (await at.do("search_files", pattern="needle", glob="--pre=x")).text == "No matches."


async def test_a_ripgrep_configuration_is_not_read(
    at: Bench, tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rc").write_text("--hidden\n--no-ignore\n--pre=/bin/false\n")
    monkeypatch.setenv("RIPGREP_CONFIG_PATH", str(tmp_path / "rc"))
    assert (await at.do("search_files", pattern="needle")).data["matches"] == 3


async def test_a_bad_pattern_says_what_is_wrong(at: Bench, tree: Path) -> None:
    with pytest.raises(ToolError, match="unclosed group"):
        await at.do("search_files", pattern="(")


async def test_nothing_found_is_said(at: Bench, tree: Path) -> None:
    assert (await at.do("search_files", pattern="nowhere")).text == "No matches."


def test_deep_files_are_counted_once_where_they_first_appear() -> None:
    assert collapse(["a", "b/c", "b/d/e", "b/d/f", "g/h/i"], 1) == ["a", "b/ (3 files)", "g/ (1 file)"]
    assert collapse(["a", "b/c", "b/d/e", "b/d/f", "g/h/i"], 2) == ["a", "b/c", "b/d/ (2 files)", "g/h/ (1 file)"]
