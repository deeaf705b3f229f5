"""References over the wire of a real process: proposals, attachments, commands that come with a new skill."""

from __future__ import annotations

import asyncio

from support.e2e import Place, started, text

SKILL = "---\nname: release\ndescription: How we release.\n---\nTag it.\n"


async def test_proposals_come_from_a_live_index_and_a_new_skill_is_a_new_command(place: Place) -> None:
    (place.work / "src").mkdir()
    (place.work / "src" / "app.py").write_text("x = 1\n")
    skills = place.home / ".hermes" / "skills" / "release"
    async with started(place, place.script([text("ok")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        found = await editor.call("_hermes/complete", sessionId=session_id, prefix="app", limit=1)
        await editor.prompt(session_id, "see @src/app.py")
        await asyncio.to_thread(skills.mkdir, parents=True)
        await asyncio.to_thread((skills / "SKILL.md").write_text, SKILL)
        async with asyncio.timeout(20):
            await editor.until(lambda e: any("release" in str(m) for m in e.messages if "available_commands" in str(m)))
    assert found == {"items": [{"text": "@src/app.py", "label": "src/app.py", "detail": ""}]}
