"""An editor that does anything at any time, over many sessions, and watches that the other side keeps its promises.

Every line is checked against the schema. The model answers by the number in the prompt, so that each piece of text says
which turn it belongs to and where in it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from hermes_acp.models.message import AssistantMessage, Stop, Text, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.models.model import CallDelta, Delta, Finished, Request, TextDelta
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp.servers.acp.v2.agent import AcpAgent2
from hermes_acp_protocol.direct import DirectLink, joined
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.peer import Peer
from support.acp_schema import SchemaCheck
from support.agent import Workplace
from support.e2e import Json

SETTLE = 10.0
"""Seconds in which everything that was asked must be answered once all turns are cancelled."""
PIECES = 3
"""Pieces of text in a reply."""
SAID = re.compile(r"(\w+) (\d+)")


@dataclass
class Follows:
    """A model that does what the prompt says: talk, hang for ever, read a file, or want to write one."""

    name: str = "test:model"
    window: int | None = None

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        last = request.messages[-1]
        what, number = wanted(request.messages)
        if what in ("read", "write") and not isinstance(last, ToolMessage):
            name, arguments = ("read_file", {"path": "a.txt"}) if what == "read" else WRITES
            call = ToolCall(f"call-{number}", name, json.dumps(arguments))
            yield CallDelta(call.id, call.name)
            yield finished((call,), "tool_calls")
            return
        said: list[str] = []
        for piece in range(PIECES):
            said.append(f"<{number}:{piece}>")
            yield TextDelta(said[-1])
            if what == "hang":
                await asyncio.Event().wait()
            await asyncio.sleep(0)
        yield finished((Text("".join(said)),), "end_turn")


WRITES: tuple[str, dict[str, str]] = ("write_file", {"path": "made", "content": "x"})


def wanted(messages: Sequence[object]) -> tuple[str, str]:
    """What the last prompt asks for, and its number."""
    prompt = next(m for m in reversed(messages) if isinstance(m, UserMessage))
    found = SAID.search("".join(part.text for part in prompt.parts if isinstance(part, Text)))
    assert found is not None
    return found[1], found[2]


def finished(parts: tuple[Text | ToolCall, ...], stop: Stop) -> Finished:
    """The end of a reply."""
    return Finished(AssistantMessage("m", parts, "test:model", stop), Usage(1, 1))


@dataclass(frozen=True, slots=True)
class Step:
    """Something the editor does, and how often the rest of the world may take a step after it."""

    what: str
    which: int = 0
    """The session, or the request."""
    pause: int = 0


@dataclass
class Storm:
    """One connection."""

    link: DirectLink
    cwd: Path
    version: int
    check: SchemaCheck = field(init=False)
    sessions: list[str] = field(default_factory=list[str])
    answers: dict[int, list[Json]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[int, tuple[str, str]] = field(default_factory=dict[int, "tuple[str, str]"])
    """Request → method and session."""
    heard: list[Json] = field(default_factory=list[Json])
    """Everything in order, and when what was asked."""
    numbers: dict[int, int] = field(default_factory=dict[int, int])
    """Request → the number in its prompt."""
    permission: str = "allow_once"
    ended: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.check = SchemaCheck(self.version)

    async def do(self, step: Step) -> None:
        """Do it."""
        session = self.sessions[step.which % len(self.sessions)]
        where: JsonObject = {"sessionId": session, "cwd": str(self.cwd), "mcpServers": []}
        match step.what:
            case "talk" | "hang" | "read" | "write":
                await self.prompt(session, step.what)
            case "cancel":
                await self.notify("session/cancel", {"sessionId": session})
            case "cancel_request" if self.asked:
                number = [*self.asked][step.which % len(self.asked)]
                await self.notify("$/cancel_request", {"requestId": number})
            case "load":
                how: tuple[str, JsonObject] = ("session/load", {}) if self.version == 1 else REPLAYING
                await self.ask(how[0], {**where, **how[1]})
            case "resume":
                await self.ask("session/resume", where)
            case "close" | "delete":
                await self.ask(f"session/{step.what}", {"sessionId": session})
            case "list":
                await self.ask("session/list", {})
            case "mode":
                await self.choose(session, "mode", "plan")
            case "steer" | "queue":
                await self.choose(session, "when_busy", step.what)
            case "command":
                text: JsonObject = {"type": "text", "text": "/version"}
                await self.ask("session/prompt", {"sessionId": session, "prompt": [text]})
            case "fork":
                await self.ask("session/fork", {"sessionId": session, "cwd": str(self.cwd)})
            case "nonsense":
                await self.ask("_storm/nonsense", {"a": 1})
            case "garbage":
                await self.link.send(b'{"jsonrpc": "2.0", "id": \n')
            case "allow_once" | "reject_once" | "cancelled" | "error" | "never":
                self.permission = step.what
            case _:
                pass
        for _ in range(step.pause):
            await asyncio.sleep(0)

    async def choose(self, session: str, option: str, value: str) -> None:
        """Set an option."""
        kind: JsonObject = {"type": "id"} if self.version == 2 else {}
        chosen: JsonObject = {"sessionId": session, "configId": option, "value": value, **kind}
        await self.ask("session/set_config_option", chosen)

    async def prompt(self, session: str, what: str) -> None:
        """Send a prompt with the next number in it."""
        number = len(self.numbers) + 1
        self.numbers[len(self.asked) + 1] = number
        text: JsonObject = {"type": "text", "text": f"{what} {number}"}
        await self.ask("session/prompt", {"sessionId": session, "prompt": [text]})

    async def ask(self, method: str, params: JsonObject) -> int:
        """Send a request and go on."""
        number = len(self.asked) + 1
        self.asked[number] = (method, str(params.get("sessionId")))
        self.heard.append({"asked": number})
        await self._say({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return number

    async def notify(self, method: str, params: JsonObject) -> None:
        """Tell."""
        self.heard.append({"told": f"{method} {params}"})
        await self._say({"jsonrpc": "2.0", "method": method, "params": params})

    async def answer_of(self, number: int) -> Json:
        """Wait for an answer."""
        async with asyncio.timeout(SETTLE):
            while not self.answers[number]:
                self._changed.clear()
                await self._changed.wait()
        return self.answers[number][0]

    async def settle(self) -> None:
        """Cancel every session once and wait until nothing is unanswered."""
        self.permission = "cancelled"
        for session in self.sessions:
            await self.notify("session/cancel", {"sessionId": session})
        for number, what in list(self.asked.items()):
            try:
                await self.answer_of(number)
            except TimeoutError:
                raise AssertionError(f"request {number} {what} is not answered; heard:\n{self.told()}") from None

    def told(self) -> str:
        """What happened, a line each, for whoever must find out why."""
        lines: list[str] = []
        for message in self.heard:
            if "asked" in message:
                lines.append(f"-> {message['asked']} {self.asked[message['asked']]}")
            elif "told" in message:
                lines.append(f"-> {message['told']}")
            else:
                lines.append(f"<- {json.dumps(message)[:240]}")
        return "\n".join(lines)

    async def listen(self) -> None:
        """Take what comes until the end."""
        while lines := await self.link.receive():
            for line in lines:
                assert isinstance(line, bytes)
                await self._take(json.loads(line))
        self.ended = True

    async def _take(self, message: Json) -> None:
        self.check.outgoing(message)
        self.heard.append(message)
        if "method" not in message:
            if message["id"] is not None:
                self.answers[message["id"]].append(message)
        elif "id" in message:
            await self._permit(message)
        self._changed.set()

    async def _permit(self, message: Json) -> None:
        answer: Json = {"jsonrpc": "2.0", "id": message["id"]}
        match self.permission:
            case "never":
                return
            case "error":
                answer["error"] = {"code": -32603, "message": "no window"}
            case "cancelled":
                answer["result"] = {"outcome": {"outcome": "cancelled"}}
            case kind:
                option = next(one for one in message["params"]["options"] if one["kind"] == kind)
                answer["result"] = {"outcome": {"outcome": "selected", "optionId": option["optionId"]}}
        await self._say(answer)

    async def _say(self, message: Json) -> None:
        self.check.incoming(message)
        await self.link.send(json.dumps(message).encode() + b"\n")


REPLAYING: tuple[str, JsonObject] = ("session/resume", {"replayFrom": {"type": "start"}})


async def storm(place: Workplace, steps: Sequence[Step], version: int = 1, *, sessions: int = 3, settle: bool) -> Storm:
    """Play the steps over one connection; when it ends, nothing of it is left. The promises are in ``kept``."""
    before = asyncio.all_tasks()
    ours, theirs = joined()
    kind = AcpAgent if version == 1 else AcpAgent2
    agent = kind(place.sessions, Editor({}, version), nothing_to_do, nothing_to_do)
    peer = Peer(ours, agent.requests(), agent.notifications())
    agent.attach(peer)
    editor = Storm(theirs, place.cwd, version)
    async with asyncio.timeout(3 * SETTLE), asyncio.TaskGroup() as group:
        serving = group.create_task(peer.serve())
        group.create_task(editor.listen())
        for _ in range(sessions):
            number = await editor.ask("session/new", {"cwd": str(place.cwd), "mcpServers": []})
            editor.sessions.append((await editor.answer_of(number))["result"]["sessionId"])
        for step in steps:
            await editor.do(step)
        if settle:
            await editor.settle()
        await theirs.close()
        await serving
        await place.sessions.close_all()
    left = asyncio.all_tasks() - before
    with suppress(TimeoutError):
        async with asyncio.timeout(1.0):  # a turn's own task ends with the session, its watcher a moment later
            await asyncio.gather(*left, return_exceptions=True)
    assert not (asyncio.all_tasks() - before), "tasks are left behind"
    return editor


class Complaints(logging.Handler):
    """Keeps what is logged as an error: something of ours broke, whatever the editor was told."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


