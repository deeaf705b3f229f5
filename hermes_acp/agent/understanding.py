"""From a model's words to a tool and its arguments. What is only spelled oddly is taken; what is unclear is asked back.

Every NotUnderstood here is an answer the model reads and can act on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import cast

from hermes_acp.agent.synonyms import ELSEWHERE
from hermes_acp_tools.result import NotUnderstood
from hermes_acp_tools.tool import Tool
from hermes_acp_tools.toolset import Toolset

PREFIX = re.compile(r"^(?:functions?|tools?|default_api)[.:/]", re.IGNORECASE)
"""What some models put in front of a name."""
FENCE = re.compile(r"^```[a-z]*\n(.*)\n```$", re.DOTALL)
SHOWN_NAMES = 20
"""Names an error lists at most."""


def find_tool(toolset: Toolset, name: str) -> Tool:
    """The tool of that name, or the only one spelled almost so. NotUnderstood with the nearest names otherwise."""
    tool = toolset.get(name)
    if tool is not None:
        return tool
    names = toolset.names()
    same = [known for known in names if plain(known) == plain(name)]
    tool = toolset.get(same[0]) if len(same) == 1 else None
    if tool is not None:
        return tool
    near = [ELSEWHERE[plain(name)]] if ELSEWHERE.get(plain(name)) in names else get_close_matches(plain(name), names, 1)
    more = " and others" if len(names) > SHOWN_NAMES else ""
    hint = f"Did you mean {near[0]}?" if near else f"The tools are: {', '.join(names[:SHOWN_NAMES])}{more}."
    raise NotUnderstood(f"There is no tool called {name[:80]!r}. {hint}")


def plain(name: str) -> str:
    """A name without what models add to it: a prefix, capitals, hyphens, marks of their own format."""
    bare = PREFIX.sub("", name.partition("<|")[0].strip())
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare).lower().replace("-", "_")


def parse_arguments(text: str) -> Mapping[str, object]:
    """The arguments as an object. NotUnderstood when the text is not one, saying where it breaks."""
    fenced = FENCE.match(text.strip())
    value = read_json(fenced[1] if fenced else text)
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = read_json(value)  # an object that was written down twice
    if not isinstance(value, dict):
        raise NotUnderstood("The arguments must be a JSON object. Make the call again.")
    return cast("dict[str, object]", value)


def read_json(text: str) -> object:
    """The JSON value; an empty object when there is nothing. NotUnderstood with the place where it breaks."""
    try:
        return cast("object", json.loads(text)) if text.strip() else {}
    except ValueError as error:
        raise NotUnderstood(f"The arguments are not valid JSON ({error}). Make the call again.") from None
