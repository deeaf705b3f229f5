"""The resources: sessions, their changes, runs, what waits, skills, files of the workspace."""

from __future__ import annotations

import asyncio
import base64
import mimetypes
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from hermes_acp.agent.transcript import transcript
from hermes_acp.errors import HermesError, SessionNotFound
from hermes_acp.servers.mcp import past
from hermes_acp.servers.mcp.approvals import listed as waiting
from hermes_acp.servers.mcp.offer import Unknown
from hermes_acp_protocol.framing import write_json
from hermes_acp_protocol.mcp.content import Contents
from hermes_acp_protocol.mcp.definitions import ResourceDefinition
from hermes_acp_skills.problem import SkillError

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.asker import Asker
    from hermes_acp.servers.mcp.backend import HermesOffer

PAGE = 50
MOST_BYTES = 10 * 1024 * 1024
FIRST = (
    ResourceDefinition("hermes://sessions", "sessions", "Sessions", "The newest ones.", "application/json"),
    ResourceDefinition("hermes://approvals", "approvals", "What waits for a yes", None, "application/json"),
)


async def listed(offer: HermesOffer, cursor: str | None) -> tuple[Sequence[ResourceDefinition], str | None]:
    """A page: what there is always and the skills on the first, then sessions. ValueError for a strange cursor."""
    page = await offer.store.sessions(cursor=cursor, limit=PAGE)
    found: list[ResourceDefinition] = []
    if cursor is None:
        found += FIRST
        found += [
            ResourceDefinition(
                f"hermes://skill/{quote(skill.name)}", skill.name, None, skill.description, "text/markdown"
            )
            for skill in await offer.skills()
        ]
    found += [
        ResourceDefinition(
            f"hermes://session/{record.id}", record.id, record.title or "A session", record.cwd, "text/markdown"
        )
        for record in page.records
    ]
    return found, page.next_cursor


async def read(offer: HermesOffer, uri: str, asker: Asker) -> Contents:
    """What a resource holds. Unknown."""
    for pattern, reader in READERS:
        if match := re.fullmatch(pattern, uri):
            try:
                return await reader(offer, uri, asker, *map(unquote, match.groups()))
            except (SessionNotFound, SkillError) as error:
                raise Unknown(str(error)) from error
            except HermesError as error:
                raise Unknown(str(error)) from error
    raise Unknown(f"There is no resource {uri!r} here.")


async def _sessions(offer: HermesOffer, uri: str, asker: Asker) -> Contents:
    page = await offer.store.sessions(limit=PAGE)
    rows = [past.described(record) for record in page.records]
    return Contents(uri, write_json({"sessions": [*rows]}).decode(), mime_type="application/json")


async def _approvals(offer: HermesOffer, uri: str, asker: Asker) -> Contents:
    rows = await waiting(offer.store)
    return Contents(uri, write_json({"approvals": [*rows]}).decode(), mime_type="application/json")


async def _session(offer: HermesOffer, uri: str, asker: Asker, session_id: str) -> Contents:
    record, entries = await past.kept(offer.store, session_id)
    words = transcript(event for _, event in past.in_order(entries))
    return Contents(uri, f"# {record.title or 'A session'}\n\n{words}\n", mime_type="text/markdown")


async def _diff(offer: HermesOffer, uri: str, asker: Asker, session_id: str) -> Contents:
    record, entries = await past.kept(offer.store, session_id)
    text, _ = past.diff(past.changes(event for _, event in past.in_order(entries)), record.cwd)
    return Contents(uri, text, mime_type="text/x-diff")


async def _run(offer: HermesOffer, uri: str, asker: Asker, run_id: str) -> Contents:
    run = await offer.runs.get(run_id)
    if run is None:
        raise Unknown(f"There is no run {run_id!r}.")
    lines = [f"status: {run.status}", *(f"{step}" for step in run.deeds()), "", run.words()]
    return Contents(uri, "\n".join(lines), mime_type="text/plain")


async def _skill(offer: HermesOffer, uri: str, asker: Asker, name: str) -> Contents:
    view = await asyncio.to_thread((await offer.skills()).view, name)
    return Contents(uri, view.text, mime_type="text/markdown")


async def _file(offer: HermesOffer, uri: str, asker: Asker, path: str) -> Contents:
    from hermes_acp_tools.action import Action, PathUse
    from hermes_acp_tools.result import ToolError

    bench = await offer.bench(asker)
    host = bench.bench.host
    try:
        resolved = await host.resolve(f"{bench.bench.cwd}/{path}")
        if why := await bench.allowed(Action("read_file", "read", (PathUse(path, resolved, "read"),))):
            raise Unknown(why)
        data = await host.read_bytes(resolved, MOST_BYTES)
    except (OSError, ToolError) as error:
        raise Unknown(f"{path}: {error}") from error
    try:
        text = await asyncio.to_thread(lambda: bench.mask(data.decode()))
    except UnicodeDecodeError:
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Contents(uri, blob=base64.b64encode(data).decode(), mime_type=kind)
    return Contents(uri, text, mime_type="text/plain")


READERS: tuple[tuple[str, Callable[..., Awaitable[Contents]]], ...] = (
    (r"hermes://sessions", _sessions),
    (r"hermes://approvals", _approvals),
    (r"hermes://session/([^/]+)", _session),
    (r"hermes://session/([^/]+)/diff", _diff),
    (r"hermes://run/([^/]+)/log", _run),
    (r"hermes://skill/([^/]+)", _skill),
    (r"hermes://workspace/(.+)", _file),
)
"""What a URI looks like → who reads it, given its parts."""