@contextmanager
def uncomplaining() -> Generator[None]:
    """Fail when anything is logged as an error."""
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(complaints)
    assert not complaints.said, "\n".join(complaints.said)


async def nothing_to_do() -> None:
    """The model needs no key and nothing is to be loaded."""


def kept(editor: Storm, *, settled: bool) -> None:
    """Check every promise against what was heard."""
    counts = Counter({number: len(answers) for number, answers in editor.answers.items() if answers})
    assert all(count == 1 for count in counts.values()), "a request was answered twice"
    assert not settled or counts.keys() == editor.asked.keys(), "a request was not answered"
    errors = [message["error"] for message in editor.heard if "error" in message]
    assert [error for error in errors if error["data"]["reason"] == "internal"] == []
    assert "Never sent" not in json.dumps(editor.heard), "a prompt that was cancelled counts as waiting"
    for session in editor.sessions:
        order_is_kept(editor, session)
    if editor.version == 1:
        answers_follow_their_turns(editor)


def pieces(message: Json) -> tuple[int, int] | None:
    """Number and position of a piece of streamed text."""
    update = message.get("params", {}).get("update", {})
    if update.get("sessionUpdate") != "agent_message_chunk":
        return None
    found = re.fullmatch(r"<(\d+):(\d+)>", update["content"]["text"])
    return (int(found[1]), int(found[2])) if found else None


