"""What MCP looks like on the wire, held against the types of the official SDK."""

from __future__ import annotations

from typing import Any

import mcp_types
import pytest
from mcp_types import methods as official
from mcp_types import version as official_version

from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue, RpcError
from hermes_acp_protocol.mcp import capabilities, codes, content, definitions, eras, meta, methods, questions, results
from hermes_acp_protocol.mcp.fields import Misread

ME = definitions.Implementation(
    "hermes", "1.0", "Hermes", "https://example.org", (definitions.Icon("https://e.org/i"),)
)
TOOL = definitions.ToolDefinition(
    "add",
    "Adds.",
    {"type": "object", "properties": {"a": {"type": "number"}}},
    "Add",
    {"type": "object"},
    definitions.ToolHints("Add", True, False, True, False),
    (definitions.Icon("https://e.org/i", "image/png", ("48x48",)),),
    {"example.org/x": 1},
)


def named_by(table: Any, era: eras.Era) -> set[str]:
    """The methods the SDK's table has for the newest revision of an era."""
    newest = eras.LATEST_MODERN if era == "modern" else eras.LATEST_LEGACY
    return {method for method, version in table if version == newest}


@pytest.mark.parametrize("era", ["legacy", "modern"])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (methods.SERVER_REQUESTS, official.CLIENT_REQUESTS),
        (methods.CLIENT_REQUESTS, official.SERVER_REQUESTS),
        (methods.SERVER_NOTIFICATIONS, official.CLIENT_NOTIFICATIONS),
        (methods.CLIENT_NOTIFICATIONS, official.SERVER_NOTIFICATIONS),
    ],
    ids=["server requests", "client requests", "server notifications", "client notifications"],
)
def test_the_tables_name_the_methods_of_each_era(ours: Any, theirs: Any, era: eras.Era) -> None:
    assert {method for method, spoken in ours.items() if era in spoken} == named_by(theirs, era)


def test_the_revisions_and_what_may_be_cached_or_ask_back_are_those_of_the_sdk() -> None:
    assert eras.LEGACY_VERSIONS == official_version.HANDSHAKE_PROTOCOL_VERSIONS
    assert eras.MODERN_VERSIONS == official_version.MODERN_PROTOCOL_VERSIONS
    assert set(official.CACHEABLE_METHODS) == methods.CACHEABLE
    assert set(official.INPUT_REQUIRED_METHODS) == methods.MAY_REQUIRE_INPUT
    assert {codes.HEADER_MISMATCH, codes.MISSING_CAPABILITY} == {
        mcp_types.HEADER_MISMATCH,
        mcp_types.MISSING_REQUIRED_CLIENT_CAPABILITY,
    }


def test_a_revision_falls_into_its_era_and_the_newest_common_one_is_chosen() -> None:
    assert [eras.era_of(version) for version in ("2024-11-05", "2026-07-28", "2099-01-01")] == [
        "legacy",
        "modern",
        None,
    ]
    assert eras.newest_common(["2025-03-26", "2025-11-25", "1999-01-01"]) == "2025-11-25"
    assert eras.newest_common(["1999-01-01"]) is None
    assert eras.answer_to_initialize("2025-06-18") == "2025-06-18"
    assert eras.answer_to_initialize("2026-07-28") == "2025-11-25"


def test_a_tool_goes_to_the_wire_and_back_and_the_sdk_reads_it() -> None:
    assert definitions.read_tool(TOOL.json()) == TOOL
    read = mcp_types.Tool.model_validate(TOOL.json())
    assert (read.name, read.title, read.annotations and read.annotations.read_only_hint) == ("add", "Add", True)


@pytest.mark.parametrize("broken", [{}, {"name": ""}, {"name": "x"}, {"name": "x", "inputSchema": []}, 7, None])
def test_a_tool_without_a_name_or_a_schema_is_misread(broken: JsonValue) -> None:
    with pytest.raises(Misread):
        definitions.read_tool(broken)


