"""Anything an editor may do, in any order, over several sessions: the promises of the wire hold, and nothing is left.

One answer a request, in order, whatever is cancelled, closed, deleted, loaded or cut off in between. Replays are not
streamed text, so what is checked for order is what was live.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.agent import Workplace
from support.storm import Follows, Step, kept, storm, uncomplaining

EXAMPLES = int(os.environ.get("HERMES_STORMS", "25"))
"""How many plans are tried for each version."""
STORMS = 15
"""Storms over which nothing may pile up."""
PROMPTS = ("talk", "talk", "hang", "read", "write")
DOINGS = (
    *PROMPTS,
    *("cancel", "cancel", "cancel_request", "load", "resume", "close", "delete", "list", "mode", "nonsense", "garbage"),
    *("command", "steer", "queue", "fork"),
    *("allow_once", "reject_once", "cancelled", "error", "never"),
)
steps = st.lists(
    st.builds(Step, st.sampled_from(DOINGS), st.integers(0, 7), st.sampled_from((0, 0, 1, 5, 40))), max_size=25
)


async def play(plan: list[Step], version: int, settle: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread((Path(folder) / "a.txt").write_text, "one\n")
        with uncomplaining():
            editor = await storm(Workplace(Follows(), Path(folder), Path(folder)), plan, version, settle=settle)
    kept(editor, settled=settle)


@pytest.mark.parametrize("version", [1, 2])
@settings(max_examples=EXAMPLES, deadline=None)
@given(plan=steps, settle=st.booleans())
def test_whatever_an_editor_does_each_request_has_one_answer_and_order_is_kept(
    version: int, plan: list[Step], settle: bool
) -> None:
    asyncio.run(play(plan, version, settle))


def test_memory_is_flat_over_many_storms() -> None:
    """What a storm leaves behind would grow with each of them."""
    dice = random.Random(7)

    def one() -> None:
        plan = [Step(dice.choice(DOINGS), dice.randrange(8), dice.choice((0, 1, 5))) for _ in range(30)]
        asyncio.run(play(plan, dice.choice((1, 2)), settle=True))

    def ours() -> Counter[str]:
        gc.collect()
        kinds: list[type[object]] = [type(one) for one in gc.get_objects()]
        return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("hermes_acp"))

    for _ in range(5):
        one()
    before = ours()
    for _ in range(STORMS):
        one()
    grown = {kind: count for kind, count in (ours() - before).items() if count >= STORMS}
    assert grown == {}, "what belongs to a connection or a session is kept after its end"