def live(editor: Storm) -> Iterator[Json]:
    """What was heard, but not while a replay may be on its way: that looks like what is live."""
    loading: dict[int, str] = {}
    for message in editor.heard:
        if "asked" in message:
            method, session = editor.asked[message["asked"]]
            if method in ("session/load", "session/resume"):
                loading[message["asked"]] = session
        if "asked" in message or "told" in message:
            continue
        if "method" not in message:
            loading.pop(message["id"], None)
        if message.get("params", {}).get("sessionId") not in loading.values():
            yield message


def order_is_kept(editor: Storm, session: str) -> None:
    """Turns of one session come one after the other, in the order of their prompts, and so do their pieces."""
    mine = [m for m in live(editor) if m.get("params", {}).get("sessionId") == session]
    said = [piece for m in mine if (piece := pieces(m))]
    turns = [number for number, _ in groupby(said, lambda piece: piece[0])]
    assert turns == sorted(set(turns)), f"turns are mixed up: {said}"
    for number in turns:
        places = [position for turn, position in said if turn == number]
        assert places == sorted(set(places)), f"pieces are mixed up: {said}"


def answers_follow_their_turns(editor: Storm) -> None:
    """In version 1, nothing is said of a turn once its prompt is answered."""
    number_of = editor.numbers
    over: set[int] = set()
    for message in live(editor):
        if "method" not in message and message["id"] in number_of:
            over.add(number_of[message["id"]])
        elif piece := pieces(message):
            assert piece[0] not in over, f"a turn went on after its answer: {message}"
