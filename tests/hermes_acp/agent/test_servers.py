"""A session and its MCP servers: real programs, real turns, a model that says what the test wrote down."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.agent.events import AgentText, CallFinished, CommandsChanged, Notice
from hermes_acp.agent.session import Session
from hermes_acp.agent.sessions import Sessions
from hermes_acp.approval.approver import Question, Reply
from hermes_acp.approval.pins import PinStore
from hermes_acp.approval.trust import TrustStore
from hermes_acp.commands.builtin import builtin_commands
from hermes_acp.commands.servers import server_commands
from hermes_acp.config.layers import read_layers
from hermes_acp.mcp_client.household import Household
from hermes_acp.models.message import Text, ToolCall, ToolMessage, UserMessage
from hermes_acp.models.model import Request
from hermes_acp.references.kinds import ReferenceKind
from hermes_acp_protocol.mcp.content import TextBlock
from support.agent import Listener, Says, Workplace, chooses, reply, says
from support.mcp.servers import PROGRAM, WAIT

ECHO = ToolCall("c1", "mcp_small_echo", '{"text": "hello"}')


def entry(*habits: str, **more: object) -> dict[str, object]:
    """A server of ours, as settings spell it."""
    return {"command": sys.executable, "args": [PROGRAM, *habits], **more}


@dataclass
class Scene:
    """One session with servers."""

    session: Session
    model: Says
    client: Listener
    household: Household
    work: Path = field(default_factory=Path)

    async def say(self, text: str) -> None:
        async with asyncio.timeout(WAIT):
            await self.session.prompt(says(text))

    def tools(self, request: int) -> list[str]:
        return [spec.name for spec in self.model.requests[request].tools if spec.name.startswith("mcp_")]

    def answers(self) -> list[str]:
        """What the model was given, without the fence around what strangers say."""
        texts = [message.text for message in self.session.history if isinstance(message, ToolMessage)]
        assert all(text.startswith("Untrusted content from the MCP server ") for text in texts)
        return [text.split("\n```\n")[1].removesuffix("\n```") for text in texts]

    def notices(self) -> list[str]:
        return [event.description for event in self.client.of(Notice) if event.title == "MCP"]


@asynccontextmanager
async def scene(
    home: Path,
    tmp_path: Path,
    *replies: Sequence[Any],
    servers: Mapping[str, object] | None = None,
    named: Sequence[Mapping[str, object]] = (),
    client: Listener | None = None,
    window: int | None = 100_000,
    wait: float = 10,
) -> AsyncGenerator[Scene]:
    work, state = tmp_path / "work", home / ".hermes"
    work.mkdir(exist_ok=True)
    state.mkdir(exist_ok=True)
    settings = {"mcp_servers": servers or {}, "mcp_discovery_timeout": wait}
    (state / "config.yaml").write_text(json.dumps(settings))
    model = Says(replies, window=window)
    place = Workplace(model, state, work)
    household = Household(str(state), lambda: read_layers(str(state)))

    def kinds_of(session: Session) -> Sequence[ReferenceKind]:
        return session.reference_kinds

    async def open_servers(session: Session, face: Any) -> Any:
        return await household.open(session.record.cwd, session.roots, session.servers.named, session.client, face)

    services = place.sessions.services._replace(
        open_servers=open_servers,
        load_commands=lambda: builtin_commands([server_commands]),
        further_kinds=kinds_of,
    )
    sessions = Sessions(services)
    listener = client or Listener(chooses("yes"))
    fresh = await sessions.new(Wish(str(work), mcp_servers=tuple(named)), lambda settings: listener)
    try:
        yield Scene(await sessions.live(fresh.id), model, listener, household, work)
    finally:
        await sessions.close_all()
        await household.close()


async def test_a_tool_of_a_server_is_called_like_any_other(home: Path, tmp_path: Path) -> None:
    replies = reply(ECHO), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}) as at:
        await at.say("Say hello.")
        assert at.answers() == ["hello"]
        [question] = at.client.questions
        action = question.prepared.action
        assert (action.capability, action.server, action.tool) == ("mcp", "small", "small__echo")
        assert at.tools(0)[:2] == ["mcp_small_echo", "mcp_small_look"]
        assert at.tools(0)[-2:] == ["mcp_list_resources", "mcp_read_resource"]
        assert "small: Be kind." in at.model.requests[0].system
        assert at.model.requests[0].tools == at.model.requests[1].tools


async def test_nothing_is_started_before_the_first_prompt(home: Path, tmp_path: Path) -> None:
    async with scene(home, tmp_path, reply(Text("Hi.")), servers={"small": entry()}) as at:
        before = at.session.servers.setup
        await at.say("Hello")
        after = at.session.servers.setup
        assert before is None and after is not None
        assert [status.state for status in after.fleet.statuses] == ["ready"]


async def test_a_server_that_is_late_joins_at_the_next_step(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    plan = ToolCall("c1", "update_plan", '{"plan": []}')
    replies: tuple[Sequence[Any], ...] = ([go_on, *reply(plan)], reply(Text("Done.")))
    async with scene(home, tmp_path, *replies, servers={"small": entry("slow")}, wait=0.01) as at:
        prompting = asyncio.create_task(at.say("Hello"))
        async with asyncio.timeout(WAIT):
            await at.model.asked.wait()
            setup = at.session.servers.setup
            assert setup is not None
            await setup.fleet.gather(WAIT)
            go_on.set()
            await prompting
        assert at.tools(0) == []
        assert at.tools(1)[0] == "mcp_small_echo"
        assert "Be kind." not in at.model.requests[0].system  # it came too late for that, and is told by itself
        assert [text for text in words(at.model.requests[1]) if "small: Be kind." in text]
        kept = len(at.model.requests[0].tools)
        assert at.model.requests[1].tools[:kept] == at.model.requests[0].tools


async def test_tools_that_would_fill_the_window_are_found_by_search(home: Path, tmp_path: Path) -> None:
    use = ToolCall("c1", "use_tool", '{"name": "mcp_many_tool_7", "arguments": {}}')
    replies = reply(use), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"many": entry("many")}, window=20_000) as at:
        await at.say("Do it.")
        offered = [spec.name for spec in at.model.requests[0].tools]
        assert at.tools(0) == [] and {"tool_search", "use_tool"} <= set(offered)
        assert at.answers() == ["unknown tool tool-7"]


async def test_a_prompt_of_a_server_is_a_command(home: Path, tmp_path: Path) -> None:
    async with scene(home, tmp_path, reply(Text("Fine.")), servers={"small": entry()}) as at:
        await at.say("/mcp:small:review the whole thing")
        assert words(at.model.requests[0]) == ["Review the whole thing."]
        commands = {name: hint for name, _, hint in at.client.of(CommandsChanged)[-1].commands}
        assert commands["mcp:small:review"] == "topic"


async def test_a_resource_of_a_server_can_be_pointed_at(home: Path, tmp_path: Path) -> None:
    async with scene(home, tmp_path, reply(Text("Fine.")), servers={"small": entry()}) as at:
        await at.say("Read @small:note://one please")
        assert any("This is note://one." in text for text in words(at.model.requests[0]))


async def test_resources_are_proposed_from_the_list_and_from_what_the_server_finishes(
    home: Path, tmp_path: Path
) -> None:
    async with scene(home, tmp_path, reply(Text("Fine.")), servers={"git": entry()}) as at:
        await at.say("Hello")
        begun = await at.session.references.complete("@mcp-git:note://tw")
        listed = await at.session.references.complete("@mcp-git:one")
        assert [one.text for one in begun] == ["@mcp-git:note://two", "@mcp-git:note://twelve"]
        assert [one.text for one in listed] == ["@mcp-git:note://one"]
        assert at.client.questions == []  # only reading one is a use of the server


async def test_a_server_that_is_not_there_proposes_nothing_and_keeps_nobody_waiting(home: Path, tmp_path: Path) -> None:
    async with scene(home, tmp_path, reply(Text("Fine.")), servers={"broken": entry("failing")}) as at:
        await at.say("Hello")
        assert await at.session.references.complete("@broken:note://") == []


async def test_a_question_of_a_server_reaches_the_person_with_its_name(home: Path, tmp_path: Path) -> None:
    client = Listener(chooses("yes"), elicits=Elicited("accept", {"color": "blue"}))
    replies = reply(ToolCall("c1", "mcp_small_ask", "{}")), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}, client=client) as at:
        await at.say("Ask me.")
        [form] = client.elicited
        assert isinstance(form, Form)
        assert (form.message, form.call_id) == ("The MCP server small asks: Which color?", "c1")
        assert '{"action": "accept", "content": {"color": "blue"}}' in at.answers()[0]


async def test_a_server_may_ask_before_it_gives_a_prompt_or_a_resource(home: Path, tmp_path: Path) -> None:
    client = Listener(chooses("yes"), elicits=Elicited("accept", {"color": "blue"}))
    replies = reply(Text("Fine.")), reply(Text("Fine."))
    async with scene(home, tmp_path, *replies, servers={"small": entry("curious")}, client=client) as at:
        await at.say("/mcp:small:review it")
        await at.say("Read @small:note://one please")
        assert [(form.message, form.call_id) for form in client.elicited] == [
            ("The MCP server small asks: Which color?", None)
        ] * 2
        assert any("This is note://one." in text for text in words(at.model.requests[1]))


async def test_a_choice_is_put_as_a_permission_where_forms_cannot_be_shown(home: Path, tmp_path: Path) -> None:
    def answer(question: Question) -> Reply:
        labels = {option.name: option.id for option in question.options}
        return Reply(labels.get("blue", labels.get("Yes")))

    client = Listener(answer, elicits=Elicited("cancel", why="this editor shows no forms"))
    replies = reply(ToolCall("c1", "mcp_small_ask", "{}")), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}, client=client) as at:
        await at.say("Ask me.")
        assert '{"action": "accept", "content": {"color": "blue"}}' in at.answers()[0]
        assert client.questions[1].title == "The MCP server small asks: Which color?"


AWAY = ToolCall("c1", "mcp_small_send_away", "{}")


async def test_an_address_of_a_server_is_opened_by_the_client_which_hears_when_it_is_done(
    home: Path, tmp_path: Path
) -> None:
    client = Listener(chooses("yes"), elicits=Elicited("accept"))
    async with scene(
        home, tmp_path, reply(AWAY), reply(Text("Done.")), servers={"small": entry()}, client=client
    ) as at:
        await at.say("Go.")
        message = "The MCP server small asks: Go there.\n(This opens example.org.)"
        visit = Visit(message, "https://example.org/in", "e1", "c1")
        assert (client.elicited, at.answers()) == ([visit], ["thank you"])
        async with asyncio.timeout(WAIT):
            await client.told.wait()
        assert client.visited == [visit]


async def test_an_address_the_client_cannot_open_is_shown_to_be_opened_by_hand(home: Path, tmp_path: Path) -> None:
    def answer(question: Question) -> Reply:
        labels = {option.name: option.id for option in question.options}
        return Reply(labels.get("I opened it", labels.get("Yes")))

    client = Listener(answer, elicits=Elicited("cancel", why="this editor opens no addresses"))
    async with scene(
        home, tmp_path, reply(AWAY), reply(Text("Done.")), servers={"small": entry()}, client=client
    ) as at:
        await at.say("Go.")
        assert at.answers() == ["thank you"]
        *_, shown = client.questions[1].title.splitlines()
        assert shown == "Open it yourself: https://example.org/in"


async def test_a_change_of_tools_reaches_the_model_at_its_next_step_and_is_read_once(
    home: Path, tmp_path: Path
) -> None:
    go_on = asyncio.Event()
    grow, look = ToolCall("c1", "mcp_small_grow", "{}"), ToolCall("c2", "mcp_small_look", "{}")
    replies: tuple[Sequence[Any], ...] = (reply(grow), [go_on, *reply(look)], reply(Text("Done.")))
    async with scene(home, tmp_path, *replies, servers={"small": entry("growing")}) as at:
        prompting = asyncio.create_task(at.say("Grow."))
        async with asyncio.timeout(WAIT):
            await at.client.until(CallFinished)
            setup = at.session.servers.setup
            assert setup is not None
            [server] = setup.fleet.servers
            heard = asyncio.Event()
            stop = server.listen(lambda changed: heard.set())
            while len(server.offer.tools.usable) < 15:
                heard.clear()
                await heard.wait()
            stop()
            go_on.set()
            await prompting
        before, after = at.tools(1), at.tools(2)
        assert "mcp_small_grown_14" in after and "mcp_small_grown_14" not in before
        assert [name for name in after if name in before] == before  # those known keep their places
        asked = await server.call("asked", {})
        assert "".join(block.text for block in asked.content if isinstance(block, TextBlock)) == "2"


async def test_an_answer_that_does_not_fit_the_form_is_no_answer(home: Path, tmp_path: Path) -> None:
    client = Listener(chooses("yes"), elicits=Elicited("accept", {"color": "green"}))
    replies = reply(ToolCall("c1", "mcp_small_ask", "{}")), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}, client=client) as at:
        await at.say("Ask me.")
        assert '{"action": "cancel"}' in at.answers()[0]


async def test_a_tool_that_is_not_what_it_was_says_so_and_keeps_its_old_words(home: Path, tmp_path: Path) -> None:
    before = json.dumps({"description": "Said it again, once.", "inputSchema": {"type": "object", "properties": {}}})
    (home / ".hermes").mkdir()
    await asyncio.to_thread(PinStore(str(home / ".hermes")).approve, "small", "echo", before)
    replies = reply(ECHO), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}) as at:
        await at.say("Say hello.")
        [question] = at.client.questions
        assert "+ " in question.prepared.action.changed and "Says it again." in question.prepared.action.changed
        [told] = [spec.description for spec in at.model.requests[0].tools if spec.name == "mcp_small_echo"]
        assert told == "Said it again, once."
        now = await asyncio.to_thread(PinStore(str(home / ".hermes")).approved, "small", "echo")
        assert now is not None and "Says it again." in now  # the person said yes to this one


async def test_a_server_of_the_project_is_asked_about_and_remembered(home: Path, tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(question: Question) -> Reply:
        if "MCP server" not in question.title:
            return Reply("not-now")
        asked.append(question.title)
        return Reply("always")

    work = tmp_path / "work"
    work.mkdir()
    (work / ".mcp.json").write_text(json.dumps({"mcpServers": {"small": entry()}}))
    async with scene(home, tmp_path, reply(Text("Hi.")), client=Listener(answer)) as at:
        await at.say("Hello")  # the workspace is not trusted: its file is not read
        assert (asked, at.session.servers.setup) == ([], None)
    await asyncio.to_thread(TrustStore(str(home / ".hermes")).add, str(work))
    for times in (1, 1):
        async with scene(home, tmp_path, reply(Text("Hi.")), client=Listener(answer)) as at:
            await at.say("Hello")
            assert len(asked) == times and PROGRAM in asked[0]
            assert at.tools(0)[0] == "mcp_small_echo"


async def test_a_server_of_the_project_that_is_refused_is_not_started(home: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / ".mcp.json").write_text(json.dumps({"mcpServers": {"small": entry()}}))
    await asyncio.to_thread(TrustStore(str(home / ".hermes")).add, str(work))
    async with scene(home, tmp_path, reply(Text("Hi.")), client=Listener(chooses("no"))) as at:
        await at.say("Hello")
        assert at.tools(0) == []
        [ended] = at.client.of(CallFinished)
        assert (ended.status, ended.message.text) == ("failed", "Do not start it")
        setup = at.session.servers.setup
        assert setup is not None and [status.state for status in setup.fleet.statuses] == ["refused"]
        assert at.notices() == [
            "The MCP server small: not started: this project brings it along; hermes mcp approve small"
        ]


async def test_servers_the_editor_names_are_there_for_its_session(home: Path, tmp_path: Path) -> None:
    named = [{"name": "near", "command": sys.executable, "args": [PROGRAM], "env": [{"name": "K", "value": "v"}]}]
    replies = reply(ToolCall("c1", "mcp_near_environment", "{}")), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, named=named) as at:
        await at.say("Look.")
        assert '"K": "v"' in at.answers()[0]


async def test_a_server_that_cannot_be_started_is_a_notice_and_no_failure(home: Path, tmp_path: Path) -> None:
    servers = {"broken": entry("failing"), "wrong": {}, "small": entry(), "off": entry(enabled=False)}
    replies = reply(ECHO), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers=servers) as at:
        await at.say("Say hello.")
        assert at.answers() == ["hello"]
        wrong, broken = at.notices()
        assert wrong == "mcp_servers.wrong needs either command or url."
        assert broken.startswith("The MCP server broken: failed and is tried again: ")


async def test_sessions_in_one_place_share_a_server_and_the_last_to_leave_ends_it(home: Path, tmp_path: Path) -> None:
    async with scene(home, tmp_path, reply(Text("Hi.")), servers={"small": entry()}) as at:
        await at.say("Hello")
        setup = at.session.servers.setup
        assert setup is not None
        [server] = setup.fleet.servers
        again = await at.household.open(str(at.work), (str(at.work),), (), at.client, NoFace())
        assert again is not None
        again.fleet.begin()
        assert again.fleet.servers == (server,)
        await again.fleet.close()
        assert server.status.state == "ready"
        await setup.fleet.close()
        assert server.status.state == "closed"


class NoFace:
    def caller(self, server: object, call_id: str | None) -> Any:
        raise AssertionError("nothing is called")

    def server_link(self, server_id: str) -> None:
        return None

    async def may_start(self, server: object) -> bool:
        return False


def words(request: Request) -> list[str]:
    """What the person is said to have written, and what came with it."""
    users = [message for message in request.messages if isinstance(message, UserMessage)]
    return [part.text for user in users for part in user.parts if isinstance(part, Text)]


async def test_a_call_that_only_looks_is_made_again_when_its_server_dies(home: Path, tmp_path: Path) -> None:
    replies = reply(ToolCall("c1", "mcp_small_look", "{}")), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry("once")}) as at:
        await at.say("Look.")
        assert at.answers() == ["seen"]


async def test_a_call_that_may_change_something_is_not_made_twice(home: Path, tmp_path: Path) -> None:
    replies = reply(ToolCall("c1", "mcp_small_die", "{}")), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}) as at:
        await at.say("Die.")
        [ended] = at.client.of(CallFinished)
        assert ended.status == "failed"
        assert "die of the MCP server small failed: The server closed the connection." in ended.message.text


async def test_resources_are_listed_and_read_by_the_model(home: Path, tmp_path: Path) -> None:
    listing = ToolCall("c1", "mcp_list_resources", '{"server": "small"}')
    reading = ToolCall("c2", "mcp_read_resource", '{"server": "small", "uri": "note://two"}')
    replies = reply(listing, reading), reply(Text("Done."))
    async with scene(home, tmp_path, *replies, servers={"small": entry()}) as at:
        await at.say("What is there?")
        listed = "note://one  one\nnote://{name}  notes (fill in what is in braces)"
        assert at.answers() == [listed, "[note://two]\nThis is note://two."]
        assert {question.prepared.action.tool for question in at.client.questions} == {"small__resources"}


async def test_a_command_says_how_the_servers_stand(home: Path, tmp_path: Path) -> None:
    servers = {"small": entry("badly-typed"), "broken": entry("failing")}
    async with scene(home, tmp_path, servers=servers) as at:
        await at.say("/mcp")
        [said] = [event.text for event in at.client.of(AgentText)]
        assert "- `small`: ready, 14 tools, MCP 2025-11-25" in said
        assert "- `broken`: failed and is tried again: " in said
        assert "- `small`: `schemaless` is left out: inputSchema must be an object" in said
