"""Servers whose settings change while a session is open: the model has other tools from its next prompt on."""

from __future__ import annotations

import json
from pathlib import Path

from hermes_acp.models.message import Text
from support.agent import reply

from .test_servers import entry, scene


async def test_servers_that_are_set_otherwise_come_and_go_and_the_rest_stays(home: Path, tmp_path: Path) -> None:
    def write(**servers: object) -> None:
        settings = {"mcp_servers": servers, "mcp_discovery_timeout": 10}
        (home / ".hermes" / "config.yaml").write_text(json.dumps(settings))

    async with scene(home, tmp_path, *[reply(Text("ok"))] * 4, servers={"small": entry()}) as here:
        await here.say("one")
        await here.session.servers.renew()
        await here.say("the same")
        write(small=entry(), other=entry())
        await here.session.servers.renew()
        names = [kind.name for kind in here.session.reference_kinds]
        await here.say("two")
        write()
        await here.session.servers.renew()
        left = [kind.name for kind in here.session.reference_kinds]
        await here.say("none")
        tools = [{name.split("_")[1] for name in here.tools(request)} for request in range(4)]
    assert [sorted(each - {"list", "read"}) for each in tools] == [["small"], ["small"], ["other", "small"], []]
    assert (names, left) == (["small", "other"], [])
