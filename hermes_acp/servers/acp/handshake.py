"""The first exchange: what the editor can do, what we can do. Pure, and importing nothing.

Runs before asyncio is loaded, so that ``initialize`` is answered at once, with no config, no home and no network.
Source: https://agentclientprotocol.com/protocol/v1/initialization
"""

from __future__ import annotations

from hermes_acp import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp_protocol.framing import JsonObject, JsonValue

STABLE, DRAFT = 1, 2
"""The wire versions we speak."""
EXTENSIONS = (
    "_hermes/complete",
    "_hermes/session/messages",
    "_hermes/session/rewind",
    "_hermes/session/export",
    "_hermes/permissions/list",
    "_hermes/permissions/revoke",
)
"""Methods of ours; see ``extensions``."""


def agree(asked: object) -> int | None:
    """The version to speak with who asks for that one; None when it is no version.

    The draft is spoken with who asks for it by name. Everybody else gets the stable version, also who asks for more
    than we know. A number may come spelled as text, from tools that were written before it had to be one.
    """
    if isinstance(asked, str) and asked.isdecimal():
        asked = int(asked)
    if isinstance(asked, float) and asked.is_integer():
        asked = int(asked)
    if isinstance(asked, bool) or not isinstance(asked, int):
        return None
    return DRAFT if asked == DRAFT else STABLE


class Editor:
    """What the client said it can do. What it did not say, it cannot."""

    def __init__(self, params: Mapping[str, object] | None = None, version: int = STABLE) -> None:
        said = params or {}
        self.version = version
        """The wire version that is spoken with it."""
        name = as_object(said.get("clientInfo" if version == STABLE else "info")).get("name")
        self.name = name if isinstance(name, str) and name else "the editor"
        capabilities = as_object(said.get("clientCapabilities" if version == STABLE else "capabilities"))
        files, meta = as_object(capabilities.get("fs")), as_object(capabilities.get("_meta"))
        auth, session = as_object(capabilities.get("auth")), as_object(capabilities.get("session"))
        self.reads_files = files.get("readTextFile") is True
        """``fs/read_text_file``: sees unsaved buffers."""
        self.writes_files = files.get("writeTextFile") is True
        """``fs/write_text_file``: feeds the editor's own review of edits."""
        self.runs_setup = auth.get("terminal") is True or (version == DRAFT and isinstance(auth.get("terminal"), dict))
        """It can run our setup in a terminal of its own."""
        self.runs_setup_by_meta = meta.get("terminal-auth") is True
        """The same by an older convention."""
        elicitation, options = as_object(capabilities.get("elicitation")), as_object(session.get("configOptions"))
        self.shows_forms = isinstance(elicitation.get("form"), dict)
        """``elicitation/create`` with a form."""
        self.opens_addresses = isinstance(elicitation.get("url"), dict)
        """The same with an address to visit."""
        self.shows_switches = version == DRAFT or isinstance(options.get("boolean"), dict)
        """It draws options that are on or off."""
        self.shows_compaction = version == DRAFT or isinstance(session.get("compaction"), dict)
        """It understands updates about compaction."""
        self.shows_plans = isinstance(capabilities.get("plan"), dict)
        """It understands plans with ids."""
        self.shows_terminals = meta.get("terminal_output") is True
        """It draws terminals of ours from ``_meta``, with appended output."""
        self.shows_notices = version == DRAFT or isinstance(session.get("notices"), dict)
        """It understands ``notice`` updates."""


def initialize(editor: Editor, command: str) -> JsonObject:
    """The answer to ``initialize``. ``command`` is the program that was started, for terminal sign-in."""
    answer = initialize_stable(editor, command)
    if editor.version == STABLE:
        return answer
    from hermes_acp.servers.acp.v2.handshake import from_first

    return from_first(answer)


def initialize_stable(editor: Editor, command: str) -> JsonObject:
    """The answer in version 1."""
    return {
        "protocolVersion": STABLE,
        "agentInfo": {"name": "hermes-acp", "title": "Hermes", "version": __version__},
        "agentCapabilities": {
            "loadSession": True,
            "promptCapabilities": {"image": True, "audio": False, "embeddedContext": True},
            "mcpCapabilities": {"http": True, "sse": False, "acp": True},
            "sessionCapabilities": {
                "list": {},
                "resume": {},
                "close": {},
                "delete": {},
                "additionalDirectories": {},
                "systemPrompt": {},
                "fork": {},
                "archive": {},
                "status": {},
                "title": {},
            },
            "auth": {"logout": {}, "status": {}},
            "providers": {},
            "_meta": {"hermes": {"methods": [*EXTENSIONS]}},
        },
        "authMethods": auth_methods(editor, command),
        "_meta": {"steering": {"supported": True}},
    }


def auth_methods(editor: Editor, command: str) -> list[JsonValue]:
    """How a person can sign in, as far as this editor can help with it."""
    methods: list[JsonValue] = [
        {
            "id": "key",
            "name": "Use the key that is set",
            "description": "Looks for a provider's key in the environment and in the .env file of Hermes.",
        }
    ]
    setup: JsonObject = {
        "id": "setup",
        "name": "Set up a model in the terminal",
        "description": "Asks for provider, key and model, and tries them.",
    }
    if editor.runs_setup:
        methods.append({**setup, "type": "terminal", "args": ["--setup"]})
    elif editor.runs_setup_by_meta:
        terminal: JsonObject = {"command": command, "args": ["acp", "--setup"], "label": "Hermes setup"}
        methods.append({**setup, "_meta": {"terminal-auth": terminal}})
    return methods


def as_object(value: object) -> Mapping[str, object]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
