"""The values of the client have the fields that the description names."""

from __future__ import annotations

import dataclasses
import json
from typing import get_args, get_type_hints, is_typeddict

import pytest

from hermes_acp.client import Event, Match, Question, Rule, SessionInfo, Turn, Usage, events, parts
from hermes_acp.client.values import Option, Refusal, made
from hermes_acp_protocol.headless.description import client_methods, document


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (SessionInfo, "Session"),
        (Usage, "Usage"),
        (Refusal, "Refusal"),
        (Turn, "Turn"),
        (Rule, "Rule"),
        (Match, "Match"),
        (Option, "Option"),
    ],
)
def test_a_value_has_every_field_that_is_described_and_no_other(kind: type[object], name: str) -> None:
    described = document()["components"]["schemas"][name]["properties"]
    assert {field.name for field in dataclasses.fields(kind)} == set(described)  # pyright: ignore[reportArgumentType]


def test_a_question_has_every_param_of_the_request() -> None:
    asked = {param["name"] for param in client_methods()["permission.request"]["params"]}
    assert {field.name for field in dataclasses.fields(Question)} == asked


def test_every_event_that_is_described_has_a_type() -> None:
    described = [one["$ref"].rpartition("/")[2] for one in document()["components"]["schemas"]["Event"]["oneOf"]]
    assert [kind.__name__ for kind in get_args(Event)] == described


@pytest.mark.parametrize(
    "kind", [value for module in (events, parts) for value in vars(module).values() if is_typeddict(value)]
)
def test_the_type_of_an_event_or_of_a_part_says_what_the_description_says(kind: type[object]) -> None:
    described = document()["components"]["schemas"][kind.__name__]["properties"]
    hints = get_type_hints(kind)
    assert list(hints) == list(described)
    if "type" in described:
        assert get_args(hints["type"]) == (described["type"]["const"],)
    assert {name for name, hint in hints.items() if type(None) in get_args(hint)} == {
        name for name, schema in described.items() if "null" in json.dumps(schema)
    }


def test_what_a_newer_server_adds_is_passed_over() -> None:
    told = {"rule": "shell(ls)", "effect": "allow", "scope": "user", "since": 3}
    assert made(Rule, told) == Rule("shell(ls)", "allow", "user")
