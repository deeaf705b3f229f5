"""The editors and other clients that start Hermes: where each keeps its settings, and what is to stand there.

Plain data, a line or two for each client. Knows no file system: ``change`` reads and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

System = Literal["linux", "darwin", "win32"]
Face = Literal["acp", "mcp"]
NAME = "Hermes"


class Place(NamedTuple):
    """A file and where in it the entry stands."""

    file: str
    """``~`` is the home, ``$APPDATA`` the folder for settings (see ``folders``)."""
    path: tuple[str, ...] = ()
    """Names from the top of the file down to the entry; empty when the whole file is ours."""


class Client(NamedTuple):
    """A program that can start Hermes."""

    name: str
    """As in ``hermes install NAME``."""
    label: str
    face: Face
    places: Mapping[str, Place]
    """By system; ``linux`` stands for every system that is not named."""
    entry: Callable[[str], object]
    """What stands at the place, given the command: a JSON value, or the text of a file that is ours."""
    project: Place | None = None
    """The file of a workspace that does the same for everybody in it; None where the client reads none."""
    signs: tuple[str, ...] = ()
    """Folders and programs that show it is on this machine."""
    after: str = ""
    """What the person does next, in one sentence."""
    extension: str = ""
    """The program that installs our VS Code extension; empty for clients that need none."""

    def place(self, system: str) -> Place:
        """Where the entry stands on a system (``sys.platform``)."""
        return self.places.get(system) or self.places["linux"]


def server(command: str) -> dict[str, object]:
    """An agent server, as Zed and JetBrains call it."""
    return {"command": command, "args": ["acp"], "env": {}}


def zed_agent(command: str) -> dict[str, object]:
    """Zed wants to know that the agent is not from its registry."""
    return {"type": "custom", **server(command)}


def jetbrains_agent(command: str) -> dict[str, object]:
    """The agent sees the IDE's own MCP server and those a person added."""
    return {**server(command), "use_idea_mcp": True, "use_custom_mcp": True}


def mcp_server(command: str) -> dict[str, object]:
    """Hermes as an MCP server over stdin and stdout."""
    return {"command": command, "args": ["mcp", "serve"]}


def typed_mcp_server(command: str) -> dict[str, object]:
    """The same where the transport is to be named."""
    return {"type": "stdio", **mcp_server(command)}


def zed_mcp_server(command: str) -> dict[str, object]:
    """Zed's flat form."""
    return {**mcp_server(command), "env": {}}


def emacs_file(command: str) -> str:
    """What agent-shell needs to offer Hermes."""
    return f""";;; hermes-acp.el --- Hermes in agent-shell  -*- lexical-binding: t; -*-
;; Written by `hermes install emacs'; `hermes install emacs --uninstall' takes it away.
(with-eval-after-load 'agent-shell
  (require 'acp)
  (add-to-list
   'agent-shell-agent-configs
   (agent-shell-make-agent-config
    :identifier 'hermes
    :mode-line-name "Hermes"
    :buffer-name "Hermes"
    :shell-prompt "Hermes> "
    :shell-prompt-regexp "Hermes> "
    :client-maker (lambda (buffer)
                    (acp-make-client :command {lisp_text(command)}
                                     :command-params '("acp")
                                     :context-buffer buffer)))))
(provide 'hermes-acp)
"""


def neovim_file(command: str) -> str:
    """A module that gives each plugin the table it wants."""
    return f"""-- Hermes for Neovim, written by `hermes install neovim`; with --uninstall it goes away again.
local command = {lisp_text(command)}
return {{
  -- require("codecompanion").setup(require("hermes_acp").codecompanion)
  codecompanion = {{
    adapters = {{
      acp = {{
        hermes = function()
          return require("codecompanion.adapters").extend("opencode", {{
            name = "hermes",
            formatted_name = "Hermes",
            commands = {{ default = {{ command, "acp" }} }},
          }})
        end,
      }},
    }},
    interactions = {{ chat = {{ adapter = "hermes" }} }},
  }},
  -- require("avante").setup(require("hermes_acp").avante)
  avante = {{
    provider = "hermes",
    acp_providers = {{ hermes = {{ command = command, args = {{ "acp" }}, env = {{}} }} }},
  }},
}}
"""


def lisp_text(text: str) -> str:
    """A string literal of Lisp and of Lua alike."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def in_code(folder: str, file: str, *path: str) -> dict[str, Place]:
    """A file in the user folder of VS Code, or of an editor made from it, on each system."""
    return {
        "linux": Place(f"~/.config/{folder}/User/{file}", path),
        "darwin": Place(f"~/Library/Application Support/{folder}/User/{file}", path),
        "win32": Place(f"$APPDATA/{folder}/User/{file}", path),
    }


def signs_of(folder: str, program: str) -> tuple[str, ...]:
    """What shows that such an editor is here."""
    return (f"~/.config/{folder}", f"~/Library/Application Support/{folder}", f"$APPDATA/{folder}", program)


def code_editor(name: str, label: str, folder: str, program: str) -> Client:
    """VS Code, or an editor made from it: our extension, told where ``hermes`` is."""
    return Client(
        name,
        label,
        "acp",
        in_code(folder, "settings.json", "hermes.command"),
        str,
        project=Place(".vscode/settings.json", ("hermes.command",)),
        signs=signs_of(folder, program),
        after="Press Ctrl+Alt+H (Cmd+Alt+H on a Mac) and say what you want done.",
        extension=program,
    )


ZED = {"linux": "~/.config/zed/settings.json", "win32": "$APPDATA/Zed/settings.json"}


def in_zed(*path: str) -> dict[str, Place]:
    """Zed's settings, on each system."""
    return {system: Place(file, path) for system, file in ZED.items()}


