"""The description and what is served are one thing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from jsonschema import Draft202012Validator

from hermes_acp.agent.codec import CLASSES, fields
from hermes_acp.agent.events import CommandsChanged, Event, ModelsListed, ReplyGrew
from hermes_acp.agent.plain import told, word
from hermes_acp.app import App
from hermes_acp.models.listing import Listed
from hermes_acp.models.lists import Group
from hermes_acp.servers.rpc.connection import Connection
from hermes_acp.servers.rpc.serving import methods as served
from hermes_acp.store.memory import MemoryStore
from hermes_acp_protocol.direct import joined
from hermes_acp_protocol.headless import codes
from hermes_acp_protocol.headless.description import document, methods, params_schema, result_schema, rooted
from support.rpc import Serve, fits


def test_every_method_of_the_description_is_served_and_every_method_served_is_described() -> None:
    app = App({}, MemoryStore())
    assert served(app, Connection(joined()[0]), (), asks=True).keys() == methods().keys()


async def test_discover_answers_with_the_description(serve: Serve) -> None:
    async with serve() as caller:
        assert await caller.call("rpc.discover") == document()


def test_every_kind_of_event_a_client_hears_is_described() -> None:
    heard = {kind.__name__ for kind in get_args(Event) if kind is not ReplyGrew}
    described = {one["$ref"].rpartition("/")[2] for one in document()["components"]["schemas"]["Event"]["oneOf"]}
    assert described == heard


def test_the_page_for_people_names_every_event_with_its_fields() -> None:
    page = (Path(__file__).parents[4] / "docs/scripting.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([`\w, ]+) \|$", page.partition("## Events")[2], re.MULTILINE)
    schemas = document()["components"]["schemas"]
    described = [schemas[one["$ref"].rpartition("/")[2]]["properties"] for one in schemas["Event"]["oneOf"]]
    assert {name: re.findall(r"\w+", listed) for name, listed in rows} == {
        schema["type"]["const"]: [name for name in schema if name != "type"] for schema in described
    }


@pytest.mark.parametrize("name", [*CLASSES.keys() & document()["components"]["schemas"].keys(), "Image", "Usage"])
def test_what_an_event_holds_is_described_field_by_field(name: str) -> None:
    described = document()["components"]["schemas"][{"Image": "Picture", "Usage": "Tokens"}.get(name, name)]
    names = ["type", *fields(CLASSES[name])]
    assert described["properties"]["type"] == {"const": word(name)}
    assert (list(described["properties"]), described["required"]) == (names, names)


def test_commands_and_models_are_told_as_objects() -> None:
    group = Group("ollama", "Ollama", (Listed("a:1b"), Listed("b")))
    for event, expected in (
        (
            CommandsChanged((("undo", "Take back", None), ("mode", "Set", "MODE"))),
            [
                {"name": "undo", "description": "Take back", "hint": None},
                {"name": "mode", "description": "Set", "hint": "MODE"},
            ],
        ),
        (
            ModelsListed((group,)),
            [{"provider": "ollama", "label": "Ollama", "models": ["ollama:a:1b", "ollama:b"]}],
        ),
    ):
        packed = told(event)
        assert list(packed.values())[1] == expected
        fits(packed, rooted({"$ref": "#/components/schemas/Event"}))


def test_every_schema_is_one_and_everything_it_points_at_is_there() -> None:
    components = document()["components"]
    for name, method in methods().items():
        assert method["paramStructure"] == "by-name", name
        for schema in (params_schema(method), result_schema(method)):
            Draft202012Validator.check_schema(schema)
    pointed = set(pointers(document()))
    there = {f"#/components/{part}/{name}" for part in components for name in components[part]}
    assert pointed - there == set()
    assert {one for one in there if "/schemas/" in one} - pointed == set()


def test_the_codes_of_the_description_are_those_of_the_code() -> None:
    described = {error["code"] for error in document()["components"]["errors"].values()}
    ours = {value for name, value in vars(codes).items() if name.isupper()}
    assert ours < described
    assert described - ours == {-32700, -32600, -32601, -32602, -32603, -32800}


def pointers(value: Any) -> list[str]:
    """Every ``$ref`` in a value."""
    if isinstance(value, list):
        return [found for item in cast("list[Any]", value) for found in pointers(item)]
    if not isinstance(value, dict):
        return []
    fields = cast("dict[str, Any]", value)
    own = [str(fields["$ref"])] if "$ref" in fields else []
    return own + [found for item in fields.values() for found in pointers(item)]
