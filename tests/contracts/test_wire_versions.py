"""What every wire version must do: draw each event there is, live and again, as its own schema has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pytest

from hermes_acp.agent import events as e
from hermes_acp.approval.questions import Option, Question
from hermes_acp.models.lists import Group
from hermes_acp.models.message import AssistantMessage, Image, Text, Thought, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.dialect import Drawing, Version1
from hermes_acp.servers.acp.handshake import DRAFT, STABLE, Editor
from hermes_acp.servers.acp.v2.agent import AcpAgent2
from hermes_acp.servers.acp.v2.dialect import Version2
from hermes_acp_protocol.acp import tables_v1, tables_v2
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import Diff, ImageContent, Location, TextContent, ToolResult
from hermes_acp_tools.tool import Prepared
from support.acp_schema import SchemaCheck
from support.agent import Says, Workplace

FULL: dict[str, Any] = {
    "clientCapabilities": {
        "fs": {"readTextFile": True, "writeTextFile": True},
        "elicitation": {"form": {}, "url": {}},
        "session": {"notices": {}, "compaction": {}, "configOptions": {"boolean": {}}},
        "plan": {},
        "_meta": {"terminal_output": True},
    }
}
EDITORS = {"1 bare": Editor({}), "1 full": Editor(FULL), "2": Editor({}, DRAFT)}
DIALECTS = {STABLE: Version1(), DRAFT: Version2()}

CONTENT = (TextContent("shown"), ImageContent("aGk=", "image/png"), Diff("/w/a", None, "x\n"), Diff("/w/b", "x\n", "y"))
PLACES = (Location("/w/a"), Location("/w/b", 3))
MESSAGE = UserMessage("u", (Text("read this"), Image("aGk=", "image/png")))
REPLY = AssistantMessage("r", (Thought("hm"), Text("words"), ToolCall("c1", "shell", "{}")), "test:model")
SPENT = Usage(10, 5, 2, 1, 3)


def a_call(call_id: str, kind: Any, **ended: Any) -> Sequence[e.Event]:
    """A call from its announcement to its end."""
    arguments = {"command": "ls"}
    answer = ToolMessage(call_id, "shell", "done")
    end: dict[str, Any] = {"content": CONTENT, "locations": PLACES, "data": {"exit_code": 0}, **ended}
    return (
        e.CallAnnounced(call_id, "shell", kind),
        e.CallPrepared(call_id, "shell", "List", kind, arguments, CONTENT, PLACES),
        e.CallDecided(call_id, {"verdict": "allow"}),
        e.CallStarted(call_id, "shell", "List", kind, arguments, "execute", "rule", "digest", CONTENT, PLACES),
        e.CallOutput(call_id, "a\nb \ud83d"),
        e.CallFinished(call_id, "completed", answer, "List", kind, arguments, **end),
    )


EVENTS: Sequence[e.Event] = (
    e.TurnStarted("t", MESSAGE, "read this"),
    e.PromptQueued("t2", "later"),
    e.PromptQueued("t3", "steer", steers=True),
    e.PromptDropped("t2"),
    e.MessageAdded(MESSAGE),
    e.MessageAdded(MESSAGE, "and this"),
    e.Compacted(1, 2, MESSAGE, 900, 100),
    e.Compacted(1, 2, None, 900, 100),
    e.AgentThought("r", "hm"),
    e.AgentText("r", "words"),
    e.ReplyGrew("r", "words"),
    e.ReplyFinished(REPLY, SPENT),
    *a_call("c1", "execute"),
    *a_call("c2", "edit", content=(), locations=(), data={}),
    *a_call("c3", "execute", data={"exit_code": -9}, cancelled=True),
    a_call("never announced", "read")[-1],
    e.QuestionAsked("q", "c1", "May I?"),
    e.QuestionSettled("q", "c1", None, "editor"),
    e.PlanChanged((e.PlanEntry("one", "in_progress", "high"), e.PlanEntry("two"))),
    e.PlanChanged(()),
    e.UsageChanged(10, 1000),
    e.UsageChanged(10, None),
    e.TitleChanged("a title"),
    e.ModeChanged("plan"),
    e.ModelChanged("test:other"),
    e.OptionChanged("effort", "high"),
    e.ModelsListed((Group("test", "Test", ()),)),
    e.Rewound("t"),
    e.CommandsChanged((("help", "Says what there is", None), ("model", "Changes it", "provider:model"))),
    e.Notice("warning", "Look", "There is something."),
    e.Notice("info", "Look"),
    e.TurnEnded("t", "end_turn", usage=SPENT),
    e.TurnEnded("t", None, "It broke.", reason="auth_required"),
)
QUESTION = Question(
    "c1",
    "May I?",
    "It changes something.",
    (Option("yes", "Yes", "allow_once"), Option("no", "No", "reject_once")),
    Prepared("List", "execute", Action("shell", "execute", arguments={"a": 1}), lambda: ended(), CONTENT, PLACES),
)


async def ended() -> ToolResult:
    return ToolResult("done")


@pytest.fixture(params=EDITORS)
def editor(request: pytest.FixtureRequest) -> Editor:
    return EDITORS[request.param]


@pytest.fixture
def drawing(editor: Editor) -> Drawing:
    return DIALECTS[editor.version].drawing(editor)


def test_every_event_there_is_is_among_those_that_are_drawn() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(e.Event))


def test_each_event_is_drawn_live_as_the_schema_has_it(editor: Editor, drawing: Drawing) -> None:
    check = SchemaCheck(editor.version)
    for event in EVENTS:
        for update in drawing.live(event):
            check.value("SessionUpdate", update)


def test_each_event_is_drawn_again_as_the_schema_has_it(editor: Editor, drawing: Drawing) -> None:
    check = SchemaCheck(editor.version)
    for event in EVENTS:
        for update in drawing.again(event):
            check.value("SessionUpdate", update)


def test_a_question_is_put_as_the_schema_has_it(editor: Editor, drawing: Drawing) -> None:
    SchemaCheck(editor.version).value("RequestPermissionRequest", {"sessionId": "s", **drawing.question(QUESTION)})


@pytest.mark.parametrize(("kind", "tables"), [(AcpAgent, tables_v1), (AcpAgent2, tables_v2)])
def test_every_method_of_a_version_is_served_but_for_those_of_proxies(
    kind: type[AcpAgent], tables: Any, home: Any, tmp_path: Any
) -> None:
    sessions = Workplace(Says([]), home, tmp_path).sessions
    served = kind(sessions, Editor({}), unused, unused).requests().keys()
    assert {method for method in served if not method.startswith("_")} == set(tables.AGENT_REQUESTS)


async def unused() -> None:
    """Nothing is loaded and no key is looked for."""
