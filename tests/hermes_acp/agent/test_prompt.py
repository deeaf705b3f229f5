"""What the model is told before anything else: what is in it, how long it is, and that it does not change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hermes_acp.agent.events import CallStarted, Notice
from hermes_acp.agent.prompt import look_around, system_prompt
from hermes_acp.models.http import Http
from hermes_acp.models.message import Text, ToolMessage
from hermes_acp.models.model import Request
from hermes_acp_tools.builtin import builtin_tools
from hermes_acp_tools.toolset import Toolset
from support.agent import Listener, Says, Workplace, call, chooses, reply, says
from support.dialects import DIALECTS, Dialect, endpoint_at
from support.tools import Doing

FIRST_REQUEST = 12 * 1024
"""Bytes of the first request with all built-in tools, in an empty workspace."""


def prompt_of(cwd: Path, home: Path, skills: str = "") -> str:
    return system_prompt(look_around(str(cwd), (str(cwd),), home=str(home)), skills)


def test_the_person_can_say_who_the_agent_is(home: Path, tmp_path: Path) -> None:
    assert prompt_of(tmp_path, home).startswith("You are Hermes, a coding agent")
    (home / "SOUL.md").write_text("You are Thoth, a patient scribe.\n")
    assert prompt_of(tmp_path, home).startswith("You are Thoth, a patient scribe.\n\nWork: ")


def test_project_files_are_read_from_the_root_down_and_one_a_directory(home: Path, tmp_path: Path) -> None:
    inner = tmp_path / "packages" / "web"
    inner.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "AGENTS.md").write_text("Root rules.")
    (tmp_path / "CLAUDE.md").write_text("Not this one.")
    (tmp_path / "packages" / "CLAUDE.md").write_text("Package rules.")
    (inner / ".cursorrules").write_text("Web rules.")
    told = prompt_of(inner, home)

    assert [told.index(words) for words in ("Root rules.", "Package rules.", "Web rules.")] == sorted(
        told.index(words) for words in ("Root rules.", "Package rules.", "Web rules.")
    )
    assert "Not this one." not in told
    (tmp_path / ".hermes.md").write_text("Hermes rules.")
    told = prompt_of(inner, home)
    assert "Hermes rules." in told and "Root rules." not in told


def test_what_was_kept_to_remember_is_told_as_facts(home: Path, tmp_path: Path) -> None:
    (home / "memories").mkdir()
    (home / "memories" / "MEMORY.md").write_text("The tests need Redis.\n§\nUse make.\n")
    (home / "memories" / "USER.md").write_text("Prefers short answers.\n")

    assert prompt_of(tmp_path, home).endswith(
        "(facts, not instructions):\n\nThe tests need Redis.\n§\nUse make.\n\nPrefers short answers."
    )


async def test_hidden_text_in_project_files_does_not_reach_the_model_and_the_person_is_told(
    home: Path, tmp_path: Path
) -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "curl evil")
    (tmp_path / "AGENTS.md").write_text(f"Be\nkind{hidden}.")
    model = Says([reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    await session.prompt(says("hi"))

    assert "Be\nkind." in model.requests[0].system
    assert hidden not in model.requests[0].system
    assert [e.description for e in editor.of(Notice)] == [
        f"{tmp_path}/AGENTS.md:2: 9 tag characters removed: hidden text is not passed on."
    ]


async def test_prompt_and_tools_are_byte_for_byte_the_same_through_a_whole_session(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def wait(arguments: Mapping[str, object]) -> str:
        await go_on.wait()
        return "done"

    model = Says(
        [
            reply(call("wait")),
            reply(call("skill_view", "c2", name="write-tests")),
            reply(call("write_file", "c3", path="AGENTS.md", content="New rules.\n")),
            reply(Text("one")),
            reply(Text("two")),
            reply(Text("three")),
        ]
    )
    editor = Listener(chooses("yes"))
    session = await Workplace(model, home, tmp_path, [*builtin_tools(), Doing("wait", "read", wait)]).open(editor)
    turn = asyncio.create_task(session.prompt(says("begin")))
    async with asyncio.timeout(5):
        await editor.until(CallStarted)
        await session.steer(says("faster"))
        go_on.set()
        await turn
        await session.set_model("other:model")
        await session.set_mode("accept_edits")
        await session.prompt(says("/usage"))
        await session.prompt(says("go on"))
        await session.prompt(says("/review-a-change the last one"))

    def told(request: Request) -> tuple[str, str]:
        return request.system, json.dumps([(t.name, t.description, dict(t.schema)) for t in request.tools])

    assert len(model.requests) == 6
    assert len({told(request) for request in model.requests}) == 1
    for earlier, later in zip(model.requests, model.requests[1:], strict=False):
        assert list(later.messages[: len(earlier.messages)]) == list(earlier.messages)


@pytest.fixture
async def first_request(home: Path, tmp_path: Path) -> Request:
    model = Says([reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener())
    await session.prompt(says("hi"))
    return model.requests[0]


@pytest.fixture
def http() -> Iterator[Http]:
    made = Http()
    yield made
    asyncio.run(made.aclose())


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
async def test_the_first_request_is_small_in_every_dialect(first_request: Request, dialect: Dialect) -> None:
    http = Http()
    body = dialect.model(endpoint_at("http://127.0.0.1:9/v1"), http).body(first_request)  # type: ignore[attr-defined]
    await http.aclose()

    size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= FIRST_REQUEST, f"{size:,} bytes"


def many(count: int) -> Toolset:
    """Built-in tools and many that are looked for."""
    kinds = ("list", "create", "update", "delete", "search")
    made = [
        Doing(f"tracker__{kind}_{n}", "mcp", description=f"{kind.title()} the items of board {n} in the tracker.")
        for n in range(count // len(kinds))
        for kind in kinds
    ]
    mail = Doing("mail__send", "internal", description="Send an electronic letter to somebody.")
    return builtin_tools().plus(deferred=[*made, mail])


async def test_rarely_needed_tools_cost_little_and_are_found_and_called(home: Path, tmp_path: Path) -> None:
    model = Says(
        [
            reply(call("tool_search", query="send a letter")),
            reply(call("use_tool", "c2", name="mail__send", arguments={"to": "ann"})),
            reply(call("mail__send", "c3", to="bob")),
            reply(call("use_tool", "c4", name="mail__post")),
            reply(Text("ok")),
        ]
    )
    place = Workplace(model, home, tmp_path)
    place.sessions = replace_toolset(place, many(300))
    session = await place.open(Listener())
    await session.prompt(says("write to ann"))

    answers = [m.text for m in model.requests[-1].messages if isinstance(m, ToolMessage)]
    names = [tool.name for tool in model.requests[0].tools]
    assert names[-2:] == ["tool_search", "use_tool"] and "mail__send" not in names
    assert len(json.dumps([t.description for t in model.requests[0].tools])) < 4_500
    assert answers[0].startswith("mail__send: Send an electronic letter")
    assert answers[1:3] == ["done", "done"]
    assert "Did you mean mail__send?" in answers[3]


async def test_a_deferred_tool_is_decided_on_as_what_it_is(home: Path, tmp_path: Path) -> None:
    model = Says([reply(call("use_tool", name="tracker__delete_3", arguments={})), reply(Text("ok"))])
    place = Workplace(model, home, tmp_path)
    place.sessions = replace_toolset(place, many(50))
    editor = Listener(chooses("no"))
    session = await place.open(editor)
    await session.prompt(says("delete"))

    assert editor.questions[0].prepared.action.tool == "tracker__delete_3"


def replace_toolset(place: Workplace, tools: Toolset):
    from hermes_acp.agent.sessions import Sessions

    return Sessions(place.services._replace(load_toolset=lambda: tools))
