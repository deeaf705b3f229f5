"""``hermes usage``, over sessions that were really run."""

from __future__ import annotations

import json
import time

from hermes_acp.agent.spending import DAY, since
from support.command import Outcome, Shell

SPENT = {"usage": {"input": 1000, "output": 50, "cached": 800}}


def test_without_sessions_it_says_so(shell: Shell) -> None:
    assert shell.hermes("usage", "--days", "7") == Outcome(0, "No model was asked in the last 7 days.\n", "")


def test_what_was_spent_is_told_by_day_and_by_model(shell: Shell) -> None:
    script = shell.script([{"text": "Hello."}, SPENT])
    for _ in range(2):
        shell.hermes("run", "hi", HERMES_MODEL=script)
    shell.hermes("run", "--continue", "/version", HERMES_MODEL=script)
    told = json.loads(shell.hermes("usage", "--json").out)
    seconds = [told["total"].pop("seconds"), *(row.pop("seconds") for row in (*told["days"], *told["models"]))]

    row = {
        "turns": 2,
        "requests": 2,
        "input_tokens": 2000,
        "output_tokens": 100,
        "cached_tokens": 1600,
        "reasoning_tokens": None,
        "dollars": None,
        "unpriced_requests": 2,
    }
    assert told == {
        "days": [{"name": time.strftime("%Y-%m-%d"), **row}],
        "models": [{"name": script, **row}],
        "total": {"name": "total", **row},
    }
    assert all(value >= 0 for value in seconds)


def test_the_table_lines_up_and_says_what_is_not_known(shell: Shell) -> None:
    shell.hermes("run", "hi", HERMES_MODEL=shell.script([{"text": "Hello."}, SPENT]))
    lines = shell.hermes("usage").out.splitlines()

    assert lines[0].split() == ["turns", "requests", "tokens", "in", "from", "cache", "tokens", "out", "cost", "time"]
    assert lines[1].split()[:7] == [time.strftime("%Y-%m-%d"), "1", "1", "1,000", "80%", "50", "?"]
    assert lines[-1] == "1 request is not in the cost: its price, or the tokens it took, are not known."


def test_a_day_begins_at_midnight() -> None:
    now = time.mktime((2026, 5, 20, 15, 30, 0, 0, 0, -1))

    assert since(now, 1) == now - 15.5 * 3600
    assert since(now, 3) == now - 15.5 * 3600 - 2 * DAY


def test_no_day_at_all_is_wrong_usage(shell: Shell) -> None:
    assert shell.hermes("usage", "--days", "0").code == 2
