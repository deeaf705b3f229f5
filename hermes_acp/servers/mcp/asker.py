"""Whoever asks: what it can do, how it hears of progress, and how it is asked back.

A legacy client says once what it is (`Connection`); a modern request says it each time. Handlers see one `Asker` for
both. Being asked back is a request of ours in the legacy era; in the modern one a handler answers with its questions.
"""

from __future__ import annotations

from typing import Protocol

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import Id
from hermes_acp_protocol.mcp.capabilities import TASKS_IN, ClientAbilities, read_client_abilities
from hermes_acp_protocol.mcp.definitions import Implementation, read_implementation
from hermes_acp_protocol.mcp.eras import LATEST_LEGACY, Era, answer_to_initialize
from hermes_acp_protocol.mcp.fields import table, text
from hermes_acp_protocol.mcp.meta import Envelope, progress_token
from hermes_acp_protocol.mcp.methods import MESSAGE, PROGRESS
from hermes_acp_protocol.mcp.results import Progress, answers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio

LEVELS = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
"""Levels of a log, the least first (RFC 5424)."""
QUICK = 0.5
"""Seconds below which a no was said by a program and not by a person."""


class Line(Protocol):
    """A way to whoever asks."""

    async def notify(self, method: str, params: JsonObject) -> None:
        """Tell. ConnectionClosed."""
        ...

    async def call(self, method: str, params: JsonObject) -> JsonValue:
        """Ask, and wait for the answer; legacy only. RpcError, ConnectionClosed."""
        ...


class Connection:
    """What a legacy client said when it came, and what it wants since then."""

    def __init__(self) -> None:
        self.version: str | None = None
        """The revision agreed on; None before ``initialize``."""
        self.client: Implementation | None = None
        self.abilities = ClientAbilities()
        self.level: str | None = None
        """The least level of log lines it wants; None until it said so."""
        self.asks_people = True
        """False once a question came back faster, or in another way, than a person answers."""
        self.line: Line | None = None
        """For what belongs to no request."""
        self.ready = False
        """Whether it said that it may be told of changes."""
        self.watched: set[str] = set()
        """Resources it subscribed to."""
        self.watching: asyncio.Task[None] | None = None
        self.roots: tuple[str, ...] | None = None
        """The directories its user works in, as it told them; None until it was asked, and when they changed."""
        self.roots_until = 0.0
        """Until when they count, by the monotonic clock."""

    def greet(self, params: JsonObject) -> str:
        """Take in an ``initialize``; the revision that is spoken from here on."""
        self.version = answer_to_initialize(text(params, "protocolVersion") or LATEST_LEGACY)
        self.client = read_implementation(params.get("clientInfo"))
        self.abilities = read_client_abilities(table(params, "capabilities"))
        return self.version


class Asker:
    """One request's view of whoever sent it."""

    def __init__(
        self,
        connection: Connection,
        line: Line | None,
        params: JsonObject,
        envelope: Envelope | None,
        id: Id = None,
        method: str = "",
    ) -> None:
        self.connection = connection
        self.line = line
        self.id = id
        """The id of the request."""
        self.method = method
        self.era: Era = "modern" if envelope else "legacy"
        self.version = envelope.version if envelope else connection.version or LATEST_LEGACY
        self.abilities = read_client_abilities(envelope.capabilities) if envelope else connection.abilities
        self.declared: JsonObject = envelope.capabilities if envelope else {}
        self.client = envelope.client if envelope else connection.client
        self.level = envelope.log_level if envelope else connection.level
        self.answers, self.state = answers_of(params)
        """What came back of earlier questions, and the state that was sent with them (modern)."""
        old = envelope is None and connection.version == TASKS_IN
        self.wants_task = old and isinstance(params.get("task"), dict)
        """Whether the call is to go on as a task of 2025-11-25."""
        self._token = progress_token(params)
        self._steps = 0.0

    @property
    def modern(self) -> bool:
        """Whether the request is of the modern era."""
        return self.era == "modern"

    @property
    def name(self) -> str:
        """What the client calls itself, for people."""
        return self.client.title or self.client.name if self.client else "an MCP client"

    @property
    def wants_progress(self) -> bool:
        """Whether anybody hears of progress."""
        return self._token is not None and self.line is not None

    async def progress(self, message: str, *, done: float | None = None, total: float | None = None) -> None:
        """Tell how far it is; each step counts more than the one before it."""
        if self._token is None or self.line is None:
            return
        self._steps = self._steps + 1 if done is None else done
        await self.line.notify(PROGRESS, Progress(self._token, self._steps, total, message).json())

    async def log(self, level: str, data: JsonValue, logger: str = "hermes") -> None:
        """Send a line of the log, if the client asked for lines of that level."""
        if self.level not in LEVELS or self.line is None or LEVELS.index(level) < LEVELS.index(self.level):
            return
        await self.line.notify(MESSAGE, {"level": level, "logger": logger, "data": data})

    async def ask_back(self, method: str, params: JsonObject) -> JsonValue:
        """Ask the client something in the middle of its request; legacy only. RpcError, ConnectionClosed."""
        if self.modern or self.line is None:
            raise RuntimeError("a modern client is asked by the answer")
        return await self.line.call(method, params)
