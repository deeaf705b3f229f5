"""What the official conformance suite expects a server to offer, over our own engine: names and values are its own.

A product's tools cannot be judged by the suite, which calls tools, resources and prompts by fixed names.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence

from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.offer import Completion, Started, Tell, Unknown, Watched
from hermes_acp.servers.mcp.sealed import Seal
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp.capabilities import ServerAbilities
from hermes_acp_protocol.mcp.codes import missing_capability
from hermes_acp_protocol.mcp.content import (
    AudioBlock,
    Block,
    Contents,
    ImageBlock,
    ResourceBlock,
    TextBlock,
)
from hermes_acp_protocol.mcp.definitions import (
    Implementation,
    PromptArgument,
    PromptDefinition,
    ResourceDefinition,
    TemplateDefinition,
    ToolDefinition,
)
from hermes_acp_protocol.mcp.fields import table, text
from hermes_acp_protocol.mcp.methods import CREATE_MESSAGE, ELICIT, LIST_ROOTS, PROMPTS_CHANGED, TOOLS_CHANGED
from hermes_acp_protocol.mcp.results import CallResult, InputRequired, PromptResult, Question

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
PICTURE, SOUND = ImageBlock(PNG, "image/png"), AudioBlock(WAV, "audio/wav")
NOTHING: JsonObject = {"type": "object", "properties": {}}
Result = CallResult | InputRequired
Tool = Callable[["Fixtures", Mapping[str, JsonValue], Asker], Awaitable[Result]]


def said(*blocks: Block | str, failed: bool = False) -> CallResult:
    """A result of blocks, words for short."""
    return CallResult(tuple(TextBlock(b) if isinstance(b, str) else b for b in blocks), None, failed)


def form(message: str, **properties: JsonObject) -> Question:
    """A form."""
    needed = list[JsonValue](properties)
    schema: JsonObject = {"type": "object", "properties": {**properties}, "required": needed}
    return Question(ELICIT, {"mode": "form", "message": message, "requestedSchema": schema})


def sample(words: str, most: int = 100) -> Question:
    """Something a model is to say."""
    content: JsonObject = {"type": "text", "text": words}
    return Question(CREATE_MESSAGE, {"messages": [{"role": "user", "content": content}], "maxTokens": most})


TEXT: JsonObject = {"type": "string"}
NAME = form("What is your name?", name=TEXT)
ROOTS = Question(LIST_ROOTS, {})


def fixed(*blocks: Block | str, failed: bool = False) -> Tool:
    """A tool that always gives the same."""

    async def call(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
        return said(*blocks, failed=failed)

    return call


async def logging(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
    if not asker.modern and asker.level is None:
        asker.level = "info"
    for words in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        await asker.log("info", words)
        await asyncio.sleep(0.05)
    return said("Logged.")


async def progressing(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
    for done in (0, 50, 100):
        await asker.progress(f"{done} of 100", done=done, total=100)
        await asyncio.sleep(0.05)
    return said("Progressed.")


async def sampling(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
    if not asker.abilities.sampling:
        return said("The client does not sample.", failed=True)
    answer = await asker.ask_back(CREATE_MESSAGE, sample(str(given.get("prompt"))).params)
    return said(f"LLM response: {text(table(answer, 'content'), 'text') if isinstance(answer, dict) else ''}")


def eliciting(question: Callable[[Mapping[str, JsonValue]], Question]) -> Tool:
    """A tool that shows a form."""

    async def call(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
        if not asker.abilities.forms:
            return said("The client shows no forms.", failed=True)
        return said(f"User response: {await asker.ask_back(ELICIT, question(given).params)}")

    return call


def defaults(given: Mapping[str, JsonValue]) -> Question:
    return form(
        "Please check",
        name={"type": "string", "default": "John Doe"},
        age={"type": "integer", "default": 30},
        score={"type": "number", "default": 95.5},
        status={"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        verified={"type": "boolean", "default": True},
    )


def choices(given: Mapping[str, JsonValue]) -> Question:
    titled: list[JsonValue] = [{"const": f"value{n}", "title": f"Option {n}"} for n in (1, 2, 3)]
    plain: list[JsonValue] = ["option1", "option2", "option3"]
    return form(
        "Please choose",
        untitledSingle={"type": "string", "enum": plain},
        titledSingle={"type": "string", "oneOf": titled},
        legacyEnum={"type": "string", "enum": plain, "enumNames": ["One", "Two", "Three"]},
        untitledMulti={"type": "array", "items": {"type": "string", "enum": plain}},
        titledMulti={"type": "array", "items": {"anyOf": titled}},
    )


SEAL = Seal(os.urandom(32))


def needing(sealed: str | None = None, /, **questions: Question) -> Tool:
    """A tool that a modern client must answer questions for; with a state that is sealed under a name."""

    async def call(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
        if asker.state is not None and sealed is not None:
            SEAL.open(sealed, asker.state)
        if all(isinstance(asker.answers.get(key), dict) for key in questions) and (sealed is None or asker.state):
            return said(f"state-ok {_named(asker.answers)}")
        return InputRequired(questions, SEAL.shut(sealed, {}) if sealed else None)

    return call


def _named(answers: JsonObject) -> str:
    return f"Hello, {table(table(answers, 'user_name'), 'content').get('name')}! {answers}"


async def rounds(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
    step = SEAL.open("rounds", asker.state)["step"] if asker.state else 0
    if step == 2 and "step2" in asker.answers:
        return said("Done in three rounds.")
    if step == 1 and "step1" in asker.answers:
        return InputRequired(
            {"step2": form("Step 2: What is your favorite color?", color=TEXT)}, SEAL.shut("rounds", {"step": 2})
        )
    return InputRequired({"step1": form("Step 1: What is your name?", name=TEXT)}, SEAL.shut("rounds", {"step": 1}))


async def able(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
    can = {"user_name": (asker.abilities.forms, NAME), "greeting": (asker.abilities.sampling, sample("Greet"))}
    return InputRequired({key: question for key, (declared, question) in can.items() if declared})


async def missing(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
    if not asker.abilities.sampling:
        raise missing_capability({"sampling": {}})
    return said("It can sample.")


def changing(method: str) -> Tool:
    """A tool that changes a list."""

    async def call(fixtures: Fixtures, given: Mapping[str, JsonValue], asker: Asker) -> Result:
        for listener in fixtures.listeners:
            listener.put_nowait(method)
        return said("Changed.")

    return call


def embedded(uri: str = "test://embedded-resource", words: str = "This is an embedded resource content.") -> Block:
    return ResourceBlock(Contents(uri, words, mime_type="text/plain"))


SCHEMA_2020: JsonObject = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": TEXT, "city": TEXT},
        }
    },
    "properties": {
        "name": TEXT,
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": TEXT,
        "email": TEXT,
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}

TOOLS: Mapping[str, tuple[Tool, JsonObject]] = {
    "test_simple_text": (fixed("This is a simple text response for testing."), NOTHING),
    "test_image_content": (fixed(PICTURE), NOTHING),
    "test_audio_content": (fixed(SOUND), NOTHING),
    "test_embedded_resource": (fixed(embedded()), NOTHING),
    "test_multiple_content_types": (
        fixed("Multiple content types test:", PICTURE, embedded("test://mixed-content-resource", "{}")),
        NOTHING,
    ),
    "test_tool_with_logging": (logging, NOTHING),
    "test_logging_tool": (logging, NOTHING),
    "test_error_handling": (fixed("This tool intentionally returns an error for testing", failed=True), NOTHING),
    "test_tool_with_progress": (progressing, NOTHING),
    "test_sampling": (sampling, {"type": "object", "properties": {"prompt": TEXT}}),
    "test_elicitation": (
        eliciting(lambda given: form(str(given.get("message")), username=TEXT, email=TEXT)),
        {"type": "object", "properties": {"message": TEXT}},
    ),
    "test_elicitation_sep1034_defaults": (eliciting(defaults), NOTHING),
    "test_elicitation_sep1330_enums": (eliciting(choices), NOTHING),
    "json_schema_2020_12_tool": (fixed("Checked."), SCHEMA_2020),
    "test_input_required_result_elicitation": (needing(user_name=NAME), NOTHING),
    "test_input_required_result_sampling": (
        needing(capital_question=sample("What is the capital of France?")),
        NOTHING,
    ),
    "test_input_required_result_list_roots": (needing(client_roots=ROOTS), NOTHING),
    "test_input_required_result_request_state": (
        needing("state", confirm=form("Please confirm", ok={"type": "boolean"})),
        NOTHING,
    ),
    "test_input_required_result_multiple_inputs": (
        needing("many", user_name=NAME, greeting=sample("Generate a greeting", 50), client_roots=ROOTS),
        NOTHING,
    ),
    "test_input_required_result_multi_round": (rounds, NOTHING),
    "test_input_required_result_tampered_state": (
        needing("tampered", confirm=form("Please confirm", ok={"type": "boolean"})),
        NOTHING,
    ),
    "test_input_required_result_capabilities": (able, NOTHING),
    "test_missing_capability": (missing, NOTHING),
    "test_streaming_elicitation": (needing(user_name=NAME), NOTHING),
    "test_trigger_tool_change": (changing(TOOLS_CHANGED), NOTHING),
    "test_trigger_prompt_change": (changing(PROMPTS_CHANGED), NOTHING),
}

RESOURCES = (
    ResourceDefinition("test://static-text", "static-text", mime_type="text/plain"),
    ResourceDefinition("test://static-binary", "static-binary", mime_type="image/png"),
    ResourceDefinition("test://watched-resource", "watched-resource", mime_type="text/plain"),
)
PROMPTS = (
    PromptDefinition("test_simple_prompt"),
    PromptDefinition(
        "test_prompt_with_arguments", arguments=(PromptArgument("arg1", None, True), PromptArgument("arg2", None, True))
    ),
    PromptDefinition("test_prompt_with_embedded_resource", arguments=(PromptArgument("resourceUri", None, True),)),
    PromptDefinition("test_prompt_with_image"),
    PromptDefinition("test_input_required_result_prompt"),
)


class Fixtures:
    """Implements ``Offer``."""

    info = Implementation("fixtures", "1.0.0", "Fixtures of the conformance suite")
    abilities = ServerAbilities(True, True, True, True, True, True, True, True, True)
    instructions = "For tests alone."

    def __init__(self) -> None:
        self.listeners: set[asyncio.Queue[str]] = set()

    def tools(self) -> Sequence[ToolDefinition]:
        return [ToolDefinition(name, f"A fixture: {name}.", schema) for name, (_, schema) in TOOLS.items()]

    def templates(self) -> Sequence[TemplateDefinition]:
        return [TemplateDefinition("test://template/{id}/data", "template", mime_type="application/json")]

    async def call(
        self, name: str, arguments: Mapping[str, JsonValue], asker: Asker
    ) -> CallResult | InputRequired | Started:
        if name not in TOOLS:
            raise Unknown(f"There is no tool {name!r}.")
        return await TOOLS[name][0](self, arguments, asker)

    async def resources(self, cursor: str | None) -> tuple[Sequence[ResourceDefinition], str | None]:
        return RESOURCES, None

    async def read(self, uri: str, asker: Asker) -> Sequence[Contents]:
        head, _, rest = uri.partition("test://template/")
        if not head and rest.endswith("/data"):
            name = rest.removesuffix("/data")
            words = f'{{"id": "{name}", "templateTest": true, "data": "Data for ID: {name}"}}'
            return [Contents(uri, words, mime_type="application/json")]
        match uri:
            case "test://static-text":
                words = "This is the content of the static text resource."
                return [Contents(uri, words, mime_type="text/plain")]
            case "test://static-binary":
                return [Contents(uri, blob=PNG, mime_type="image/png")]
            case "test://watched-resource":
                return [Contents(uri, "Watched.", mime_type="text/plain")]
            case _:
                raise Unknown(f"There is no resource {uri!r}.")

    async def prompts(self) -> Sequence[PromptDefinition]:
        return [prompt._replace(description=f"A fixture: {prompt.name}.") for prompt in PROMPTS]

    async def prompt(self, name: str, arguments: Mapping[str, str], asker: Asker) -> PromptResult | InputRequired:
        match name:
            case "test_simple_prompt":
                return _prompt("This is a simple prompt for testing.")
            case "test_prompt_with_arguments":
                return _prompt(f"Prompt with arguments: arg1='{arguments['arg1']}', arg2='{arguments['arg2']}'")
            case "test_prompt_with_embedded_resource":
                return _prompt(embedded(arguments["resourceUri"]), "Please process the embedded resource above.")
            case "test_prompt_with_image":
                return _prompt(PICTURE, "Please analyze the image above.")
            case "test_input_required_result_prompt":
                if "user_context" not in asker.answers:
                    return InputRequired({"user_context": form("What context should the prompt use?", context=TEXT)})
                return _prompt(f"With {asker.answers['user_context']}")
            case _:
                raise Unknown(f"There is no prompt {name!r}.")

    async def complete(
        self, reference: JsonObject, argument: str, value: str, given: Mapping[str, str], asker: Asker
    ) -> Completion:
        return Completion([word for word in ("paris", "park", "party") if word.startswith(value)])

    async def watch(self, watched: Watched, tell: Tell) -> None:
        queue = asyncio.Queue[str]()
        self.listeners.add(queue)
        try:
            while True:
                method = await queue.get()
                if watched.tools if method == TOOLS_CHANGED else watched.prompts:
                    await tell(method, {})
        finally:
            self.listeners.discard(queue)

    async def task(self, method: str, params: JsonObject, asker: Asker) -> JsonObject:
        raise RpcError(METHOD_NOT_FOUND, "There are no tasks here.")


def _prompt(*blocks: Block | str) -> PromptResult:
    return PromptResult(tuple(("user", TextBlock(b) if isinstance(b, str) else b) for b in blocks))
