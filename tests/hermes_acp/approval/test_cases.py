"""The commands people and attackers write, each with the verdict it must get.

``examples.jsonl`` is the agreed set of examples; ``cases.jsonl`` is ours, in the same groups.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest
from approval_world import World

VERDICT = {"allow": "auto", "ask": "ask", "deny": "deny"}
EXAMPLES = Path(__file__).parent / "examples.jsonl"
FILES = ("examples.jsonl", "cases.jsonl")


def groups() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in FILES:
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            group = case["id"].removeprefix("d-").rsplit("-", 1)[0]
            found[group].append((case["command"], case["verdict"]))
    return found


@pytest.mark.parametrize(("group", "cases"), groups().items(), ids=list(groups()))
def test_every_command_gets_its_verdict(world: World, group: str, cases: list[tuple[str, str]]) -> None:
    world = world.but(home="/home/dev", state_dir="/home/dev/.hermes")
    wrong = {
        command: f"{VERDICT[decision.verdict]} by {decision.rule}"
        for command, verdict in cases
        if VERDICT[(decision := world.shell(command)).verdict] != verdict
    }
    assert wrong == {}


def test_the_data_covers_every_group() -> None:
    groups_of_examples = {json.loads(line)["id"].split("-")[1] for line in EXAMPLES.read_text().splitlines()}
    ours = {group for group, cases in groups().items() if len(cases) > 10}
    assert ours >= groups_of_examples
