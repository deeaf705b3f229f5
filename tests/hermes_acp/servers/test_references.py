"""``@`` references as an editor sees them: its unsaved text counts, and a secret is a question of kind read."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from hermes_acp.models.message import Text, UserMessage
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue, RpcError
from support.acp import joined_editor, offering, picks
from support.agent import Says, Workplace, reply
from support.attach import strict


def words(model: Says, request: int = 0) -> list[str]:
    sent = [message for message in model.requests[request].messages if isinstance(message, UserMessage)]
    return [part.text for message in sent for part in message.parts if isinstance(part, Text)]


async def test_unsaved_text_wins_over_the_disk(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old = 1\n")
    model = Says([reply(Text("ok"))])

    async def buffer(params: JsonObject) -> JsonValue:
        return {"content": "new = 2\n"}

    hello = offering(fs={"readTextFile": True})
    async with joined_editor(Workplace(model, home, tmp_path).sessions, hello) as editor:
        editor.answers["fs/read_text_file"] = buffer
        await editor.prompt(await editor.new(tmp_path), "see @a.py")
    assert "new = 2" in words(model)[1]
    assert "old = 1" not in words(model)[1]


async def test_a_file_that_was_never_saved_is_there_too(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("ok"))])

    async def buffer(params: JsonObject) -> JsonValue:
        if str(params["path"]).endswith("fresh.py"):
            return {"content": "fresh = 1\n"}
        raise RpcError(-32002, "no such file")

    hello = offering(fs={"readTextFile": True})
    async with joined_editor(Workplace(model, home, tmp_path).sessions, hello) as editor:
        editor.answers["fs/read_text_file"] = buffer
        await editor.prompt(await editor.new(tmp_path), "see @file:fresh.py, @file:none.py and thank @alice")
        asked = {str(params["path"]) for method, params in editor.requests if method == "fs/read_text_file"}
    assert "fresh = 1" in words(model)[1]
    assert "@file:none.py is not attached: there is no such file or folder." in words(model)[1]
    assert asked == {f"{tmp_path}/fresh.py", f"{tmp_path}/none.py"}


async def test_a_link_to_a_folder_is_its_tree(home: Path, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("")
    model = Says([reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        link: JsonObject = {"type": "resource_link", "uri": (tmp_path / "src").as_uri(), "name": "src"}
        await editor.call("session/prompt", sessionId=await editor.new(tmp_path), prompt=[link])
    assert words(model)[1].endswith("```\na.py\n```")


async def test_a_secret_is_asked_for_as_a_call_of_kind_read_that_ends(home: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("KEY=1\n")
    model = Says([reply(Text("ok"))])
    async with joined_editor(strict(Workplace(model, home, tmp_path)).sessions) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        embedded: JsonObject = {
            "type": "resource",
            "resource": {"uri": (tmp_path / ".env").as_uri(), "text": "KEY=1"},
        }
        await editor.call("session/prompt", sessionId=await editor.new(tmp_path), prompt=[embedded])
        ((_, asked),) = editor.requests
        call = cast("JsonObject", asked["toolCall"])
        drawn = editor.calls(str(call["toolCallId"]))
    assert call["kind"] == "read"
    assert call["title"] == "Attach .env to this message: it leaves this machine for the model"
    assert call["locations"] == [{"path": str(tmp_path / ".env")}]
    assert [(one["sessionUpdate"], one["status"]) for one in drawn if "status" in one] == [
        ("tool_call", "pending"),
        ("tool_call_update", "completed"),
    ]
    assert "KEY=1" in words(model)[1]
