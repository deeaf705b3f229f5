"""The description and what is served are one thing."""

from __future__ import annotations

from typing import Any, cast, get_args

from jsonschema import Draft202012Validator

from hermes_acp.agent.events import Event, ReplyGrew
from hermes_acp.agent.plain import word
from hermes_acp.app import App
from hermes_acp.servers.rpc.connection import Connection
from hermes_acp.servers.rpc.serving import methods as served
from hermes_acp.store.memory import MemoryStore
from hermes_acp_protocol.direct import joined
from hermes_acp_protocol.headless import codes
from hermes_acp_protocol.headless.description import document, methods, params_schema, result_schema
from support.rpc import Serve


def test_every_method_of_the_description_is_served_and_every_method_served_is_described() -> None:
    app = App({}, MemoryStore())
    assert served(app, Connection(joined()[0]), (), asks=True).keys() == methods().keys()


async def test_discover_answers_with_the_description(serve: Serve) -> None:
    async with serve() as caller:
        assert await caller.call("rpc.discover") == document()


def test_every_kind_of_event_a_client_hears_is_named() -> None:
    heard = {word(kind.__name__) for kind in get_args(Event) if kind is not ReplyGrew}
    assert set(document()["components"]["schemas"]["Event"]["properties"]["type"]["enum"]) == heard


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
