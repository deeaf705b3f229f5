"""Servers over Streamable HTTP: the transport of the official SDK behind a `Link` of ours.

The SDK costs a second to import, so it is imported in a thread and only when such a server is used. It lives in a
task of its own, which keeps its way of cancelling apart from ours; lines go in and out by queues.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.headers import Headers
from hermes_acp.mcp_client.httplink import HttpLink
from hermes_acp.mcp_client.reach import Reached
from hermes_acp.mcp_client.wire import ANSWER_LOST

if TYPE_CHECKING:
    import httpx2
    from mcp.shared.message import SessionMessage

LEAVE_SECONDS = 3.0
"""What saying goodbye may take."""
_SDK = ("mcp.client.streamable_http", "mcp.client.auth", "httpx2")


@asynccontextmanager
async def opened(config: ServerConfig, home: str, auth: httpx2.Auth | None = None) -> AsyncGenerator[Reached]:
    """A server at an address. ServerFault when it is lost, with the reason; NeedsSignIn when it wants a person.

    ``auth`` signs requests in place of what is kept in the home.
    """
    await asyncio.to_thread(load)
    link = HttpLink()
    carrying = asyncio.create_task(_carry(config, link, auth or await _auth(config, home)))
    carrying.add_done_callback(lambda done: link.ended.set())
    try:
        yield Reached(link, unheard=lambda: link.forgotten)
    except ServerFault as fault:
        raise await _better(fault, carrying, link) from None
    finally:
        await _leave(carrying, link)


async def _better(fault: ServerFault, carrying: asyncio.Task[None], link: HttpLink) -> ServerFault:
    """What the transport itself has to say about a failure, if it has anything."""
    await _leave(carrying, link)
    if carrying.cancelled() or (error := carrying.exception()) is None:
        return fault
    found = next((each for each in _flat(error) if isinstance(each, ServerFault)), None)
    return found or ServerFault(_words(error))


async def _leave(carrying: asyncio.Task[None], link: HttpLink) -> None:
    await link.close()
    await asyncio.wait([carrying], timeout=LEAVE_SECONDS)
    if not carrying.done():
        carrying.cancel()
        await asyncio.wait([carrying])
    if not carrying.cancelled():
        carrying.exception()  # it was looked at, or there is nobody to tell


async def _carry(config: ServerConfig, link: HttpLink, auth: httpx2.Auth | None) -> None:
    """Carry lines both ways until the link ends or the transport fails."""
    from mcp.client.streamable_http import streamable_http_client

    from hermes_acp.mcp_client.httpclient import made

    # In a thread: it reads certificates.
    http = await asyncio.to_thread(made, config, auth, _noticing(link))
    async with (
        http as client,
        streamable_http_client(config.url, http_client=client, max_sse_event_size=64 << 20) as (reading, writing),
    ):
        headers = Headers()
        tasks = [
            asyncio.create_task(_outwards(link, writing.send, headers)),
            asyncio.create_task(_inwards(link, cast("Any", reading), headers)),
            asyncio.create_task(_ended(link)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _noticing(link: HttpLink) -> Callable[[httpx2.Response], Awaitable[None]]:
    """Notices a session that the server forgot: HTTP 404 to a request that names one."""

    async def notice(response: httpx2.Response) -> None:
        if response.status_code == 404 and "mcp-session-id" in response.request.headers:
            link.forgotten = True

    return notice


async def _outwards(link: HttpLink, send: Callable[[SessionMessage], Any], headers: Headers) -> None:
    from mcp.shared.message import ClientMessageMetadata, SessionMessage
    from mcp.types import jsonrpc_message_adapter

    while True:
        line = await link.outgoing.get()
        message = jsonrpc_message_adapter.validate_json(line, by_name=False)
        metadata = ClientMessageMetadata(headers=headers.of(json.loads(line)))
        await send(SessionMessage(message, metadata))


async def _inwards(link: HttpLink, reading: AsyncGenerator[SessionMessage | Exception], headers: Headers) -> None:
    async for message in reading:
        if isinstance(message, Exception):
            continue  # a stray event that could not be read; the request it belonged to gets its own answer
        said = message.message.model_dump(by_alias=True, mode="json", exclude_unset=True)
        if link.forgotten:
            return  # the error that follows is no answer: a new session may well give one
        if _broken_off(said):
            said["error"] = {"code": ANSWER_LOST, "message": "The connection broke while the answer was waited for."}
        headers.hear(said)
        await link.arrive(json.dumps({"jsonrpc": "2.0", **said}).encode() + b"\n")


def _broken_off(said: dict[str, Any]) -> bool:
    """Whether the SDK itself made up an error, because a stream ended and could not be taken up again."""
    from mcp.types import CONNECTION_CLOSED

    match said.get("error"):
        case {"code": code, "message": str(words)}:
            return code == CONNECTION_CLOSED and words.startswith("SSE stream")
        case _:
            return False


async def _ended(link: HttpLink) -> None:
    await link.ended.wait()


async def _auth(config: ServerConfig, home: str) -> httpx2.Auth | None:
    """How requests prove who sends them; None when a header does, or nobody ever signed in and none is wanted."""
    if any(name.lower() == "authorization" for name in config.headers):
        return None
    from hermes_acp.mcp_client.oauth import silent

    return await silent(config, home)


def load() -> None:
    """Import the SDK; takes a second the first time, so it is for a thread. ServerFault where it is not installed."""
    try:
        for name in _SDK:
            import_module(name)
    except ImportError as error:
        words = "Servers at an address need the extra mcp: pip install 'hermes-editor-agent[mcp]'"
        raise ServerFault(f"{words} ({error}).") from None
    logging.getLogger("mcp.client.auth.oauth2").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """False for a fault of ours on its way through the SDK, which would log it with a traceback: people are told."""
    return not (record.exc_info and isinstance(record.exc_info[1], ServerFault))


def _flat(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from _flat(each)
    else:
        yield error


def _words(error: BaseException) -> str:
    """The first failure as a sentence."""
    first = next(_flat(error), error)
    if "auth" in type(first).__module__:
        return f"The sign-in did not come about: {first}"
    return f"The address could not be reached: {type(first).__name__}{f': {first}' if str(first) else ''}."
