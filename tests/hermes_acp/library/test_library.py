"""Hermes inside a program."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from hermes_acp import Agent, Tool
from hermes_acp.agent.events import AgentText, CallFinished, TurnEnded
from hermes_acp.errors import ConfigError, ModelError, UserError
from hermes_acp.library import ToolRecord
from hermes_acp.models.message import Text, ToolMessage, Usage
from support.agent import Says, call, reply


def add(a: int, b: Annotated[int, Field(description="The other one")] = 1) -> int:
    """Add two numbers."""
    return a + b


def many(*words: str, _hidden: int = 0) -> None:
    """Nothing a model could call."""


async def look_up(word: str, language: Literal["en", "de"] = "en") -> dict[str, str]:
    """Look a word up."""
    return {"word": word, "language": language}


def last_answer(model: Says) -> ToolMessage:
    message = model.requests[-1].messages[-1]
    assert isinstance(message, ToolMessage)
    return message


def test_a_tool_is_made_of_a_signature_and_a_docstring() -> None:
    tool = Tool(add)

    assert (tool.name, tool.description, tool.capability) == ("add", "Add two numbers.", "internal")
    assert tool.schema == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "a": {"title": "A", "type": "integer"},
            "b": {"title": "B", "type": "integer", "default": 1, "description": "The other one"},
        },
        "required": ["a"],
    }


def test_a_tool_that_cannot_be_is_refused_where_it_is_made() -> None:
    with pytest.raises(ConfigError, match="capabilities of add"):
        Tool(add, capabilities=("fly",))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="cannot be called"):
        Tool(lambda: None)
    with pytest.raises(ConfigError, match="two tools called 'add'"):
        Agent(tools=[add, Tool(add)])
    with pytest.raises(ConfigError, match=r"cannot name these parameters of many: \*words.*_hidden"):
        Tool(many)


async def test_parameters_may_be_called_what_they_like_and_must_be_describable(tmp_path: Path) -> None:
    """Also as methods of whatever checks them are called."""

    def send(json: str, schema: int = 1, model_config: str = "") -> str:
        return f"{json} {schema} {model_config}."

    def wait(until: asyncio.Event) -> None: ...

    model = Says([reply(call("send", json="a", schema=2)), reply(call("send", "c2", copy=1)), reply(Text("ok"))])
    async with Agent(model, tools=[send], builtin_tools=False, cwd=tmp_path) as agent:
        await agent.run("go")
    async with Agent(Says([]), tools=[wait], builtin_tools=False, cwd=tmp_path) as agent:
        with pytest.raises(ConfigError, match="parameters of wait cannot be described to a model"):
            await agent.run("go")

    assert sorted(Tool(send).schema["properties"]) == ["json", "model_config", "schema"]  # type: ignore[call-overload]
    first, second = (message.text for message in model.requests[-1].messages if isinstance(message, ToolMessage))
    assert first == "a 2 ."
    assert "json: Field required; copy: Extra inputs" in second and "Arguments are: json, schema, model_" in second


async def test_what_an_agent_cannot_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no capability everything\. There are read, write"):
        Agent(allow=("everything",))  # type: ignore[arg-type]
    async with Agent(Says([]), cwd=tmp_path / "none") as agent:
        with pytest.raises(ConfigError, match="There is no directory"):
            await agent.run("go")
        with pytest.raises(RuntimeError, match=r"await agent\.run"):
            agent.run_sync("go")


async def test_a_function_is_called_and_the_history_tells_of_it(tmp_path: Path) -> None:
    model = Says([reply(call("add", a=2, b=3)), reply(call("look_up", "c2", word="x")), reply(Text("It is five."))])
    async with Agent(model, tools=[add, look_up], cwd=tmp_path, builtin_tools=False) as agent:
        result = await agent.run("what is 2 + 3?")
        history, spent, said = agent.state.tool_history, agent.state.spent, agent.state.messages

    assert (str(result), result.stop, result.usage) == ("It is five.", "end_turn", Usage(30, 15))
    assert [t.name for t in model.requests[0].tools][:2] == ["add", "look_up"]
    assert [(r.tool, r.input, r.output, r.error) for r in history] == [
        ("add", {"a": 2, "b": 3}, "5", None),
        ("look_up", {"word": "x"}, '{"word": "x", "language": "en"}', None),
    ]
    assert all(record.duration > 0 for record in history)
    assert (spent.requests, len(said)) == (3, 6)


async def test_what_a_function_raises_and_what_it_cannot_read_are_answers(tmp_path: Path) -> None:
    def divide(a: int, b: int) -> float:
        """Divide."""
        return a / b

    model = Says([reply(call("divide", a=1, b=0)), reply(call("divide", "c2", a="one")), reply(Text("ok"))])
    async with Agent(model, tools=[divide], cwd=tmp_path) as agent:
        await agent.run("divide")
        errors = [record.error for record in agent.state.tool_history]

    assert errors[0] == "divide failed: ZeroDivisionError: division by zero"
    assert errors[1] is not None and errors[1].startswith("Wrong arguments: a: Input should be a valid integer")


async def test_a_tool_without_its_permission_is_refused_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[str] = []

    def send(text: str) -> str:
        """Send a letter."""
        sent.append(text)
        return "sent"

    model = Says([reply(call("send", text="hi")), reply(Text("I may not."))])
    tool = Tool(send, capabilities=("read", "fetch"))
    with caplog.at_level(logging.WARNING, "hermes_acp.library"):
        async with Agent(model, tools=[tool], cwd=tmp_path, allow=("read",)) as agent:
            await agent.run("send it")
            (record,) = agent.state.tool_history

    assert sent == []
    assert record == ToolRecord("send", {"text": "hi"}, record.output, 0.0, record.output)
    assert record.output.startswith("send needs the permission fetch, which this agent was not given.")
    assert caplog.messages == ["refused send(text='hi'): fetch was not granted"]


async def test_a_tool_with_its_permission_runs(tmp_path: Path) -> None:
    model = Says([reply(call("add", a=1)), reply(Text("ok"))])
    async with Agent(model, tools=[Tool(add, capabilities=("execute",))], cwd=tmp_path, allow=("execute",)) as agent:
        await agent.run("add")

    assert last_answer(model).text == "2"


async def test_built_in_tools_keep_to_the_workspace_and_to_what_was_granted(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "outside.txt").write_text("secret\n")
    writes = [call("write_file", path="a.txt", content="x"), call("write_file", "c2", path="../b.txt", content="x")]
    more = [
        call("read_file", "c3", path="../outside.txt"),
        call("write_file", "c4", path=".git/hooks/pre-commit", content="x"),
    ]
    for allow in ((), ("read", "write")):
        model = Says([reply(*writes, *more), reply(Text("ok"))])
        async with Agent(model, cwd=work, allow=allow) as agent:  # type: ignore[arg-type]
            await agent.run("write")
            done = [str(record.input["path"]) for record in agent.state.tool_history if record.error is None]
        assert done == (["a.txt"] if allow else [])
    assert not (tmp_path / "b.txt").exists()


async def test_the_program_can_decide_instead(tmp_path: Path) -> None:
    asked: list[str] = []

    async def decide(question: object) -> bool:
        asked.append(question.title)  # type: ignore[attr-defined]
        return True

    work = tmp_path / "work"
    work.mkdir()
    model = Says([reply(call("write_file", path="../b.txt", content="x")), reply(Text("ok"))])
    async with Agent(model, cwd=work, allow=("write",), decide=decide) as agent:
        await agent.run("write")

    assert asked == [f"Create {tmp_path}/b.txt"]
    assert (tmp_path / "b.txt").read_text() == "x"


async def test_events_come_as_they_happen_and_the_conversation_goes_on(tmp_path: Path) -> None:
    model = Says([reply(call("add", a=1)), reply(Text("Two.")), reply(Text("Still two."))])
    async with Agent(model, tools=[add], cwd=tmp_path) as agent:
        kinds = [type(event) async for event in agent.stream("add")]
        await agent.run("and now?")

    assert [kinds.count(kind) for kind in (CallFinished, AgentText, TurnEnded)] == [1, 1, 1]
    assert len(model.requests[-1].messages) == 5


async def test_closing_a_stream_ends_the_turn(tmp_path: Path) -> None:
    never = asyncio.Event()
    model = Says([[*reply(Text("Hm"))[:1], never]])
    async with asyncio.timeout(5), Agent(model, cwd=tmp_path) as agent:
        events = agent.stream("think")
        async for event in events:
            if isinstance(event, AgentText):
                break
        await events.aclose()
        assert agent.state.messages[-2].text == "Hm"  # type: ignore[union-attr]


async def test_runs_at_the_same_time_wait_for_each_other_and_each_has_its_own_words(tmp_path: Path) -> None:
    model = Says([reply(Text("one")), reply(Text("two")), reply(Text("three"))])
    async with asyncio.timeout(5), Agent(model, cwd=tmp_path) as agent:
        results = await asyncio.gather(*(agent.run(f"question {n}") for n in range(3)))

    assert [result.text for result in results] == ["one", "two", "three"]


async def test_a_running_turn_can_be_steered_and_cancelled(tmp_path: Path) -> None:
    go_on, never = asyncio.Event(), asyncio.Event()
    model = Says([[go_on, *reply(Text("one"))], [never]])
    async with asyncio.timeout(5), Agent(model, cwd=tmp_path) as agent:
        too_early = await agent.steer("nobody hears this")
        run = asyncio.create_task(agent.run("begin"))
        await model.asked.wait()
        taken = await agent.steer("and this")
        model.asked.clear()
        go_on.set()
        await model.asked.wait()
        agent.cancel()
        result = await run

    assert (too_early, taken, result.stop) == (False, True, "cancelled")
    assert "and this" in str(model.requests[1].messages[-1])


async def test_an_agent_that_could_not_begin_can_try_again(tmp_path: Path) -> None:
    async with Agent("nobody-has-this:model", cwd=tmp_path) as agent:
        for _ in range(2):
            with pytest.raises(UserError, match="nobody-has-this"):
                await agent.run("hi")


async def test_a_failing_model_raises(tmp_path: Path) -> None:
    async with Agent(Says([[ModelError("auth", "The key is wrong.")]]), cwd=tmp_path) as agent:
        with pytest.raises(ModelError, match="The key is wrong"):
            await agent.run("hi")


def test_without_asyncio_several_runs_are_one_conversation(tmp_path: Path) -> None:
    model = Says([reply(Text("one")), reply(Text("two"))])
    with Agent(model, cwd=tmp_path) as agent:
        assert agent.run_sync("first").text == "one"
        assert agent.run_sync("second").text == "two"

    assert len(model.requests[1].messages) == 3


def test_tools_are_registered_before_the_first_run(tmp_path: Path) -> None:
    with Agent(Says([reply(Text("one"))]), cwd=tmp_path) as agent:

        @agent.tool(capabilities=("read",))
        def late(word: str) -> str:
            """Say it."""
            return word

        agent.run_sync("hi")
        with pytest.raises(ConfigError, match="before the first run"):
            agent.register(add)
        assert late("x") == "x"


def test_nothing_is_kept_on_disk(tmp_path: Path, home: Path) -> None:
    with Agent(Says([reply(Text("one"))]), cwd=tmp_path) as agent:
        agent.run_sync("hi")

    assert not (home / ".hermes" / "acp.db").exists()


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, hermes_acp; print([m for m in sys.modules if m.startswith('hermes_acp.')]); hermes_acp.Agent"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
