"""What providers say when something is wrong, in their own words, and what we take it for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.failures import from_status

PROVIDER = Endpoint("custom", "The Provider", "http://127.0.0.1:9/v1")

CASES = [json.loads(line) for line in Path(__file__).with_name("failures.jsonl").read_text().splitlines()]
"""What they say, as they say it, and the kind it is of."""


@pytest.mark.parametrize("case", CASES, ids=[case["error"]["message"][:40] for case in CASES])
def test_each_failure_is_taken_for_what_it_is(case: Mapping[str, object]) -> None:
    body = json.dumps({"error": case["error"]}).encode()

    assert from_status(PROVIDER, "m", cast("int", case["status"]), {}, body).kind == case["kind"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Please retry in 33.6s.", 33.6),
        ("Please try again in 6m0s.", 360.0),
        ("Please try again in 1h2m3s.", 3723.0),
        ("Please try again in 20ms.", 0.02),
        ("Try again later.", None),
    ],
)
def test_a_time_to_wait_that_is_said_in_words_is_understood(said: str, seconds: float | None) -> None:
    waits = from_status(PROVIDER, "m", 429, {}, json.dumps({"error": {"message": said}}).encode()).retry_after

    assert (None if waits is None else round(waits, 6)) == seconds


def test_a_header_wins_over_words() -> None:
    said = json.dumps({"error": {"message": "try again in 5s"}}).encode()

    assert from_status(PROVIDER, "m", 429, {"retry-after": "9"}, said).retry_after == 9.0
