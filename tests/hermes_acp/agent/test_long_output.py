"""Output that is too long for the model: it is cut, and what was kept of it can be looked into."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.sessions import Sessions
from hermes_acp.app import App
from hermes_acp.models.message import Text, ToolMessage
from hermes_acp.models.model import Model
from hermes_acp.store.memory import MemoryStore
from support.agent import Listener, Says, call, chooses, reply, says


async def test_the_file_that_a_cut_output_names_can_be_read_and_searched_unasked(home: Path, tmp_path: Path) -> None:
    model = Says([reply(call("shell", command="seq 1 30000")), reply(Text("Long."))])

    async def open_model(name: str) -> Model:
        return model

    app = App({"sandbox.mode": "off"}, MemoryStore())
    sessions = Sessions(app.services._replace(open_model=open_model))
    (work := tmp_path / "work").mkdir()
    async with asyncio.timeout(20):
        person = Listener(chooses("once"))
        session = await sessions.live((await sessions.new(Wish(str(work)), lambda settings: person)).id)
        await session.prompt(says("count"))
        [cut] = [message.text for message in session.history if isinstance(message, ToolMessage)]
        [kept] = re.findall(r"/\S+/output-\w+\.txt", cut)
        model.replies = [
            *model.replies,
            reply(
                call("read_file", "r", path=kept, offset=15_000, limit=1),
                call("search_files", "s", path=kept, pattern="^15001$"),
                call("shell", "g", command=f"tail -n 15000 {kept} | head -n 2"),
            ),
            reply(Text("Seen.")),
        ]
        await session.prompt(says("look into it"))
        await app.close()

    answers = [message.text for message in session.history if isinstance(message, ToolMessage)][1:]
    assert "15000" not in cut
    assert answers[0].startswith("15000|15000\n")
    assert "15001:15001" in answers[1]
    assert answers[2] == "15001\n15002\n[exit code 0]"
    assert person.questions == []
