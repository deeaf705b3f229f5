"""Reading what sessions said, and saying something to them: the names that users of Hermes Agent know."""

from __future__ import annotations

from hermes_acp.servers.mcp.catalogue.entry import SESSION, Served, reads
from hermes_acp.servers.mcp.schemas import maybe, record, rows, text, whole
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp.definitions import ToolDefinition, ToolHints

LIMIT = whole("How many at most", 1, 200, 50)
PLATFORM = text("hermes; other platforms have no sessions here")
KEY = text("The session, as conversations_list gave it")
SAID: dict[str, JsonObject] = {
    "id": text("Names the message for attachments_fetch"),
    "session_key": text("The session"),
    "role": text("Who", "user", "assistant"),
    "timestamp": text("ISO 8601"),
}
MESSAGE = record(
    **SAID,
    content=text("The words, cut at 2000 characters, or sooner where there are many; the resource has them all"),
    attachments={"type": "integer", "description": "Parts that are no text"},
)
FOUND = record(**SAID, content=text("Some words around the match"))
EVENT = record(
    cursor={"type": "integer", "description": "Its place among all events"},
    type=text("message, tool, approval_requested, approval_resolved, turn_started, turn_ended, title or other"),
    session_key=text("The session"),
    timestamp=text("ISO 8601"),
    role=text("For a message"),
    content=text("Cut at 500 characters"),
)
CURSOR = whole("Only what came after this one; 0 is the beginning", 0, 2**53, 0)
COUNT: JsonObject = {"type": "integer"}

SERVED: tuple[Served, ...] = (
    reads(
        "conversations_list",
        "List sessions",
        "List the sessions of Hermes on this machine, newest first, from every editor and client.",
        "reading:conversations_list",
        record(platform=PLATFORM, limit=LIMIT, search=text("Words in the title, the directory or the id")),
        record(count=COUNT, conversations=rows("Newest first", record(**SESSION))),
    ),
    reads(
        "conversation_get",
        "Look at one session",
        "One session: where it works, when it was used, how many tokens it took.",
        "reading:conversation_get",
        record(["session_key"], session_key=KEY),
        record(
            **SESSION,
            mode=maybe(text("Its approval mode")),
            model=maybe(text("provider:model")),
            turns=COUNT,
            input_tokens=COUNT,
            output_tokens=COUNT,
        ),
    ),
    reads(
        "messages_read",
        "Read a session's messages",
        "The last messages of a session, in order: what was asked and what was answered.",
        "reading:messages_read",
        record(["session_key"], session_key=KEY, limit=LIMIT),
        record(session_key=KEY, count=COUNT, total_in_session=COUNT, messages=rows("In order", MESSAGE)),
    ),
    reads(
        "messages_search",
        "Search all sessions",
        "Find words in what was said in any session, the best match first.",
        "reading:messages_search",
        record(
            ["query"],
            query=text("Words; all must be there, quotes hold a phrase together"),
            session_key=KEY,
            limit=LIMIT,
        ),
        record(count=COUNT, messages=rows("The best match first; content is what stands around the words", FOUND)),
    ),
    reads(
        "attachments_fetch",
        "Fetch what a message holds besides text",
        "The parts of a message that are no text, such as images.",
        "reading:attachments_fetch",
        record(["session_key", "message_id"], session_key=KEY, message_id=text("As messages_read gave it")),
        record(
            message_id=text("The message"),
            count=COUNT,
            attachments=rows("In order", record(type=text("image"), mime_type=text("Its kind"), bytes=COUNT)),
        ),
    ),
    reads(
        "events_poll",
        "See what happened",
        "What happened in sessions since a cursor. The cursor stays good after a restart.",
        "events:events_poll",
        record(after_cursor=CURSOR, session_key=KEY, limit=whole("How many at most", 1, 200, 20)),
        record(events=rows("In order", EVENT), next_cursor={"type": "integer"}),
    ),
    reads(
        "events_wait",
        "Wait until something happens",
        "The next event after a cursor, as soon as there is one.",
        "events:events_wait",
        record(
            after_cursor=CURSOR,
            session_key=KEY,
            timeout_ms=whole("How long to wait; never longer than the server's limit", 0, 300_000, 30_000),
        ),
        record(event=maybe(EVENT), next_cursor={"type": "integer"}, reason=maybe(text("timeout when there is none"))),
    ),
    reads(
        "channels_list",
        "List where messages can go",
        "The targets of messages_send: sessions, by their title.",
        "reading:channels_list",
        record(platform=PLATFORM),
        record(
            count=COUNT,
            channels=rows("", record(target=text("For messages_send"), name=text("Title"), platform=PLATFORM)),
        ),
    ),
    Served(
        ToolDefinition(
            "messages_send",
            "Say something to a session: a running one reads it at its next step, another begins a turn with it.",
            record(
                ["target", "message"],
                target=text("hermes:SESSION, as channels_list gave it"),
                message=text("What to say"),
            ),
            "Send a message to a session",
            record(target=text("Where it went"), run_id=text("For agent_wait"), status=text("steered or running")),
            ToolHints("Send a message", read_only=False, destructive=False, idempotent=False, open_world=True),
        ),
        "running:messages_send",
        runs=True,
    ),
)