EDITORS: tuple[Client, ...] = (
    Client(
        "zed",
        "Zed",
        "acp",
        in_zed("agent_servers", NAME),
        zed_agent,
        signs=("~/.config/zed", "$APPDATA/Zed", "zed", "zeditor"),
        after="Open the agent panel and start a new Hermes thread.",
    ),
    code_editor("vscode", "VS Code", "Code", "code"),
    code_editor("cursor", "Cursor", "Cursor", "cursor"),
    code_editor("windsurf", "Windsurf", "Windsurf", "windsurf"),
    code_editor("vscodium", "VSCodium", "VSCodium", "codium"),
    Client(
        "jetbrains",
        "JetBrains IDEs",
        "acp",
        {"linux": Place("~/.jetbrains/acp.json", ("agent_servers", NAME))},
        jetbrains_agent,
        signs=("~/.jetbrains", "~/.config/JetBrains", "~/Library/Application Support/JetBrains", "$APPDATA/JetBrains"),
        after="Open AI Chat and choose Hermes among the agents.",
    ),
    Client(
        "neovim",
        "Neovim",
        "acp",
        {
            "linux": Place("~/.config/nvim/lua/hermes_acp.lua"),
            "win32": Place("$LOCALAPPDATA/nvim/lua/hermes_acp.lua"),
        },
        neovim_file,
        signs=("~/.config/nvim", "$LOCALAPPDATA/nvim", "nvim"),
        after='Hand it to your plugin: require("codecompanion").setup(require("hermes_acp").codecompanion), '
        'or require("avante").setup(require("hermes_acp").avante).',
    ),
    Client(
        "emacs",
        "Emacs",
        "acp",
        {"linux": Place("~/.emacs.d/hermes-acp.el"), "win32": Place("$APPDATA/.emacs.d/hermes-acp.el")},
        emacs_file,
        signs=("~/.emacs.d", "~/.emacs", "emacs"),
        after='Add (load (locate-user-emacs-file "hermes-acp")) to your init file, then M-x agent-shell.',
    ),
)
"""What ``hermes install`` knows."""

MCP_CLIENTS: tuple[Client, ...] = (
    Client(
        "claude-desktop",
        "Claude Desktop",
        "mcp",
        {
            "linux": Place("~/.config/Claude/claude_desktop_config.json", ("mcpServers", "hermes")),
            "darwin": Place(
                "~/Library/Application Support/Claude/claude_desktop_config.json", ("mcpServers", "hermes")
            ),
            "win32": Place("$APPDATA/Claude/claude_desktop_config.json", ("mcpServers", "hermes")),
        },
        mcp_server,
        signs=("~/.config/Claude", "~/Library/Application Support/Claude", "$APPDATA/Claude"),
        after="Quit Claude Desktop and start it again.",
    ),
    Client(
        "claude-code",
        "Claude Code",
        "mcp",
        {"linux": Place("~/.claude.json", ("mcpServers", "hermes"))},
        typed_mcp_server,
        project=Place(".mcp.json", ("mcpServers", "hermes")),
        signs=("~/.claude.json", "~/.claude", "claude"),
        after="Start a new session; /mcp shows the server.",
    ),
    Client(
        "cursor",
        "Cursor",
        "mcp",
        {"linux": Place("~/.cursor/mcp.json", ("mcpServers", "hermes"))},
        mcp_server,
        project=Place(".cursor/mcp.json", ("mcpServers", "hermes")),
        signs=("~/.cursor", "cursor"),
        after="Open Cursor's settings, MCP, and switch hermes on.",
    ),
    Client(
        "vscode",
        "VS Code",
        "mcp",
        in_code("Code", "mcp.json", "servers", "hermes"),
        typed_mcp_server,
        project=Place(".vscode/mcp.json", ("servers", "hermes")),
        signs=signs_of("Code", "code"),
        after="Run the command MCP: List Servers and start hermes.",
    ),
    Client(
        "zed",
        "Zed",
        "mcp",
        in_zed("context_servers", "hermes"),
        zed_mcp_server,
        signs=("~/.config/zed", "$APPDATA/Zed", "zed", "zeditor"),
        after="The agent panel's settings show the server.",
    ),
    Client(
        "jetbrains",
        "JetBrains Junie",
        "mcp",
        {"linux": Place("~/.junie/mcp/mcp.json", ("mcpServers", "hermes"))},
        mcp_server,
        project=Place(".junie/mcp/mcp.json", ("mcpServers", "hermes")),
        signs=("~/.junie", "~/.config/JetBrains", "~/Library/Application Support/JetBrains"),
        after="Junie's settings, MCP, show the server.",
    ),
)
"""What ``hermes mcp install`` knows."""
