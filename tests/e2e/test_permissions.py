"""Rules that are saved beside a running session count in it from its next decision."""

from __future__ import annotations

import asyncio

from support.e2e import HERMES, Json, Place, call, picks, started, text

ASK = "session/request_permission"


async def hermes(place: Place, *arguments: str) -> str:
    """Another ``hermes`` in another terminal; returns what it says."""
    process = await asyncio.create_subprocess_exec(
        HERMES,
        *arguments,
        cwd=place.work,
        env=place.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(20):
        out, _ = await process.communicate()
    assert process.returncode == 0, out
    return out.decode()


async def test_a_rule_added_in_a_terminal_reaches_the_session_in_the_editor(place: Place) -> None:
    script = place.script(
        *([step] for number in range(3) for step in (call("shell", f"c{number}", command="touch a"), text("Tried.")))
    )
    async with started(place, script) as editor:
        editor.answers[ASK] = picks("reject_once")
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "one")
        refused = len(editor.asked(ASK))
        said = await hermes(place, "permissions", "add", "shell(touch a)", "--scope", "project")
        await editor.prompt(session_id, "two")
        allowed = len(editor.asked(ASK))
        await hermes(place, "permissions", "add", "shell(touch:*)", "--effect", "deny")
        await editor.prompt(session_id, "three")

    assert said == "Added: allow shell(touch a), this project.\n"
    assert (refused, allowed, len(editor.asked(ASK))) == (1, 1, 1)
    ends = [[update["status"] for update in editor.tool(f"c{n}") if "status" in update][-1] for n in range(3)]
    assert ends == ["failed", "completed", "failed"]
    assert [entry.name for entry in place.work.iterdir()] == ["a"]


async def test_an_always_pressed_in_the_editor_is_listed_and_taken_back_in_a_terminal(place: Place) -> None:
    script = place.script(
        *([step] for number in range(2) for step in (call("shell", f"c{number}", command="touch a"), text("Tried.")))
    )

    def always_here(params: Json) -> Json:
        option = next(each for each in params["options"] if "in this project" in each["name"])
        return {"outcome": {"outcome": "selected", "optionId": option["optionId"]}}

    async with started(place, script) as editor:
        editor.answers[ASK] = always_here
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "one")
        listed = await hermes(place, "permissions", "list")
        await hermes(place, "permissions", "remove", "shell(touch a)")
        editor.answers[ASK] = picks("reject_once")
        await editor.prompt(session_id, "two")

    assert listed == "project  allow  shell(touch a)\n"
    assert len(editor.asked(ASK)) == 2
