"""Running the agent, and answering what its runs ask."""

from __future__ import annotations

from hermes_acp.servers.mcp.catalogue.entry import APPROVAL, READS, Served, reads
from hermes_acp.servers.mcp.schemas import maybe, number, record, rows, text, texts, whole
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp.definitions import ToolDefinition, ToolHints

STATES = ("running", "needs_approval", "needs_input", "completed", "failed", "cancelled")
WAIT = number("Seconds to wait at most before answering; 0 answers at once", 0, 50)
RUN = record(
    session_id=text("Give it to agent_run to go on in the same conversation"),
    run_id=text("Give it to agent_wait"),
    status=text("How it stands", *STATES),
    text=text("What the agent said since the cursor; at the end its whole answer"),
    steps=texts("What it did since the cursor, one line each"),
    approvals=rows("What waits for a yes or a no", APPROVAL),
    notices=texts("What the user should know besides"),
    files_changed=texts("Files it edited"),
    error=maybe(text("Why it failed")),
    usage=record(input_tokens=maybe({"type": "integer"}), output_tokens=maybe({"type": "integer"})),
    cursor=whole("Give it to the next agent_wait", 0, 2**53),
)
STATUS = record(run_id=text("The run"), status=text("How it stands", *STATES))


def runs(
    name: str, about: str, code: str, takes: JsonObject, gives: JsonObject, hints: ToolHints, *, as_task: bool = False
) -> Served:
    """A tool that needs leave to run the agent."""
    return Served(ToolDefinition(name, about, takes, hints.title, gives, hints, as_task=as_task), code, runs=True)


SERVED = (
    runs(
        "agent_run",
        "Give Hermes, a coding agent, a task in a workspace of the user; it reads, edits and runs what the task needs "
        "and asks before anything risky. Answers when the task is done, when it needs a person's word, or when the "
        "wait is over; then go on with agent_wait.",
        "running:agent_run",
        record(
            ["prompt"],
            prompt=text("The task, with all that Hermes must know of it"),
            session_id=text("Go on in this session instead of a new one"),
            cwd=text("Absolute directory to work in, for a new session; by default the server's workspace"),
            context=texts("What to attach: @path/to/file, @file:a.py:10-20, @folder:src, @diff, @url:https://…"),
            mode=text("plan only reads; ask asks before changes; edit may edit files unasked", "plan", "ask", "edit"),
            model=text("provider:model, for a new session"),
            wait_seconds=WAIT,
        ),
        RUN,
        ToolHints("Run the agent", read_only=False, destructive=True, idempotent=False, open_world=True),
        as_task=True,
    ),
    runs(
        "agent_wait",
        "Wait for a run of agent_run to go on; returns what is new since the cursor.",
        "running:agent_wait",
        record(
            ["run_id"],
            run_id=text("As agent_run gave it"),
            cursor=whole("As the last answer gave it", 0, 2**53, 0),
            wait_seconds=WAIT,
        ),
        RUN,
        READS._replace(title="Wait for a run"),
    ),
    runs(
        "agent_steer",
        "Say something to a run that is under way; it reads it at its next step.",
        "running:agent_steer",
        record(["run_id", "message"], run_id=text("As agent_run gave it"), message=text("What to say")),
        record(run_id=text("The run"), taken={"type": "boolean"}),
        ToolHints("Steer a run", read_only=False, destructive=False, idempotent=False, open_world=False),
    ),
    runs(
        "agent_cancel",
        "End a run. What it has done stays done.",
        "running:agent_cancel",
        record(["run_id"], run_id=text("As agent_run gave it")),
        STATUS,
        ToolHints("Cancel a run", read_only=False, destructive=False, idempotent=True, open_world=False),
    ),
    reads(
        "agent_diff",
        "Show what a session, or one run, changed",
        "Show what a session, or one run of it, changed in files, as a unified diff.",
        "reading:agent_diff",
        record(session_id=text("All of a session"), run_id=text("One run")),
        record(
            session_id=text("The session"),
            files=texts("Files that changed"),
            diff=text("Unified diff"),
            cut={"type": "boolean"},
        ),
    ),
    reads(
        "permissions_list_open",
        "List what waits for a yes or a no",
        "List what sessions of Hermes on this machine wait to be allowed, in whichever editor or client they run.",
        "approving:permissions_list_open",
        record(session_key=text("Only of this session")),
        record(count={"type": "integer"}, approvals=rows("The oldest first", APPROVAL)),
    ),
    runs(
        "permissions_respond",
        "Answer what a session waits for. Only ever with what the user said to this very question.",
        "approving:permissions_respond",
        record(
            ["id", "decision"],
            id=text("As permissions_list_open or a run gave it"),
            decision=text("What the user decided", "allow-once", "allow-session", "allow-always", "deny"),
            option_id=text("A certain option of the question instead of the usual one for the decision"),
            note=text("What the user said besides; the agent reads it"),
        ),
        record(
            id=text("The question"),
            outcome=text("What came of it", "resolved", "already_resolved", "expired", "refused"),
            decision=maybe(text("What holds now")),
            answered_by=maybe(text("Who answered")),
        ),
        ToolHints("Answer an approval", read_only=False, destructive=True, idempotent=True, open_world=False),
    ),
)
