"""Paths, environments, diffs, arguments: the parts every tool leans on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from hermes_acp_tools.diff import Counts, changed_lines, counts, unified
from hermes_acp_tools.environment import for_commands, is_secret
from hermes_acp_tools.hosts.programs import find
from hermes_acp_tools.paths import from_model, is_inside, shown
from hermes_acp_tools.result import ToolError


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("a/b", "/work/a/b"),
        ("/etc/x", "/etc/x"),
        ("~/x", "~/x"),
        ("./~x", "/work/./~x"),
        ("~user", "/work/~user"),
        ("file:///tmp/a%20b", "/tmp/a b"),
        ("file://localhost/tmp/a", "/tmp/a"),
        ("a:b", "/work/a:b"),
    ],
)
def test_a_path_is_taken_as_it_was_meant(given: str, path: str) -> None:
    assert from_model(given, "/work") == path


@pytest.mark.parametrize("given", ["", "  ", "a\0b", "file:///a%00b", "file://server/x", "https://x/y", "untitled://1"])
def test_what_is_no_path_of_this_machine_is_refused(given: str) -> None:
    with pytest.raises(ToolError):
        from_model(given, "/work")


def test_inside_is_judged_by_components() -> None:
    assert is_inside("/work/a", ["/work"]) and is_inside("/work", ["/work"]) and is_inside("/x", ["/"])
    assert not is_inside("/workshop", ["/work"]) and not is_inside("/", ["/work"])


def test_paths_below_the_directory_are_shown_short() -> None:
    assert [shown(path, "/w") for path in ("/w", "/w/a", "/wx", "/")] == [".", "a", "/wx", "/"]


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "hf_token", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "X_CREDENTIALS"])
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["PATH", "KEYBOARD", "MONKEY", "TOKENIZERS_PARALLELISM", "SSH_AUTH_SOCK"])
def test_other_names_are_not_secrets(name: str) -> None:
    assert not is_secret(name)


def test_commands_get_no_secret_unless_it_is_to_be_kept() -> None:
    given = {"A": "1", "GH_TOKEN": "t", "X_KEY": "k", "BASH_ENV": "/evil", "BASH_FUNC_printf%%": "() { :; }"}
    seen = for_commands(given, keep={"GH_TOKEN"})
    assert {name: seen.get(name) for name in given} == {
        "A": "1", "GH_TOKEN": "t", "X_KEY": None, "BASH_ENV": None, "BASH_FUNC_printf%%": None,
    }  # fmt: skip
    assert seen["PAGER"] == "cat"


def test_a_program_in_the_workspace_is_never_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.which("true")
    assert real is not None
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "true").write_text("#!/bin/sh\n")
    (evil / "true").chmod(0o755)
    (tmp_path / "link").symlink_to(evil)
    monkeypatch.setenv("PATH", os.pathsep.join([str(evil), str(tmp_path / "link"), ".", os.path.dirname(real)]))
    assert find("true", [str(evil)]) == real
    assert find("rg", []) == os.path.join(os.path.dirname(sys.executable), "rg")
    assert find("no-such-program", []) is None


def test_a_diff_is_short_and_knows_a_missing_line_end() -> None:
    assert unified("a\nb\nc", "a\nx\nc") == ("@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n\\ No newline at end of file")
    assert unified("a\n", "b\n", "f").startswith("--- a/f\n+++ b/f\n")
    assert unified("", "x\n" * 1000, limit=10).endswith("[... 991 more lines of the diff ...]")


def test_changes_are_counted_and_placed() -> None:
    assert counts("a\nb\nc\n", "a\nx\ny\nc\n") == Counts(2, 1)
    assert counts("-- a\n", "++ b\n") == Counts(1, 1)
    assert changed_lines("a\nb\nc\n", "a\nx\ny\nc\n") == (2, 3)
    assert changed_lines("a\nb\n", "a\n") == (2, 2)
