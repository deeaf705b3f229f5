"""The values of the client have the fields that the description names."""

from __future__ import annotations

import dataclasses

import pytest

from hermes_acp.client import Question, Rule, SessionInfo, Turn, Usage
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
        (Option, "Option"),
    ],
)
def test_a_value_has_every_field_that_is_described_and_no_other(kind: type[object], name: str) -> None:
    described = document()["components"]["schemas"][name]["properties"]
    assert {field.name for field in dataclasses.fields(kind)} == set(described)  # pyright: ignore[reportArgumentType]


def test_a_question_has_every_param_of_the_request() -> None:
    asked = {param["name"] for param in client_methods()["permission.request"]["params"]}
    assert {field.name for field in dataclasses.fields(Question)} == asked


def test_what_a_newer_server_adds_is_passed_over() -> None:
    told = {"rule": "shell(ls)", "effect": "allow", "scope": "user", "since": 3}
    assert made(Rule, told) == Rule("shell(ls)", "allow", "user")
