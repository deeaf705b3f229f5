"""``hermes sessions`` as a person and a script use it, over real turns of the real program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, cast

import pytest

from support.command import Shell


@pytest.fixture
def kept(shell: Shell) -> str:
    """The id of a session with one turn."""
    model = shell.script([{"text": "The parser is in grammar.py."}], [{"text": "And here is more."}])
    done = shell.hermes("run", "Where is the parser?", "--json", "--model", model)
    assert done.code == 0, done.err
    return json.loads(done.out.splitlines()[0])["session_id"]


def test_a_session_is_listed_shown_renamed_and_found(shell: Shell, kept: str) -> None:
    assert shell.hermes("sessions", "list").out.startswith(kept[:12])
    assert "There are no sessions" in shell.hermes("sessions", "list", "--cwd", "/").out
    assert "The parser is in grammar.py." in shell.hermes("sessions", "show", kept[:8]).out
    assert shell.hermes("sessions", "rename", kept, "Looking", "for", "it").code == 0
    (row,) = json.loads(shell.hermes("sessions", "list", "--json").out)
    assert (row["id"], row["title"], row["cwd"]) == (kept, "Looking for it", str(shell.work))
    (hit, *_) = json.loads(shell.hermes("sessions", "search", "grammar", "--json").out)
    assert (hit["id"], hit["role"], hit["text"]) == (kept, "agent", "The parser is in grammar.py.")
    assert "Nothing matches" in shell.hermes("sessions", "search", "elsewhere").out


def test_a_title_is_one_line_that_steers_no_terminal_and_has_a_word(shell: Shell, kept: str) -> None:
    renamed = shell.hermes("sessions", "rename", kept, "a\x1b[31m red\nline")
    assert renamed.out == f"{kept[:12]} is now called a\ufffd[31m red line.\n"
    assert shell.hermes("sessions", "rename", kept, " ").err == "hermes: A title needs a word.\n"


def test_a_session_in_which_nothing_was_said_is_not_listed(shell: Shell, kept: str) -> None:
    assert shell.hermes("run", "hi", "--model", "openai:gpt-5").code == 1  # there is no key
    assert [row["id"] for row in json.loads(shell.hermes("sessions", "list", "--json").out)] == [kept]


def test_a_session_whose_first_turn_failed_is_listed_by_what_was_asked(shell: Shell) -> None:
    broken = shell.script([{"error": {"kind": "bad_request", "message": "It broke."}}])
    assert shell.hermes("run", "Where is it?", "--model", broken).code == 1
    assert shell.hermes("sessions", "list").out.endswith("  Where is it?\n")


def test_a_session_that_runs_elsewhere_can_be_gone_on_with_as_a_copy(shell: Shell) -> None:
    with shell.start("run", "one", "--json", "--model", shell.script([{"text": "x"}, {"pause": 60}])) as running:
        name = json.loads(cast("IO[str]", running.stdout).readline())["session_id"]
        done = shell.hermes("run", "--session", name, "two", "--model", shell.script([{"text": "Two."}]))
        assert (done.code, "--fork ID" in done.err) == (1, True)
        done = shell.hermes("run", "--fork", name, "two", "--model", shell.script([{"text": "Two."}]))
        assert (done.code, done.out) == (0, "Two.\n")
        running.kill()


def test_a_list_that_is_cut_says_so_beside_it(shell: Shell, kept: str) -> None:
    assert shell.hermes("run", "again", "--model", shell.script([{"text": "x"}])).code == 0
    cut = shell.hermes("sessions", "list", "--limit", "1", "--json")
    assert (len(json.loads(cut.out)), cut.err) == (1, "hermes sessions: 1 more; --limit says how many\n")
    assert shell.hermes("sessions", "list").err == ""


def test_matches_stand_under_their_session(shell: Shell, kept: str) -> None:
    said = shell.hermes("sessions", "search", "parser").out.splitlines()
    assert (said[0].split()[0], len(said)) == (kept[:12], 3)
    assert sorted(said[1:]) == ["    agent: The parser is in grammar.py.", "    user: Where is the parser?"]


@pytest.mark.parametrize(
    "arguments", [("list", "--limit", "0"), ("search", "x", "--limit", "-1"), ("prune", "--days", "-1")]
)
def test_a_number_makes_sense(shell: Shell, arguments: tuple[str, ...]) -> None:
    done = shell.hermes("sessions", *arguments)
    assert (done.code, "invalid whole number from" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("form", "says"), [("html", "<!DOCTYPE html>"), ("markdown", "# "), ("jsonl", "hermes-session/1")]
)
def test_a_session_is_exported_in_every_form(shell: Shell, kept: str, form: str, says: str) -> None:
    done = shell.hermes("sessions", "export", "latest", "--format", form)
    path = shell.work / done.out.removeprefix("Wrote ").strip()
    assert says.lower() in path.read_text(encoding="utf-8").lower()
    again = shell.hermes("sessions", "export", kept, "--format", form)
    assert (again.code, "--force" in again.err) == (1, True)
    assert shell.hermes("sessions", "export", kept, "--format", form, "-o", "-").out == path.read_text(encoding="utf-8")


def test_an_exported_session_comes_back_as_another_and_can_be_gone_on_with(shell: Shell, kept: str) -> None:
    assert shell.hermes("sessions", "export", kept, "--format", "jsonl", "-o", "kept.jsonl").code == 0
    assert shell.hermes("sessions", "delete", kept, "--yes").code == 0
    assert shell.hermes("sessions", "import", "kept.jsonl").code == 0
    (row,) = json.loads(shell.hermes("sessions", "list", "--json").out)
    assert row["id"] != kept
    assert "grammar.py" in shell.hermes("sessions", "show", row["id"]).out
    model = shell.script([{"text": "Going on."}])
    went_on = shell.hermes("sessions", "resume", "latest", "Go on", "--model", model)
    assert (went_on.code, went_on.out) == (0, "Going on.\n"), went_on.err


def test_an_imported_session_acts_no_more_freely_than_any_other(shell: Shell) -> None:
    write = {"call": {"name": "write_file", "arguments": {"path": "a.txt", "content": "1"}}}
    assert shell.hermes("run", "go", "--model", shell.script([{"text": "Hm.\u2028"}])).code == 0
    exported = shell.hermes("sessions", "export", "latest", "--format", "jsonl", "-o", "-").out
    exported += '{"kind": "mode_changed", "data": {"mode": "accept_edits"}}\n'
    imported = shell.hermes("sessions", "import", "-", stdin=exported.encode())
    assert imported.out.endswith(f": go, in {shell.work}\n")
    name = imported.out.split()[2].rstrip(":")
    done = shell.hermes("run", "--session", name, "write", "--model", shell.script([write], [{"text": "No."}]))
    assert (done.code, (shell.work / "a.txt").exists()) == (3, False)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"kind": "turn_started", "data": {"turn_id": "t"}}', "Line 2 is no entry of a session: "),
        ('{"kind": "turn_started", "data": {"turn_id": "t", "message": 5, "shown": "x"}}', "Line 2 is no entry"),
        ('{"kind": "reply_finished", "data": {"message": null, "usage": null}}', "Line 2 is no entry of a session: "),
        ("[" * 100_000, "Line 2 is not JSON: "),
        ("[]", "Line 2 is no JSON object."),
    ],
)
def test_a_log_that_could_not_be_read_back_is_not_taken_in(shell: Shell, line: str, says: str) -> None:
    head = '{"format": "hermes-session/1", "cwd": "/work"}'
    done = shell.hermes("sessions", "import", "-", stdin=f"{head}\n{line}\n".encode())
    assert (done.code, says in done.err) == (1, True), done.err
    assert shell.hermes("sessions", "list", "--all", "--json").out == "[]\n"


def test_a_deleted_session_leaves_no_word_in_the_index(shell: Shell, kept: str) -> None:
    index = shell.home / "cache" / "search.db"
    assert shell.hermes("sessions", "search", "grammar").code == 0
    assert b"grammar.py" in b"".join(file.read_bytes() for file in index.parent.iterdir())
    assert shell.hermes("sessions", "delete", kept, "--yes").code == 0
    assert b"grammar.py" not in b"".join(file.read_bytes() for file in index.parent.iterdir())


def test_nothing_is_deleted_without_a_word_for_it(shell: Shell, kept: str) -> None:
    done = shell.hermes("sessions", "delete", kept)
    assert (done.code, "--yes" in done.err) == (3, True)
    assert shell.hermes("sessions", "prune", "--days", "1").out == "No session is older than 1 day.\n"
    assert json.loads(shell.hermes("sessions", "stats", "--json").out)["sessions"] == 1
    assert shell.hermes("sessions", "prune", "--days", "0", "--yes").code == 0
    assert json.loads(shell.hermes("sessions", "stats", "--json").out)["sessions"] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "abc"), "at least 6 characters"),
        (("show", "abcdef"), "No session begins with 'abcdef'"),
        (("show", "latest"), "There is no session in /"),
        (("import", "nowhere.jsonl"), "There is no file nowhere.jsonl"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(shell: Shell, arguments: tuple[str, ...], says: str) -> None:
    done = shell.hermes("sessions", *arguments)
    assert (done.code, says in done.err) == (1, True), done.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty"),
        ("{}\n", "no exported session"),
        ("nonsense\n", "Line 1 is not JSON"),
        ("[1]\n", "no JSON object"),
    ],
)
def test_a_file_that_is_no_session_is_refused(shell: Shell, text: str, says: str) -> None:
    path: Path = shell.work / "wrong.jsonl"
    path.write_text(text, encoding="utf-8")
    done = shell.hermes("sessions", "import", "wrong.jsonl")
    assert (done.code, says in done.err) == (1, True), done.err
