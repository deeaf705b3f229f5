"""Reading sessions, following what happens, looking around: what every client may do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp.shared.exceptions import MCPDeprecationWarning
from mcp_types import PromptReference, ResourceTemplateReference, TextResourceContents

from hermes_acp.store.sqlite import SqliteStore
from mcp import Client
from support.mcp.serving import WRITE, Desk, told, words


@asynccontextmanager
async def used(desk: Desk, *arguments: str) -> AsyncGenerator[tuple[Client, dict[str, Any]]]:
    """A server in which one run is over."""
    desk.script([{"text": "I found the marmalade."}])
    (desk.work / "jam.py").write_text("def marmalade():\n    return 7\n")
    async with asyncio.timeout(25), desk.client("2026-07-28", "--allow-run", *arguments) as client:
        yield client, told(await client.call_tool("agent_run", {"prompt": "Where is the marmalade?"}))


async def test_sessions_are_listed_looked_at_and_searched(desk: Desk) -> None:
    async with used(desk) as (client, run):
        key = run["session_id"]
        listed = told(await client.call_tool("conversations_list", {"search": "marmalade"}))
        nothing = told(await client.call_tool("conversations_list", {"search": "elsewhere"}))
        others = told(await client.call_tool("conversations_list", {"platform": "telegram"}))
        one = told(await client.call_tool("conversation_get", {"session_key": key}))
        found = told(await client.call_tool("messages_search", {"query": "MARMALADE"}))
        here = told(await client.call_tool("messages_search", {"query": "found marm", "session_key": key}))
        read = told(await client.call_tool("messages_read", {"session_key": key}))
        channels = told(await client.call_tool("channels_list", {}))
        unknown = await client.call_tool("conversation_get", {"session_key": "nobody"})

    assert [row["session_key"] for row in listed["conversations"]] == [key]
    assert (nothing["count"], others["count"]) == (0, 0)
    assert (one["display_name"], one["turns"], one["cwd"]) == ("Where is the marmalade?", 1, str(desk.work))
    assert sorted((row["role"], row["content"]) for row in found["messages"]) == [
        ("assistant", "I found the marmalade."),
        ("user", "Where is the marmalade?"),
    ]
    assert [row["id"] for row in here["messages"]] == [row["id"] for row in read["messages"]][1:]
    assert channels["channels"] == [{"target": f"hermes:{key}", "name": one["display_name"], "platform": "hermes"}]
    assert unknown.is_error and "no session" in words(unknown)


async def test_a_cursor_over_events_stays_good_after_a_restart(desk: Desk) -> None:
    async with used(desk) as (client, run):
        first = told(await client.call_tool("events_poll", {"limit": 1}))
    async with asyncio.timeout(20), desk.client("legacy", "--allow-run") as client:
        rest = told(await client.call_tool("events_poll", {"after_cursor": first["next_cursor"]}))
        none = told(await client.call_tool("events_wait", {"after_cursor": rest["next_cursor"], "timeout_ms": 100}))
        waiting = asyncio.create_task(
            client.call_tool("events_wait", {"after_cursor": rest["next_cursor"], "timeout_ms": 10_000})
        )
        sent = told(
            await client.call_tool("messages_send", {"target": f"hermes:{run['session_id']}", "message": "And honey?"})
        )
        next_one = told(await waiting)
        ended = told(await client.call_tool("agent_wait", {"run_id": sent["run_id"]}))

    assert [(event["type"], event["role"]) for event in first["events"]] == [("message", "user")]
    assert [event["type"] for event in rest["events"]] == ["message", "title", "turn_ended"]
    assert (none["event"], none["reason"]) == (None, "timeout")
    assert (next_one["event"]["type"], next_one["event"]["content"]) == ("message", "And honey?")
    assert ended["status"] == "completed"


async def test_the_workspace_is_searched_and_read_but_nothing_beside_it(desk: Desk) -> None:
    (desk.home / "outside.txt").write_text("not for you")
    (desk.work / ".env").write_text("TOKEN=abcdefgh12345678\n")
    async with used(desk) as (client, _):
        found = told(await client.call_tool("workspace_search", {"pattern": "def marm"}))
        listed = told(await client.call_tool("workspace_search", {"glob": "*.py"}))
        read = told(await client.call_tool("workspace_read", {"path": "jam.py", "line": 2, "limit": 1}))
        refused = [
            await client.call_tool("workspace_read", {"path": path})
            for path in (str(desk.home / "outside.txt"), "../home/outside.txt", ".env", "missing.py")
        ]
        expanded = told(await client.call_tool("expand_references", {"text": "see @jam.py:1 and @.env and @none.py"}))

    assert "jam.py" in found["text"] and "jam.py" in listed["text"]
    assert "return 7" in read["text"] and "def" not in read["text"]
    assert all(result.is_error for result in refused)
    assert not any("not for you" in words(result) or "abcdefgh" in words(result) for result in refused)
    assert "def marmalade" in expanded["text"] and "abcdefgh" not in expanded["text"]
    assert [one["state"] for one in expanded["references"]][:1] == ["whole"]


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/nothing", "../nothing", "link/passwd"])
async def test_nobody_learns_what_there_is_outside_of_the_workspace(desk: Desk, path: str) -> None:
    (desk.work / "link").symlink_to("/etc")
    async with asyncio.timeout(20), desk.client("legacy") as client:
        read = await client.call_tool("workspace_read", {"path": path})
        searched = await client.call_tool("workspace_search", {"pattern": "root", "path": path})
    assert words(read) == words(searched) == f"{path} is outside of the workspace."


async def test_resources_hold_sessions_changes_skills_and_files(desk: Desk) -> None:
    async with used(desk) as (client, run):
        key = run["session_id"]
        listed = [str(one.uri) for one in (await client.list_resources()).resources]
        templates = {one.uri_template for one in (await client.list_resource_templates()).resource_templates}
        held = {
            uri: await text(client, uri)
            for uri in (
                "hermes://sessions",
                "hermes://approvals",
                f"hermes://session/{key}",
                f"hermes://session/{key}/diff",
                f"hermes://run/{run['run_id']}/log",
                "hermes://workspace/jam.py",
            )
        }
        with pytest.raises(Exception, match="no resource"):
            await client.read_resource("hermes://nothing")
        with pytest.raises(Exception, match="outside"):
            await client.read_resource("hermes://workspace/..%2Fhome%2Foutside.txt")

    assert {"hermes://sessions", "hermes://approvals", f"hermes://session/{key}"} <= set(listed)
    assert "hermes://workspace/{+path}" in templates
    assert "I found the marmalade." in held[f"hermes://session/{key}"]
    assert held[f"hermes://session/{key}/diff"] == ""
    assert "status: completed" in held[f"hermes://run/{run['run_id']}/log"]
    assert held["hermes://workspace/jam.py"] == "def marmalade():\n    return 7\n"


async def test_prompts_are_tasks_and_skills_and_their_arguments_are_completed(desk: Desk) -> None:
    skill = desk.work / ".agents" / "skills" / "bake"
    skill.mkdir(parents=True)
    (skill / "SKILL.md").write_text("---\nname: bake\ndescription: How to bake.\n---\nHeat the oven.\n")
    async with used(desk) as (client, run):
        names = [prompt.name for prompt in (await client.list_prompts()).prompts]
        review = await client.get_prompt("review", {"context": "jam.py"})
        paths = await client.complete(
            PromptReference(type="ref/prompt", name="review"), {"name": "context", "value": "ja"}
        )
        session = await client.complete(
            ResourceTemplateReference(type="ref/resource", uri="hermes://session/{id}"),
            {"name": "id", "value": run["session_id"][:4]},
        )
        with pytest.raises(Exception, match="no prompt"):
            await client.get_prompt("bake", {})  # the workspace is not trusted, so what it brings does not count

    assert names[:4] == ["review", "explain", "fix_tests", "commit_message"]
    assert "@jam.py" in str(review.messages[0].content)
    assert paths.completion.values[0] == "@jam.py"
    assert run["session_id"] in session.completion.values


@pytest.mark.parametrize("way", ["legacy", "2026-07-28"])
async def test_a_client_hears_of_what_it_subscribed_to(desk: Desk, way: str) -> None:
    desk.script([WRITE], [{"text": "Done."}])
    heard: list[str] = []
    more = asyncio.Event()

    async def hear(message: Any) -> None:
        if type(message).__name__ == "ResourceUpdatedNotification":
            heard.append(str(message.params.uri))
            more.set()

    (desk.work / "a.txt").write_text("1")
    uris = ["hermes://approvals", "hermes://sessions", "hermes://workspace/a.txt"]
    async with asyncio.timeout(25), desk.client(way, "--allow-run", message_handler=hear) as client:
        if way == "legacy":
            for uri in uris:
                with pytest.warns(MCPDeprecationWarning, match="subscribe"):
                    await client.subscribe_resource(uri)  # pyright: ignore[reportDeprecated]  older clients do it
            await asyncio.sleep(0.6)
            await begin(desk, client)
            while not set(uris) <= set(heard):
                more.clear()
                await more.wait()
            return
        async with client.listen(resource_subscriptions=uris) as events:
            await asyncio.sleep(0.6)
            await begin(desk, client)
            async for event in events:
                heard.append(str(getattr(event, "uri", "")))
                if set(uris) <= set(heard):
                    break
    assert set(uris) <= set(heard)


async def begin(desk: Desk, client: Client) -> None:
    """Make all that is watched change."""
    (desk.work / "a.txt").write_text("22")
    run = told(await client.call_tool("agent_run", {"prompt": "write", "mode": "ask"}))
    assert run["status"] == "needs_approval"


async def test_a_question_of_another_process_is_answered_here(desk: Desk) -> None:
    desk.script([WRITE], [{"text": "Done."}])
    async with asyncio.timeout(25), desk.client("legacy", "--allow-run") as asking:
        run = told(await asking.call_tool("agent_run", {"prompt": "write"}))
        async with desk.client("2026-07-28", "--allow-run") as other:
            (asked,) = told(await other.call_tool("permissions_list_open", {}))["approvals"]
            answered = told(await other.call_tool("permissions_respond", {"id": asked["id"], "decision": "allow-once"}))
        end = told(await asking.call_tool("agent_wait", {"run_id": run["run_id"]}))
    assert answered["outcome"] == "resolved"
    assert (end["status"], (desk.work / "new.txt").exists()) == ("completed", True)


async def test_a_secret_is_a_persons_to_allow_and_no_models(desk: Desk) -> None:
    (desk.work / ".env").write_text("A=1\n")
    desk.script([{"call": {"name": "read_file", "arguments": {"path": ".env"}}}], [{"text": "Done."}])
    async with asyncio.timeout(25), desk.client("legacy", "--allow-run") as client:
        run = told(await client.call_tool("agent_run", {"prompt": "read"}))
        (asked,) = run["approvals"]
        refused = await client.call_tool("permissions_respond", {"id": asked["id"], "decision": "allow-once"})
        still = told(await client.call_tool("permissions_list_open", {}))
        denied = told(await client.call_tool("permissions_respond", {"id": asked["id"], "decision": "deny"}))
    assert asked["high_risk"] is True
    assert refused.is_error and "no model may allow it" in words(refused)
    assert (still["count"], denied["outcome"]) == (1, "resolved")


async def text(client: Client, uri: str) -> str:
    """What a resource holds."""
    contents: Sequence[object] = (await client.read_resource(uri)).contents
    (one,) = contents
    assert isinstance(one, TextResourceContents)
    return one.text


async def test_the_store_is_not_touched_by_reading(desk: Desk) -> None:
    async with used(desk) as (client, run):
        await client.call_tool("messages_read", {"session_key": run["session_id"]})
    store = SqliteStore(str(desk.home / ".hermes" / "acp.db"))
    place = await store.newest_place()
    await store.close()
    async with asyncio.timeout(20), desk.client("legacy") as client:
        for name in ("conversations_list", "channels_list", "permissions_list_open", "events_poll"):
            told(await client.call_tool(name, {}))
    store = SqliteStore(str(desk.home / ".hermes" / "acp.db"))
    after = await store.newest_place()
    await store.close()
    assert after == place
