"""Changing one entry of a commented JSON file and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.installing.jsonc import JsoncError, find, parse, put, take_out

SETTINGS = """// Settings of an editor
{
  "theme": "One", // a comment with "quotes" and {braces}
  "agent_servers": {
    // another agent
    "Other": {"command": "x",},
  },
  "last": [1, 2,], /* the tail */
}
"""

WITH_HERMES = """// Settings of an editor
{
  "theme": "One", // a comment with "quotes" and {braces}
  "agent_servers": {
    // another agent
    "Other": {"command": "x",},
    "Hermes": {
      "command": "/bin/hermes"
    }
  },
  "last": [1, 2,], /* the tail */
}
"""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
COMMENTS = st.sampled_from(["", " ", "\n", "// said\n", "/* said, {twice} */", "\r\n\t"])


def test_an_entry_joins_the_others_and_every_comment_stays() -> None:
    assert put(SETTINGS, ("agent_servers", "Hermes"), {"command": "/bin/hermes"}) == WITH_HERMES


def test_taking_the_entry_out_leaves_the_rest() -> None:
    assert take_out(WITH_HERMES, ("agent_servers", "Hermes")) == SETTINGS.replace('"x",},\n', '"x",}\n')


def test_an_entry_that_is_there_is_replaced_in_its_place() -> None:
    again = put(WITH_HERMES, ("agent_servers", "Hermes", "command"), "/opt/hermes")
    assert again == WITH_HERMES.replace("/bin/hermes", "/opt/hermes")


@pytest.mark.parametrize(
    "text", ["", "\n", "{}", "{ }", "{\n}\n", '{"a":1}', '{"a":1,}', '{"a":1 // said\n}', "// a\n{}"]
)
def test_an_entry_fits_into_every_kind_of_object(text: str) -> None:
    changed = put(text, ("x", "y"), [1])
    assert find(parse(changed), ("x", "y")) is not None
    assert parse(take_out(changed, ("x",))).value == parse(text).value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1', 'line 1: "," or "}" was expected'),
        ('{\n  "a" 1\n}', 'line 2: a name in quotes and ":" were expected'),
        ("{} {}", "line 1: something follows the value"),
        ("{'a': 1}", "line 1: a value was expected"),
    ],
)
def test_text_that_is_no_json_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(JsoncError) as caught:
        put(text, ("a",), 1)
    assert str(caught.value) == says


def test_a_value_that_is_no_object_is_not_written_over() -> None:
    with pytest.raises(JsoncError, match="agent_servers is not an object"):
        put('{"agent_servers": []}', ("agent_servers", "Hermes"), {})


@given(VALUES)
def test_json_is_read_as_the_library_reads_it(value: object) -> None:
    assert parse(json.dumps(value)).value == value


@given(st.dictionaries(st.text(), VALUES, max_size=4), st.text(), VALUES, COMMENTS, COMMENTS)
def test_only_the_entry_changes(before: dict[str, object], name: str, value: object, first: str, last: str) -> None:
    text = first + json.dumps(before, indent=2) + last
    changed = put(text, (name,), value)
    assert parse(changed).value == {**before, name: value}
    without = {key: item for key, item in before.items() if key != name}
    assert parse(take_out(changed, (name,))).value == without
