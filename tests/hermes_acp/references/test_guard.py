"""What is asked, in which words, how often, and what a refusal means."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from hermes_acp.references.kinds import Context, Found, Unavailable, Verdict
from hermes_acp.references.reference import Candidate, Embedded, Limits, Link, Reference
from hermes_acp_tools.action import Action, PathUse

from .conftest import Bench


async def test_a_secret_is_asked_about_once_and_a_refusal_leaves_the_rest(bench: Bench) -> None:
    path = bench.write(".env", "S=1")
    bench.write("a.py", "x")
    attached = await bench.resolve("@.env @file:.env:1 @a.py", Link(path.as_uri()), Embedded(path.as_uri(), "S=2"))
    assert [block.text for block in attached.blocks if block.text] == ["x"]
    assert len([action for action in bench.asked if action.paths[0].resolved == str(path)]) == 1
    assert attached.notices[-1].endswith("is not attached: you did not allow it.")
    assert all("S=" not in notice for notice in attached.notices)


async def test_what_is_allowed_is_attached(bench: Bench) -> None:
    bench.write(".env", "S=1")
    bench.answer = lambda action: Verdict(True)
    assert (await bench.block("@.env")).text == "S=1"


async def test_the_guard_gets_the_path_as_given_and_with_links_followed(bench: Bench, tmp_path: Path) -> None:
    secret = tmp_path / "outside" / "id_rsa"
    secret.parent.mkdir()
    secret.write_text("key")
    (bench.root / "docs").symlink_to(secret.parent)
    block = await bench.block("@docs/id_rsa")
    use = PathUse("docs/id_rsa", str(secret.resolve()), "read")
    assert bench.asked == [Action("@file", "read", (use,), origin="user")]
    assert block.note == "you did not allow it."


async def test_a_neighbour_with_the_same_beginning_is_outside(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "W-evil").mkdir()
    (tmp_path / "W-evil" / "x").write_text("evil")
    attached = await bench.resolve(
        "@../W-evil/x @file:../W/../W-evil/x",
        Link(f"file://{tmp_path}/W-evil/x"),
        Link(f"file://{tmp_path}/W/%2e%2e/W-evil/x"),
    )
    assert {block.state for block in attached.blocks} == {"missing"}


async def test_a_folder_outside_is_asked_about_as_a_listing(bench: Bench, tmp_path: Path) -> None:
    await bench.resolve("@folder:..")
    assert [(action.tool, action.paths[0].access) for action in bench.asked] == [("@folder", "list")]


async def test_questions_come_one_at_a_time(bench: Bench) -> None:
    for n in range(5):
        bench.write(f"{n}.env", "x")
    open_questions = most = 0

    async def ask(action: Action) -> Verdict:
        nonlocal open_questions, most
        open_questions += 1
        most = max(most, open_questions)
        for _ in range(10):
            await asyncio.sleep(0)
        open_questions -= 1
        return Verdict(True)

    bench.guard = ask  # type: ignore[method-assign]  # a guard that takes its time
    attached = await bench.resolve(" ".join(f"@{n}.env" for n in range(5)))
    assert (len(attached.blocks), most) == (5, 1)


class Slow:
    """A kind from outside that counts, waits, fails or says what it is told."""

    name = "slow"
    description = "slow things"

    def __init__(self) -> None:
        self.running = self.most = self.cancelled = 0
        self.all_in = asyncio.Event()

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        return [Candidate("@slow:one", "one")]

    async def expand(self, reference: Reference, context: Context) -> Found:
        if reference.value == "boom":
            raise ZeroDivisionError("by zero")
        if reference.value == "no":
            raise Unavailable("it is not there")
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            if reference.value.startswith("wait"):
                self.all_in.set()
                await asyncio.Event().wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        return Found(reference.value, reference.value, "text")


async def test_a_kind_from_outside_is_expanded_and_its_failure_is_a_sentence(bench: Bench) -> None:
    bench.kinds = [Slow()]
    attached = await bench.resolve("@slow:a @slow:boom @slow:no")
    assert [block.text for block in attached.blocks] == ["text", "", ""]
    assert attached.notices == (
        "@slow:boom is not attached: it failed with ZeroDivisionError: by zero.",
        "@slow:no is not attached: it is not there.",
    )


async def test_a_known_word_without_its_kind_is_a_sentence(bench: Bench) -> None:
    assert (await bench.block("@session:12")).note == "nothing here knows the kind 'session'."


async def test_references_are_resolved_side_by_side_but_not_all_at_once(bench: Bench) -> None:
    kind = Slow()
    bench.kinds, bench.limits = [kind], Limits(parallel=3, references=20)
    attached = await bench.resolve(" ".join(f"@slow:{n}" for n in range(25)))
    assert (len(attached.blocks), kind.most) == (20, 3)
    assert attached.notices == ("5 references are not attached: a prompt takes 20.",)


async def test_cancelling_a_prompt_ends_what_it_began(bench: Bench) -> None:
    kind = Slow()
    bench.kinds = [kind]
    async with asyncio.timeout(5):
        task = asyncio.create_task(bench.resolve("@slow:wait1 @slow:wait2"))
        await kind.all_in.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (task.cancelled(), kind.running) == (True, 0)
