"""``hermes auth``: several keys of a provider, added, listed, removed and used again."""

from __future__ import annotations

import json
import stat
import time

from hermes_acp.models.credentials import Entry, change_pool
from support.command import Shell

KEY = "gsk_spare-key-0123456789"


def test_a_key_is_added_listed_and_removed_and_never_shown(shell: Shell) -> None:
    added = shell.hermes("auth", "add", "groq", "--label", "work", "--key-stdin", stdin=f"{KEY}\n".encode())
    listed = shell.hermes("auth", "list", GROQ_API_KEY="gsk_first-key-0123456789")
    removed = shell.hermes("auth", "remove", "groq", "1")
    after = shell.hermes("auth", "list")

    assert (added.code, added.err) == (0, "")
    assert "it goes to https://api.groq.com/openai/v1 only" in added.out
    assert [line.split() for line in listed.out.splitlines()] == [
        ["groq", "(2,", "fill_first):"],
        ["#1", "GROQ_API_KEY", "variable", "GROQ_API_KEY"],
        ["#2", "work", "added", "here"],
    ]
    assert (removed.code, removed.out) == (0, "Removed 'work'.\n")
    assert after.out == "There are no keys. Add one: hermes auth add PROVIDER\n"
    assert all("gsk_" not in outcome.out + outcome.err for outcome in (added, listed, removed, after))
    assert stat.S_IMODE((shell.home / "auth.json").stat().st_mode) == 0o600


def test_a_key_that_rests_says_why_and_is_used_again_after_a_reset(shell: Shell) -> None:
    shell.hermes("auth", "add", "groq", "--key-stdin", stdin=KEY.encode())

    def tire(entries: list[Entry]) -> None:
        entries[0].update(last_status="exhausted", last_error_code=429, last_error_reset_at=time.time() + 1800)

    change_pool(str(shell.home), "groq", tire)
    resting = shell.hermes("auth", "list", "groq")
    reset = shell.hermes("auth", "reset", "groq")

    assert "rate limited, back in 30 minutes" in resting.out
    assert reset.out == "Every key of Groq is used again.\n"
    assert "rate limited" not in shell.hermes("auth", "list", "groq").out


def test_what_cannot_be_done_says_so(shell: Shell) -> None:
    assert "'nobody' is no provider with keys" in shell.hermes("auth", "add", "nobody", "--key-stdin").err
    assert "A key is one word" in shell.hermes("auth", "add", "groq", "--key-stdin", stdin=b"two words").err
    assert "groq has no key #3" in shell.hermes("auth", "remove", "groq", "3").err
    set_elsewhere = shell.hermes("auth", "remove", "groq", "1", GROQ_API_KEY="k")
    assert (set_elsewhere.code, "Remove it there" in set_elsewhere.err) == (1, True)
    assert "cannot sign in to Groq" in shell.hermes("auth", "add", "groq", "--type", "oauth").err
    assert not (shell.home / "auth.json").exists()


def test_a_newcomer_is_told_what_to_do_instead(shell: Shell) -> None:
    """No terminal, a cloud, the same key twice, nothing to reset."""
    assert "with --key-stdin" in shell.hermes("auth", "add", "groq").err
    cloud = shell.hermes("auth", "list", "bedrock").err
    assert "Those with keys are anthropic" in cloud and "azure" not in cloud
    assert "Groq has no keys. Add one: hermes auth add groq" in shell.hermes("auth", "reset", "groq").err
    shell.hermes("auth", "add", "groq", "--key-stdin", stdin=KEY.encode())
    again = shell.hermes("auth", "add", "groq", "--key-stdin", stdin=KEY.encode())
    assert (again.code, "'key-1'. Nothing was added." in again.err) == (1, True)


def test_a_key_that_nobody_named_gets_a_name_of_its_own(shell: Shell) -> None:
    for key in ("a", "b"):
        shell.hermes("auth", "add", "groq", "--key-stdin", stdin=key.encode())
    shell.hermes("auth", "remove", "groq", "1")
    shell.hermes("auth", "add", "groq", "--key-stdin", stdin=b"c")

    listed = shell.hermes("auth", "list", "groq").out.splitlines()
    assert [line.split()[1] for line in listed[1:]] == ["key-2", "key-3"]


def test_a_file_of_another_hermes_is_understood(shell: Shell) -> None:
    entry = {"id": "ab12cd", "label": "second", "auth_type": "api_key", "source": "manual", "access_token": KEY}
    shell.home.mkdir()
    (shell.home / "auth.json").write_text(json.dumps({"version": 1, "credential_pool": {"groq": [entry]}}))

    assert "#1  second" in shell.hermes("auth", "list", "groq").out