def test_resources_templates_and_prompts_go_to_the_wire_and_back() -> None:
    resource = definitions.ResourceDefinition("file:///a", "a", "A", "words", "text/plain", 12)
    template = definitions.TemplateDefinition("file:///{x}", "x", None, "words", "text/plain")
    argument = definitions.PromptArgument("code", "what to review", required=True)
    prompt = definitions.PromptDefinition("review", "Review", "words", (argument,))
    assert definitions.read_resource(resource.json()) == resource
    assert definitions.read_template(template.json()) == template
    assert definitions.read_prompt(prompt.json()) == prompt
    mcp_types.Resource.model_validate(resource.json())
    mcp_types.ResourceTemplate.model_validate(template.json())
    mcp_types.Prompt.model_validate(prompt.json())


def test_every_kind_of_content_goes_to_the_wire_and_back() -> None:
    blocks = (
        content.TextBlock(""),
        content.ImageBlock("aGk=", "image/png"),
        content.AudioBlock("aGk=", "audio/wav"),
        content.LinkBlock("file:///a", "a", "A", "words", "text/plain"),
        content.ResourceBlock(content.Contents("file:///a", "text", None, "text/plain")),
        content.ResourceBlock(content.Contents("file:///b", None, "aGk=")),
    )
    called = results.CallResult(blocks, {"sum": 3}, failed=True)
    assert results.read_call(called.json()) == called
    read = mcp_types.CallToolResult.model_validate(called.json())
    assert (len(read.content), read.is_error) == (6, True)


def test_a_block_that_cannot_be_read_costs_no_other() -> None:
    odd: list[JsonValue] = [{"type": "hologram"}, {"type": "image", "data": 7}, "words", {"type": "text", "text": "hi"}]
    read = content.read_blocks(odd)
    assert [type(block).__name__ for block in read] == ["OddBlock", "OddBlock", "OddBlock", "TextBlock"]


def test_a_modern_request_says_what_it_is_and_a_legacy_one_does_not() -> None:
    envelope = meta.Envelope("2026-07-28", {"elicitation": {"form": {}}}, ME, "info")
    params = meta.with_meta({"name": "add", "_meta": {"progressToken": 7}}, envelope.json())
    assert meta.read_envelope(params) == envelope
    assert meta.progress_token(params) == 7
    mcp_types.CallToolRequestParams.model_validate(params)
    assert meta.read_envelope({"name": "add"}) is None
    assert meta.read_envelope({"_meta": {"progressToken": 7}}) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({meta.VERSION: "2026-07-28"}, -32602),
        ({meta.CAPABILITIES: {}}, -32602),
        ({meta.VERSION: "2099-01-01", meta.CAPABILITIES: {}}, -32022),
        ({meta.VERSION: "2025-11-25", meta.CAPABILITIES: {}}, -32022),
    ],
)
def test_half_an_envelope_or_one_of_an_unknown_revision_is_an_error(said: JsonObject, code: int) -> None:
    with pytest.raises(RpcError) as refused:
        meta.read_envelope({"_meta": said})
    assert refused.value.code == code
    if code == -32022:
        assert codes.supported_versions(refused.value) == eras.VERSIONS


def test_abilities_go_to_the_wire_and_back() -> None:
    server = capabilities.ServerAbilities(True, True, True, False, True, True, True, True, True, ("x/y",))
    client = capabilities.ClientAbilities(True, True, True, True, True, ("x/y",))
    assert capabilities.read_server_abilities(server.json()) == server
    assert capabilities.read_client_abilities(client.json()) == client
    assert capabilities.read_client_abilities({"elicitation": {}}).forms
    assert not capabilities.read_client_abilities({"elicitation": {"url": {}}}).forms
    mcp_types.ServerCapabilities.model_validate(server.json())
    mcp_types.ClientCapabilities.model_validate(client.json())


