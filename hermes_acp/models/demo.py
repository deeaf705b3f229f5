"""The embedded default: a model of plain rules, so that a newcomer sees a real turn without a key.

No AI, and it says so first. It knows a handful of requests (look around, find, explain a file, run the tests,
repair a failing test) and answers from the conversation alone, as every model does: what was asked, what its
calls brought back. Everything around it is what a real model gets.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence

from msgspec import Struct

from hermes_acp.models.demo_repair import ask_for_repair, run_tests
from hermes_acp.models.facts import DEMO_WINDOW
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.models.model import CallDelta, Delta, Finished, Request, TextDelta

INTRODUCTION = "I am `demo`, a set of plain rules and no AI. "
ABILITIES = """\
I can only do a few things:

- look around: "what is here?"
- find: "find total"
- explain a file: "explain shop/cart.py"
- run the tests: "run the tests"
- repair a failing test: "fix the failing test"

For a model that understands you, run `hermes acp --setup`, or set `HERMES_MODEL=provider:model` and its key."""


class Step(Struct, frozen=True):
    """What the rules say next."""

    words: str
    calls: tuple[tuple[str, dict[str, object]], ...] = ()
    """Tool name and arguments of each call."""


class Done(Struct, frozen=True):
    """A call of this turn and what it brought back."""

    name: str
    arguments: dict[str, object]
    text: str
    failed: bool


class DemoModel:
    """Implements ``Model`` by rules."""

    name = "demo:rules"
    window = DEMO_WINDOW

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """Answer; the words come in small pieces, as a model's do."""
        asked, done = this_turn(request.messages)
        step = next_step(asked, done)
        words = step.words if done else INTRODUCTION + step.words
        for piece in re.findall(r"\S+\s*|\s+", words):
            yield TextDelta(piece)
        number = len(request.messages)
        calls = [
            ToolCall(f"demo-{number}-{index}", name, json.dumps(arguments))
            for index, (name, arguments) in enumerate(step.calls)
        ]
        for call in calls:
            yield CallDelta(call.id, call.name)
        stop = "tool_calls" if calls else "end_turn"
        yield Finished(AssistantMessage("", (Text(words), *calls), self.name, stop), Usage())


def this_turn(messages: Sequence[Message]) -> tuple[str, list[Done]]:
    """What the person asked last, and what the calls since then brought back."""
    asked, done = "", list[Done]()
    calls: dict[str, ToolCall] = {}
    for message in messages:
        match message:
            case UserMessage(parts=parts):
                asked, done = " ".join(part.text for part in parts if isinstance(part, Text)), []
            case AssistantMessage():
                calls |= {call.id: call for call in message.calls}
            case ToolMessage(call_id=call_id) if call_id in calls:
                call = calls[call_id]
                done.append(Done(call.name, json.loads(call.arguments), message.text, message.failed))
            case _:
                pass
    return asked, done


def next_step(asked: str, done: Sequence[Done]) -> Step:
    """The first rule that knows the request says what comes next."""
    refused = next((item for item in done if item.failed and "refused" in item.text.lower()), None)
    if refused is not None:
        return Step(f"That was refused, so I stop here. I would have called `{refused.name}` with {refused.arguments}.")
    for pattern, rule in RULES:
        if match := re.search(pattern, asked, re.IGNORECASE | re.DOTALL):
            return rule(match, done)
    return Step(ABILITIES)


def repair(match: re.Match[str], done: Sequence[Done]) -> Step:
    """Repair a failing test."""
    return Step(*ask_for_repair([(item.name, item.arguments, item.text, item.failed) for item in done]))


def tests(match: re.Match[str], done: Sequence[Done]) -> Step:
    """Run the tests and say how they went."""
    if not done:
        return Step("I run the tests.", (run_tests(),))
    last = [line for line in done[-1].text.splitlines() if line.startswith(("OK", "FAILED", "Ran"))]
    return Step("They say: " + ("; ".join(last) or done[-1].text[-300:]))


def find(match: re.Match[str], done: Sequence[Done]) -> Step:
    """Search the files for a word."""
    if not done:
        return Step(f"I search for `{match[1]}`.", (("search_files", {"pattern": re.escape(match[1])}),))
    return Step(f"Found:\n\n```\n{done[-1].text}\n```")


def explain(match: re.Match[str], done: Sequence[Done]) -> Step:
    """Name what a file defines."""
    if not done:
        return Step(f"I read `{match[1]}`.", (("read_file", {"path": match[1]}),))
    if done[-1].failed:
        return Step(done[-1].text)
    lines = [line.partition("|")[2] for line in done[-1].text.splitlines()]
    named = [
        line.strip().rstrip(":") for line in lines if re.match(r"\s*(class|def|async def|function|fn|func) ", line)
    ]
    listed = "\n".join(f"- `{name}`" for name in named)
    return Step(f"`{match[1]}` has {len(lines)} lines and defines:\n\n{listed or '- nothing that my rules know'}")


def look(match: re.Match[str], done: Sequence[Done]) -> Step:
    """List the files."""
    if not done:
        return Step("I look around.", (("list_files", {"path": "."}),))
    return Step(f"Here is:\n\n```\n{done[-1].text}\n```")


RULES: Sequence[tuple[str, Callable[[re.Match[str], Sequence[Done]], Step]]] = (
    (r"\b(fix|repair)\b|\bwhy\b.*\bfail", repair),
    (r"\b(run|try)\b.*\btests?\b|\bdo the tests pass\b", tests),
    (r"\b(?:find|search(?: for)?|where is)\s+[`\"']?([\w.]+)", find),
    (r"\b(?:explain|read|show|describe)\s+(?:the file\s+)?[`\"']?([\w./-]+\.\w+)", explain),
    (r"\bwhat is here\b|\blook around\b|\blist\b|\bfiles\b|\bproject\b", look),
)
"""Requests by pattern; the first that matches counts."""
