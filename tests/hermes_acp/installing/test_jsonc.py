"""Changing one entry of a commented JSON file and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.installing.jsonc import JsoncError, find, parse
from hermes_acp.installing.jsonc_change import put, take_out

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
    },
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


def test_taking_the_entry_out_gives_back_what_was_there() -> None:
    assert take_out(WITH_HERMES, ("agent_servers", "Hermes")) == SETTINGS


ENTRY: dict[str, object] = {"command": "/bin/hermes", "args": ["acp"], "env": {}}
WAYS = {
    "four spaces": """{
    "theme": "One",
    "tabs": {"a": 1}
}
""",
    "tabs": '{\n\t"theme": {\n\t\t"light": 1\n\t}\n}\n',
    "four spaces and other servers": """{
    "agent_servers": {
        "Other": {
            "command": "x"
        }
    }
}
""",
    "lines of Windows": '{\r\n  "agent_servers": {\r\n    "Other": {}\r\n  }\r\n}\r\n',
    "a byte order mark": '\ufeff{\n  "theme": "One"\n}\n',
    "no line end at the end": '{\n  "theme": "One"\n}',
    "a trailing comma": '{\n  "theme": "One",\n}\n',
    "a comment behind the last one": '{\n  "theme": "One" // mine\n  // the end\n}\n',
    "a trailing comma and comments": '{\n  "theme": "One", /* mine */\n\n  // more to come\n}\n',
    "a comma behind a comment": '{\n  "theme": "One" /* mine */,\n}\n',
    "a block behind the last one": '{\n  "theme": "One" /* mine */ }\n',
    "all on one line": '{"theme": "One"}\n',
    "all on one line with a trailing comma": '{"agent_servers":{"Other":{"command":"x"},},}',
    "one line inside many": '{\n  "agent_servers": {"Other": {}},\n  "last": 1\n}\n',
    "several on a line": '{\n  "a": 1, "b": 2\n}\n',
    "an empty object": "{}\n",
    "only a comment in the object": '{\n  "agent_servers": {\n    // none yet\n  }\n}\n',
    "a comment behind the brace": "{ // none yet\n}\n",
}
"""Files as people keep them, none with an entry of ours."""


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS.keys())
def test_taking_out_what_was_entered_gives_the_same_bytes_however_a_file_is_written(text: str) -> None:
    path = ("agent_servers", "Hermes")
    changed = put(text, path, ENTRY)
    entered = find(parse(changed), path)
    assert entered is not None
    assert entered.value == ENTRY
    assert put(changed, path, ENTRY) == changed
    assert take_out(changed, path) == text


@pytest.mark.parametrize("way", ["four spaces and other servers", "tabs", "lines of Windows"])
def test_what_is_entered_looks_like_its_surroundings(way: str) -> None:
    changed = put(WAYS[way], ("agent_servers", "Hermes"), ENTRY)
    level = "\t" if way == "tabs" else "    " if way.startswith("four") else "  "
    newline = "\r\n" if way == "lines of Windows" else "\n"
    line = f'{newline}{level}{level}"Hermes": {{{newline}{level}{level}{level}"command": "/bin/hermes",{newline}'
    assert line in changed
    assert changed.count("\n") == changed.count(newline)


def test_the_comment_behind_an_entry_goes_with_it_and_the_one_above_stays() -> None:
    text = '{\n  "a": 1,\n  // said\n  "b": 2, // of b\n  "c": 3\n}\n'
    assert take_out(text, ("b",)) == '{\n  "a": 1,\n  // said\n  "c": 3\n}\n'


def test_an_entry_that_stands_as_it_should_is_not_written_again() -> None:
    text = '{"x": {"command": "h", // mine\n "args": []}}'
    assert put(text, ("x",), {"args": [], "command": "h"}) == text


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


@given(st.lists(st.tuples(st.text(), VALUES, COMMENTS, COMMENTS), min_size=1, max_size=4), st.booleans(), VALUES)
def test_entering_and_taking_out_changes_nothing(
    members: list[tuple[str, object, str, str]], trailing: bool, value: object
) -> None:
    rows = (f"{before}{json.dumps('m' + name)}: {json.dumps(item)}{after}" for name, item, before, after in members)
    text = "{" + "\n,".join(rows) + ("\n,}" if trailing else "\n}")
    changed = put(text, ("Hermes",), value)
    entered = find(parse(changed), ("Hermes",))
    assert entered is not None
    assert entered.value == value
    assert take_out(changed, ("Hermes",)) == text


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