def test_a_server_greets_in_both_eras() -> None:
    greeting = capabilities.Greeting("2025-11-25", capabilities.ServerAbilities(tools=True), ME, "Be kind.")
    assert capabilities.read_initialized(capabilities.initialized(greeting)) == greeting
    mcp_types.InitializeResult.model_validate(capabilities.initialized(greeting))

    modern = meta.complete(capabilities.discovered(eras.VERSIONS, greeting), ME, ttl=1000)
    read = capabilities.read_discovered(modern)
    assert read == capabilities.Discovery(eras.VERSIONS, greeting.abilities, ME, "Be kind.")
    checked = mcp_types.DiscoverResult.model_validate(modern)
    assert (checked.result_type, checked.ttl_ms, checked.cache_scope) == ("complete", 1000, "private")


@pytest.mark.parametrize("nothing", [None, [], {}, {"supportedVersions": []}, {"supportedVersions": "2026-07-28"}])
def test_an_answer_that_names_no_version_is_no_discovery(nothing: JsonValue) -> None:
    with pytest.raises(Misread):
        capabilities.read_discovered(nothing)


def test_a_question_back_is_asked_and_answered_by_asking_again() -> None:
    form = questions.Form("Which?", {"type": "object", "properties": {"x": {"type": "string"}}})
    asked = results.InputRequired({"q": results.Question(methods.ELICIT, form.json())}, "state")
    assert results.result_type(asked.json()) == "input_required"
    assert results.read_input_required(asked.json()) == asked
    mcp_types.InputRequiredResult.model_validate(asked.json())

    answer: JsonObject = {"q": questions.ElicitAnswer("accept", {"x": "1"}).json()}
    params = results.again({"name": "add", "arguments": {}}, answer, asked.state)
    assert results.answers_of(params) == (answer, "state")
    with pytest.raises(Misread):
        results.read_input_required({"resultType": "input_required"})


def test_forms_addresses_and_their_answers_are_read() -> None:
    form = questions.Form("Which?", {"type": "object", "properties": {}})
    address = questions.Address("Sign in", "https://example.org", "1")
    assert questions.read_elicitation(form.json()) == form
    assert questions.read_elicitation(address.json()) == address
    assert questions.read_elicitation({"message": "Which?", "requestedSchema": form.schema}) == form
    for answer in (
        questions.ElicitAnswer("accept", {"x": 1}),
        questions.ElicitAnswer("decline"),
        questions.ElicitAnswer("cancel"),
    ):
        assert questions.read_elicit_answer(answer.json()) == answer
    with pytest.raises(Misread):
        questions.read_elicit_answer({"action": "maybe"})


def test_what_a_server_wants_a_model_to_say_is_read() -> None:
    params: JsonObject = {
        "messages": [{"role": "user", "content": {"type": "text", "text": "Hi"}}],
        "maxTokens": 10,
        "systemPrompt": "Be brief.",
        "modelPreferences": {"hints": [{"name": "small"}]},
        "stopSequences": ["."],
    }
    message = questions.SampleMessage("user", (content.TextBlock("Hi"),))
    assert questions.read_sample_wish(params) == questions.SampleWish((message,), 10, "Be brief.", ("small",), (".",))
    mcp_types.CreateMessageResult.model_validate(questions.sampled("m", "Hello", "endTurn"))


def test_prompts_pages_and_progress_are_read() -> None:
    prompt = results.PromptResult((("user", content.TextBlock("Hi")),), "words")
    assert results.read_prompt_result(prompt.json()) == prompt
    assert results.read_page({"tools": [1, 2], "nextCursor": "x"}, "tools") == results.Page((1, 2), "x")
    step = results.Progress("t", 1, 2, "half")
    assert results.read_progress(step.json()) == step
    assert results.read_progress({"progressToken": "t"}) is None
    assert results.read_resource_result({"contents": [{"uri": "a", "text": "b"}]}) == (content.Contents("a", "b"),)
