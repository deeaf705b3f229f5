"""The first exchange: what any client says of itself is read without a fault, as the generated reader reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.servers.acp.handshake import DRAFT, STABLE, Editor, agree, initialize
from hermes_acp_protocol.acp.reading import read_params
from hermes_acp_protocol.jsonrpc import RpcError
from support.acp_schema import SchemaCheck

NAMES = ("fs", "readTextFile", "writeTextFile", "terminal", "auth", "session", "notices", "compaction", "configOptions")
MORE = ("boolean", "elicitation", "form", "url", "plan", "_meta", "terminal_output", "terminal-auth", "name", "version")
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.builds(dict[str, Any]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES + MORE), inner, max_size=5),
    max_leaves=12,
)
fields = st.sampled_from(("clientCapabilities", "clientInfo", "capabilities", "info", "_meta"))
hellos = st.dictionaries(fields, values, max_size=4)


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [(1, STABLE), (2, DRAFT), (3, STABLE), (99, STABLE), (0, STABLE), (-1, STABLE), (2.0, DRAFT), ("1", STABLE)],
)
def test_only_who_asks_for_the_draft_gets_it(asked: object, spoken: int) -> None:
    assert agree(asked) == spoken


@pytest.mark.parametrize("asked", [None, True, False, 1.5, "one", "", "1.0", [], {}, float("nan"), float("inf")])
def test_what_is_no_version_is_none(asked: object) -> None:
    assert agree(asked) is None


@pytest.mark.parametrize("version", [STABLE, DRAFT])
@given(hello=hellos)
def test_any_hello_is_answered_as_the_schema_has_it(version: int, hello: dict[str, Any]) -> None:
    answer = initialize(Editor(hello, version), "/usr/bin/hermes")
    SchemaCheck(version).value("InitializeResponse", answer)


@pytest.mark.parametrize("version", [STABLE, DRAFT])
@given(hello=hellos)
def test_a_client_is_understood_as_the_generated_reader_understands_it(version: int, hello: dict[str, Any]) -> None:
    try:
        read = read_params("agent", "initialize", {"protocolVersion": version, **hello}, version)
    except RpcError:
        return
    said, understood = vars(Editor(hello, version)), vars(Editor(read, version))
    del said["name"], understood["name"]  # a name counts for us even where its version is missing
    assert said == understood
