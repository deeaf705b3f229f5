"""The real program with what keeps things in: a sandbox, masked secrets, unnamed people."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider
from support.e2e import Place, call, picks, started, text
from support.e2e_models import openai
from support.sandbox import elsewhere, why_no_sandbox

KEY = "ghp_" + "aB3d" * 9
CANARY = "tropical-Fish9-canary"


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with elsewhere() as root:
        for name in ("work", "home"):
            (root / name).mkdir()
        monkeypatch.setenv("HOME", str(root / "home"))
        monkeypatch.setenv("HERMES_HOME", str(root / "home" / ".hermes"))
        yield Place(root, root / "work", root / "home")


@pytest.mark.skipif(bool(why_no_sandbox()), reason=why_no_sandbox())
async def test_commands_in_a_sandbox_run_unasked_and_one_that_needs_more_is_asked_for(apart: Place) -> None:
    beyond = "echo x > ../beyond"
    script = apart.script(
        [call("shell", "c1", command="echo one > made && mkdir -p .vscode && echo x > .vscode/settings.json")],
        [call("shell", "c2", command=beyond)],
        [call("shell", "c3", command=beyond, outside_sandbox=True)],
        [text("Done.")],
    )
    async with started(apart, {**script, "HERMES_SANDBOX": "auto"}) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        assert await editor.prompt(await editor.new(), "go") == "end_turn"
        said = {name: json.dumps(editor.tool(name)) for name in ("c1", "c2", "c3")}
        questions = editor.asked("session/request_permission")
        asked = [params["toolCall"]["toolCallId"] for params in questions]

    assert "Read-only file system" in said["c2"] and "call again with outside_sandbox" in said["c2"]
    assert "leave the sandbox" in json.dumps(questions[1])
    assert (apart.work / "made").read_text() == "one\n"
    assert (apart.root / "beyond").read_text() == "x\n"
    assert asked == ["c1", "c3"], "a protected file is asked for in a sandbox too"
    assert not (apart.work / ".vscode").exists(), "what was allowed still could not be written from inside"


async def test_no_secret_leaves_a_file_for_the_editor_the_home_or_the_errors(place: Place) -> None:
    (place.work / ".env").write_text(f"GITHUB_TOKEN={KEY}\n")
    (place.work / "notes.txt").write_text(f"the key is {KEY} and {CANARY}\n")
    script = place.script(
        [call("read_file", "c1", path="notes.txt"), call("shell", "c2", command="cat notes.txt; seq 1 60000")],
        [call("no_such_tool", "c3", x=f"{KEY}"), text("Done.")],
        [text("Done.")],
    )
    async with started(place, {**script, "SOME_API_KEY": CANARY}) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        session_id = await editor.new()
        assert await editor.prompt(session_id, "look") == "end_turn"
        frames = json.dumps(editor.messages)
    async with started(place, script) as editor:
        await editor.initialize()
        await editor.load(session_id)
        frames += json.dumps(editor.messages)

    kept = await asyncio.to_thread(everything_below, place.home)
    assert "[redacted-github-" in frames and "[redacted-known-" in frames
    for secret in (KEY, CANARY):
        assert secret not in editor.errors.read_text() and secret not in frames
        assert not [path for path, data in kept.items() if secret.encode() in data]


def everything_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Later(list[bytes]):
    """Pieces of an answer that are made when they are sent."""

    def __init__(self, make: Callable[[], Sequence[bytes]]) -> None:
        super().__init__()
        self._make = make

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._make())


def calls(name: str, arguments: str) -> Sequence[bytes]:
    """A reply that calls a tool, its arguments in two pieces."""
    begin, rest = arguments[:50], arguments[50:]
    first = {"index": 0, "id": f"call-{name}", "type": "function", "function": {"name": name, "arguments": begin}}
    more = {"index": 0, "function": {"arguments": rest}}
    return chat({"tool_calls": [first]}, {"tool_calls": [more]}, finish="tool_calls")


async def test_a_provider_is_told_no_addresses_and_the_edit_still_lands(place: Place) -> None:
    home = place.home / ".hermes"
    home.mkdir(parents=True)
    (home / "config.yaml").write_text("privacy:\n  redact_pii: true\n")
    (place.work / "team.txt").write_text("lead: jo.doe@corp.example\n")

    def edit() -> Sequence[bytes]:
        stand_in = re.findall(r"lead: (\[email-\d+-[a-z]+\])", fake.requests[-1].body.decode())[-1]
        arguments = {"path": "team.txt", "old_text": f"lead: {stand_in}", "new_text": f"boss: {stand_in}"}
        return calls("edit_file", json.dumps(arguments))

    read = calls("read_file", json.dumps({"path": "team.txt"}))
    answers = [Answer(read), Answer(Later(edit)), Answer(chat({"content": "ok"}))]
    async with FakeProvider(answers) as fake, started(place, openai(fake)) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        assert await editor.prompt(await editor.new(), "mail ann@corp.example too") == "end_turn"
        sent = b"".join(request.body for request in fake.requests)

    assert (place.work / "team.txt").read_text() == "boss: jo.doe@corp.example\n"
    assert b"corp.example" not in sent and b"[email-" in sent
