from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from importlib import resources

import pytest

from hermes_acp_skills.catalog import BUNDLED, Catalog
from hermes_acp_skills.prompt import LINE
from hermes_acp_skills.validate import validate

NAMES = (
    "debug-a-failure",
    "explain-a-codebase",
    "git-and-commits",
    "refactor-safely",
    "review-a-change",
    "write-a-skill",
    "write-an-mcp-server",
    "write-tests",
)
TOOLS = {"read_file", "list_files", "search_files", "edit_file", "write_file", "shell"}
SERVER = BUNDLED / "write-an-mcp-server" / "example_server.py"


def test_the_bundled_skills_load_without_a_problem() -> None:
    catalog = Catalog.load()
    assert (catalog.names(), catalog.problems) == (NAMES, ())


def test_they_travel_inside_the_package() -> None:
    data = resources.files("hermes_acp_skills") / "bundled"
    assert sorted(entry.name for entry in data.iterdir()) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_skill_keeps_every_rule_of_the_format(name: str) -> None:
    assert validate(BUNDLED / name) == ()
    view = Catalog.load().view(name)
    assert 60 <= (BUNDLED / name / "SKILL.md").read_text(encoding="utf-8").count("\n") <= 150
    assert max(len(line) for line in view.text.splitlines() if not line.startswith(("|", "{", "  "))) <= 125
    named = set(re.findall(r"`([a-z]+_[a-z]+|shell)`", view.text))
    assert named & TOOLS, "a skill names the tools it works with"


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_description_fits_its_line_whole(name: str) -> None:
    catalog = Catalog.load()
    skill = catalog.get(name)
    assert skill is not None
    line = f"- {name}: {skill.description}"
    assert len(line) <= LINE
    assert line in catalog.index().splitlines()


def test_the_template_becomes_a_skill_without_a_problem(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("skills") / "do-the-thing"
    folder.mkdir()
    (folder / "SKILL.md").write_text(Catalog.load().view("write-a-skill", "template.md").text, encoding="utf-8")
    assert validate(folder) == ()


def talk(lines: str) -> list[dict[str, object]]:
    done = subprocess.run([sys.executable, str(SERVER)], input=lines, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_conversation_in_the_skill_goes_as_the_skill_says() -> None:
    body = Catalog.load().view("write-an-mcp-server").text
    script = re.search(r"<<'END'\n(.*?)\nEND\n", body, re.DOTALL)
    assert script
    replies = talk(script[1] + "\n")
    assert [reply["id"] for reply in replies] == [1, 2, 3, 4, 5, None]
    assert replies[2]["result"] == {"content": [{"type": "text", "text": "2 words"}], "isError": False}
    text = "There is no argument 'txt'. The arguments are: text, letters."
    assert replies[3]["result"] == {"content": [{"type": "text", "text": text}], "isError": True}
    assert replies[4]["error"] == {"code": -32601, "message": "Method not found: no/such"}
    assert replies[5]["error"] == {"code": -32700, "message": "This line is not JSON"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"text": "a bcd"}, "2 words"),
        ({"text": "a bcd", "letters": 2}, "1 words"),
        ({"letters": 2}, "The argument 'text' is missing."),
        ({"text": 1}, "The argument 'text' must be of type string."),
        ({"text": "a", "letters": True}, "The argument 'letters' must be of type integer."),
        ({"text": "a", "letters": "2"}, "The argument 'letters' must be of type integer."),
        ({"text": "a", "letters": 0}, "The argument 'letters' must be at least 1."),
    ],
)
def test_the_example_says_which_argument_to_put_right(arguments: dict[str, object], said: str) -> None:
    request = {"id": 1, "method": "tools/call", "params": {"name": "count_words", "arguments": arguments}}
    [reply] = talk(json.dumps(request) + "\n")
    assert reply["result"] == {"content": [{"type": "text", "text": said}], "isError": not said.endswith(" words")}


def test_odd_messages_get_one_error_each_and_the_server_goes_on() -> None:
    deep = "[" * 100_000
    lines = ["[]", "1", '{"id": 7}', '{"id": 8, "method": "ping", "params": []}', deep, '{"id": 9, "method": "ping"}']
    replies = talk("\n".join(lines) + "\n")
    codes = [reply["error"]["code"] if isinstance(reply.get("error"), dict) else None for reply in replies]  # type: ignore[index]
    assert codes == [-32600, -32600, -32600, -32602, -32700, None]


async def test_the_official_client_talks_to_the_example_in_both_generations() -> None:
    from mcp import Client, StdioServerParameters, stdio_client

    server = StdioServerParameters(command=sys.executable, args=[str(SERVER)])
    for mode in ("legacy", "2026-07-28", "auto"):
        async with asyncio.timeout(30), Client(stdio_client(server), mode=mode) as client:
            listed = await client.list_tools()
            good = await client.call_tool("days_between", {"start": "2026-01-01", "end": "2026-01-31"})
            bad = await client.call_tool("days_between", {"start": "1.1.2026", "end": "2026-01-31"})
        assert [tool.name for tool in listed.tools] == ["count_words", "days_between"], mode
        assert (good.is_error, [getattr(part, "text", None) for part in good.content]) == (False, ["30 days"]), mode
        assert bad.is_error, mode
        assert "YYYY-MM-DD" in str(bad.content), mode
