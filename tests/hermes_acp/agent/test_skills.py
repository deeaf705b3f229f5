"""Skills as the model and the person get at them."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path

import pytest

from hermes_acp.agent.events import Notice, TurnEnded, TurnStarted
from hermes_acp.agent.skills import Shelf
from hermes_acp.approval.decision import Setting
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import RuleBook
from hermes_acp.models.message import Text, ToolMessage, UserMessage
from hermes_acp_skills.catalog import BUNDLED, Catalog
from hermes_acp_tools.action import Action
from support.agent import Listener, Says, Workplace, call, chooses, reply, says


def skill(root: Path, name: str, body: str = "Do it well.", front: str = "") -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    text = front or f"---\nname: {name}\ndescription: What {name} is for.\n---\n"
    (folder / "SKILL.md").write_text(f"{text}{body}\n")
    return folder


async def test_the_prompt_lists_them_and_two_tools_give_the_rest(home: Path, tmp_path: Path) -> None:
    folder = skill(home / "skills", "brew-tea", "Boil water first.")
    (folder / "kinds.md").write_text("Green, black.\n")
    model = Says(
        [
            reply(call("skills_list", query="tea")),
            reply(call("skill_view", "c2", name="brew-tea")),
            reply(call("skill_view", "c3", name="brew-tea", file="kinds.md")),
            reply(call("skill_view", "c4", name="brew-coffee")),
            reply(Text("ok")),
        ]
    )
    session = await Workplace(model, home, tmp_path).open(Listener())
    await session.prompt(says("make tea"))

    listed, body, file, unknown = [m.text for m in model.requests[-1].messages if isinstance(m, ToolMessage)]
    assert "- brew-tea: What brew-tea is for.\n" in model.requests[0].system
    assert "- review-a-change: " in model.requests[0].system
    assert listed == "- brew-tea (user): What brew-tea is for."
    assert body == (
        f"[Skill brew-tea, SKILL.md; its folder is {folder}]\n\nBoil water first.\n\n"
        "[Files of this skill, for skill_view: kinds.md]"
    )
    assert file.endswith("Green, black.")
    assert "There is no skill 'brew-coffee'. Did you mean brew-tea?" in unknown


async def test_a_skill_that_is_there_and_does_not_count_is_explained(home: Path, tmp_path: Path) -> None:
    skill(tmp_path / ".hermes" / "skills", "release-it")
    broken = skill(home / "skills", "brew-tea", front="---\nname: brew-tea\n---\n")
    calls = [call("skill_view", name, name=name) for name in ("release-it", "brew-tea", "../release-it", "none")]
    model = Says([reply(*calls, call("skills_list", query="zzz")), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener(chooses("not-now")))
    async with asyncio.timeout(10):
        await session.prompt(says("look"))

    ours, bad, outside, none, listed = [m.text for m in model.requests[-1].messages if isinstance(m, ToolMessage)]
    assert ours.startswith("The workspace has a skill 'release-it'. It counts once the person trusts the workspace")
    assert bad.startswith(f"The skill 'brew-tea' cannot be used. {broken / 'SKILL.md'}:1: A skill needs a description")
    assert outside.startswith("There is no skill '../release-it'.") and none.startswith("There is no skill 'none'.")
    assert listed == "No skill fits these words. Without a query all are listed."


async def test_a_skill_by_its_name_gives_the_model_its_words_and_the_task(home: Path, tmp_path: Path) -> None:
    skill(home / "skills", "brew-tea", "Boil water first.")
    model = Says([reply(Text("Poured.")), reply(Text("Poured again."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    await session.prompt(says("/brew-tea for two"))
    await session.prompt(says("/brew-tea"))

    first, second = (str(r.messages[-1]) for r in model.requests)
    assert "Boil water first." in first and "The task:\\nfor two" in first
    assert "named the skill and nothing else" in second
    assert [event.shown for event in editor.of(TurnStarted)] == ["/brew-tea for two", "/brew-tea"]


async def test_skills_are_commands_and_a_new_one_is_there_at_once(home: Path, tmp_path: Path) -> None:
    session = await Workplace(Says([]), home, tmp_path).open(Listener())
    await session.prompt(says("/skills"))
    before = {name for name, _, _ in session.services.load_commands().listing(session)}
    skill(home / "skills", "brew-tea")
    await session.prompt(says("/skills tea"))
    after = {name for name, _, _ in session.services.load_commands().listing(session)}

    assert {"review-a-change", "write-tests", "help"} <= before
    assert after - before == {"brew-tea"}


async def test_a_broken_skill_is_a_warning_that_names_file_and_line(home: Path, tmp_path: Path) -> None:
    folder = skill(home / "skills", "broken", front="---\nname: broken\ndescription: [\n---\n")
    editor = Listener()
    session = await Workplace(Says([reply(Text("ok"))]), home, tmp_path).open(editor)
    result = await session.prompt(says("hi"))

    assert result.stop == "end_turn"
    (notice,) = editor.of(Notice)
    assert notice.severity == "warning"
    assert notice.description.startswith(f"{folder}/SKILL.md:4: ")


async def test_a_command_of_ours_is_not_taken_over_by_a_skill(home: Path, tmp_path: Path) -> None:
    skill(home / "skills", "help", "Never help.")
    model = Says([])
    session = await Workplace(model, home, tmp_path).open(Listener())
    await session.prompt(says("/help"))

    assert model.requests == []
    assert not [m for m in session.history if isinstance(m, UserMessage)]


async def test_a_command_is_not_overtaken_by_what_is_said_after_it(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("one")), reply(Text("two"))])
    session = await Workplace(model, home, tmp_path).open(Listener())
    await session.shelf.fresh()
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(session.prompt(says("/write-tests for the cart")))
        group.create_task(session.prompt(says("and then this")))

    said = [str(request.messages[-1]) for request in model.requests]
    assert "for the cart" in said[0] and "and then this" in said[1]


@pytest.mark.parametrize(
    ("name", "blocks"), [("review-a-change", 2), ("explain-a-codebase", 1), ("git-and-commits", 1)]
)
def test_what_a_bundled_skill_looks_at_first_asks_nobody(name: str, blocks: int, home: Path, tmp_path: Path) -> None:
    work, state = str(tmp_path), str(home / ".hermes")
    setting = Setting("ask", (work,), work, str(home), trusted=True, interactive=True, state_dir=state)
    policy = Policy(RuleBook())
    text = (BUNDLED / name / "SKILL.md").read_text(encoding="utf-8")
    looks = "".join(re.findall(r"^ *```sh\n(.*?)```", text, re.MULTILINE | re.DOTALL)[:blocks]).strip().splitlines()

    asked = {
        line: decision.why
        for line in (re.sub(r"\s+# .*", "", look).strip() for look in looks)
        if (decision := policy.decide(Action("shell", "execute", command=line, cwd=work), setting)).verdict != "allow"
    }

    assert len(looks) >= 2
    assert asked == {}


async def test_a_cancel_while_skills_are_looked_for_ends_the_prompt_and_keeps_its_words(
    home: Path, tmp_path: Path
) -> None:
    loading, go_on = threading.Event(), threading.Event()

    def slow() -> Catalog:
        loading.set()
        assert go_on.wait(5)
        return Catalog.load(user_dir=home / "skills")

    editor = Listener()
    session = await Workplace(Says([]), home, tmp_path).open(editor)
    session.shelf = Shelf(slow)
    async with asyncio.timeout(5):
        turn = asyncio.create_task(session.prompt(says("/unheard-of please")))
        await asyncio.to_thread(loading.wait, 5)
        cancelled = session.cancel()
        go_on.set()
        result = await turn

    assert (cancelled, result.stop) == (True, "cancelled")
    assert [event.shown for event in editor.of(TurnStarted)] == ["/unheard-of please"]
    assert (
        (await session.events())[-1] == editor.events[-1] == TurnEnded(editor.of(TurnStarted)[0].turn_id, "cancelled")
    )
