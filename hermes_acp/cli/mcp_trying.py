"""``hermes mcp test | tools | login``: what needs the server itself."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.cli.mcp_settings import named, written_name
from hermes_acp.cli.streams import harmless
from hermes_acp.config.paths import hermes_home

if TYPE_CHECKING:
    from hermes_acp.mcp_client.config import ServerConfig
    from hermes_acp.mcp_client.reach import Reach
    from hermes_acp.mcp_client.server import Server


def test(argv: list[str]) -> int:
    """``hermes mcp test NAME``."""
    parser = argparse.ArgumentParser(prog="hermes mcp test", description="Start a server and say what it offers.")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    return asyncio.run(_test(named(options.name), as_json=options.json))


def tools(argv: list[str]) -> int:
    """``hermes mcp tools NAME``."""
    parser = argparse.ArgumentParser(
        prog="hermes mcp tools", description="List a server's tools, or choose which of them are used."
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--only", metavar="NAMES", help="use these alone: names or globs with commas between")
    parser.add_argument("--without", metavar="NAMES", help="use all but these")
    parser.add_argument("--all", action="store_true", help="use all of them")
    parser.add_argument("--json", action="store_true", help="list them as one JSON object")
    options = parser.parse_args(argv)
    server = named(options.name)
    if options.only or options.without or options.all:
        return _choose(server, options)
    return asyncio.run(_list_tools(server, as_json=options.json))


def login(argv: list[str]) -> int:
    """``hermes mcp login NAME``."""
    parser = argparse.ArgumentParser(prog="hermes mcp login", description="Sign in to a server.")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--no-browser", action="store_true", help="only show the address")
    options = parser.parse_args(argv)
    server = named(options.name)
    if server.transport != "http":
        print(f"hermes mcp: {server.name} is a program of this machine; nobody signs in to it", file=sys.stderr)
        return 2
    return asyncio.run(_login(server, browser=not options.no_browser))


async def _test(config: ServerConfig, *, as_json: bool) -> int:
    from hermes_acp.mcp_client.faults import ServerFault
    from hermes_acp.mcp_client.states import counted

    began = time.monotonic()
    if sys.stderr.isatty():
        print(harmless(f"Starting {config.name}; it has {config.start_timeout:g} seconds."), file=sys.stderr)
    async with _using(config) as server:
        try:
            await server.connection()
            fault = ""
        except ServerFault as error:
            fault = str(error)
        status, seconds = server.status, time.monotonic() - began
        prompts = [prompt.name for prompt in server.offer.prompts]
        names = [tool.name for tool in server.offer.tools.usable]
    if as_json:
        facts = {
            "name": config.name,
            "ready": not fault,
            "fault": fault,
            "version": status.version,
            "seconds": round(seconds, 3),
            "tools": names,
            "prompts": prompts,
            "left_out": dict(status.left_out),
        }
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    elif fault:
        print(harmless(f"{config.name} does not work: {fault}"))
    else:
        print(harmless(f"{config.name} works: MCP {status.version}, ready after {seconds:.2f} s."))
        print(harmless(f"{counted(len(names), 'tool')}: {', '.join(names) or 'none'}"))
        if prompts:
            print(harmless(f"{counted(len(prompts), 'prompt')}: {', '.join(prompts)}"))
        for name, why in status.left_out:
            print(harmless(f"{name} is left out: {why}"))
    return 1 if fault else 0


async def _list_tools(config: ServerConfig, *, as_json: bool) -> int:
    from hermes_acp.mcp_client.config import Chosen
    from hermes_acp.mcp_client.faults import ServerFault

    async with _using(replace(config, tools=Chosen())) as server:
        try:
            await server.connection()
        except ServerFault as error:
            print(harmless(f"hermes mcp: {config.name} does not work: {error}"), file=sys.stderr)
            return 1
        offered = server.offer.tools
    if as_json:
        rows = [
            {"name": tool.name, "used": config.tools.takes(tool.name), "description": tool.description}
            for tool in offered.usable
        ]
        print(json.dumps({"tools": rows, "left_out": dict(offered.left_out)}, ensure_ascii=False, indent=2))
        return 0
    for tool in offered.usable:
        mark = "x" if config.tools.takes(tool.name) else " "
        words = tool.description.strip().partition("\n")[0]
        print(harmless(f"[{mark}] {tool.name}  {words[:100]}"))
    for name, why in offered.left_out:
        print(harmless(f"[!] {name}  cannot be used: {why}"))
    return 0


def _choose(config: ServerConfig, options: argparse.Namespace) -> int:
    from hermes_acp.config.edit import put_all

    if config.origin != "user":
        print(f"hermes mcp: {config.name} is not in your settings", file=sys.stderr)
        return 2
    place = f"mcp_servers.{written_name(config.name)}.tools"
    include, exclude = _words(options.only), _words(options.without)
    put_all(hermes_home(), {f"{place}.include": include or None, f"{place}.exclude": exclude or None})
    used = "only " + ", ".join(include) if include else "all but " + ", ".join(exclude) if exclude else "all"
    print(harmless(f"Of {config.name}, {used} tools are used."))
    return 0


async def _login(config: ServerConfig, *, browser: bool) -> int:
    from hermes_acp.mcp_client.faults import ServerFault
    from hermes_acp.mcp_client.http import load, opened
    from hermes_acp.mcp_client.login import signing_in
    from hermes_acp.mcp_client.states import counted

    async def show(url: str) -> None:
        print(f"Sign in here:\n\n  {url}\n", flush=True)
        if browser:
            import webbrowser

            await asyncio.to_thread(webbrowser.open, url)

    async def paste() -> str:
        print("If the browser cannot come back, paste the address it ended at:", flush=True)
        return await asyncio.to_thread(sys.stdin.readline)

    try:
        await asyncio.to_thread(load)
        async with (
            signing_in(config, hermes_home(), show, paste if sys.stdin.isatty() else None) as auth,
            _using(config, lambda: opened(config, hermes_home(), auth)) as server,
        ):
            await server.connection()
            tools = counted(server.status.tools, "tool")
            wanted = auth.context.current_tokens is not None
            print(
                f"You are signed in at {config.name}: {tools}." if wanted else f"{config.name} asks nobody to sign in."
            )
    except ServerFault as error:
        print(harmless(f"hermes mcp: {error}"), file=sys.stderr)
        return 1
    return 0


@asynccontextmanager
async def _using(config: ServerConfig, reach: Reach | None = None) -> AsyncGenerator[Server]:
    """The server for as long as the block runs; tried once."""
    from hermes_acp.mcp_client.answering import Answering
    from hermes_acp.mcp_client.reach import reaching
    from hermes_acp.mcp_client.server import Server

    cwd = os.getcwd()
    way = reach or reaching(config, cwd, os.environ, hermes_home())
    server = Server(config, way, Answering(config, (cwd,)))
    try:
        yield server
    finally:
        await server.close()


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]
