"""Whatever a server sends is read, or refused in words: nothing else happens."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_acp.mcp_client import forms
from hermes_acp.mcp_client.config import Chosen
from hermes_acp.mcp_client.entries import read_servers
from hermes_acp.mcp_client.importing import servers_in
from hermes_acp.mcp_client.names import plain
from hermes_acp.mcp_client.offers import sort_tools
from hermes_acp.mcp_client.results import as_result
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp import capabilities, content, definitions, questions, results
from hermes_acp_protocol.mcp.fields import Misread

WORDS = [
    "type",
    "name",
    "text",
    "data",
    "uri",
    "object",
    "string",
    "array",
    "properties",
    "required",
    "$ref",
    "#/x",
    "enum",
    "inputSchema",
    "content",
    "messages",
    "role",
    "resource",
    "mimeType",
    "supportedVersions",
    "image",
    "command",
    "url",
]


def as_tool(name: str, schema: JsonValue) -> JsonValue:
    return {"name": name, "inputSchema": schema}


words: st.SearchStrategy[str] = st.sampled_from(WORDS) | st.text(max_size=6)
anything: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=5),
    max_leaves=20,
)


def read_tools(value: JsonValue) -> results.Page:
    return results.read_page(value, "tools")


READERS: tuple[Callable[[JsonValue], object], ...] = (
    capabilities.read_initialized,
    capabilities.read_discovered,
    definitions.read_tool,
    definitions.read_resource,
    definitions.read_template,
    definitions.read_prompt,
    results.read_input_required,
    results.read_prompt_result,
    results.read_resource_result,
    questions.read_elicit_answer,
    read_tools,
)


@given(anything)
@settings(max_examples=60)
def test_every_answer_is_read_or_misread(value: JsonValue) -> None:
    for read in READERS:
        with contextlib.suppress(Misread):
            read(value)
    content.read_blocks(value)
    if isinstance(value, dict):
        for read_params in (questions.read_elicitation, questions.read_sample_wish):
            with contextlib.suppress(Misread):
                read_params(value)
        results.read_progress(value)
        capabilities.read_client_abilities(value)
        capabilities.read_server_abilities(value)


@given(st.lists(anything | st.builds(as_tool, words, anything), max_size=6))
@settings(max_examples=60)
def test_every_list_of_tools_is_sorted_into_usable_and_left_out(items: list[JsonValue]) -> None:
    tools = sort_tools(items, Chosen())
    assert len(tools.usable) + len(tools.left_out) == len(items)
    for tool in tools.usable:
        assert tool.input_schema["type"] == "object" and isinstance(tool.input_schema["properties"], dict)
        json.dumps(tool.input_schema)
        plain("server", tool.name)


@given(anything)
@settings(max_examples=60)
def test_every_result_of_a_tool_becomes_one_of_ours(value: JsonValue) -> None:
    with contextlib.suppress(Misread):
        made = as_result(results.read_call(value), "server", "tool", "/nowhere")
        made.text.encode()


@given(anything)
@settings(max_examples=60)
def test_every_form_is_shown_or_not_and_filled_in_or_not(value: JsonValue) -> None:
    with contextlib.suppress(Misread):
        asked = questions.read_elicitation({"message": "?", "requestedSchema": value})
        schema = forms.showable(asked.schema) if isinstance(asked, questions.Form) else None
        if schema is not None:
            forms.choices(schema)
            forms.fitting(schema, cast("JsonObject", value))


@given(anything)
@settings(max_examples=60)
def test_every_table_of_servers_is_read_or_refused(value: JsonValue) -> None:
    read_servers(value, "user", {})
    read_servers(servers_in({"mcpServers": value}), "project", {})
