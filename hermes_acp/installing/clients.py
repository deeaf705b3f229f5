"""The editors and other clients that start Hermes: where each keeps its settings, and what is to stand there.

Plain data, a line or two for each client. Knows no file system: ``change`` reads and writes.
"""

from __future__ import annotations

from hermes_acp.installing.client import Client, Place
from hermes_acp.installing.snippets import (
    emacs_file,
    jetbrains_agent,
    mcp_server,
    neovim_file,
    typed_mcp_server,
    zed_agent,
    zed_mcp_server,
)

NAME = "Hermes"


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


def code_editor(name: str, label: str, folder: str, program: str, dot: str, *also: str) -> Client:
    """VS Code, or an editor made from it: our extension, told where ``hermes`` is; ``dot`` is a folder in the home."""
    bundled = f"/Applications/{MAC.get(name, label)}.app/Contents/Resources/app/bin/{program}"
    return Client(
        name,
        label,
        "acp",
        in_code(folder, "settings.json", "hermes.command"),
        str,
        project=Place(".vscode/settings.json", ("hermes.command",)),
        signs=(*signs_of(folder, program), bundled),
        after=PANEL,
        extension=(program, bundled),
        extensions=f"~/{dot}/extensions",
        also=(folder, program, *also),
    )


MAC = {"vscode": "Visual Studio Code"}
"""What the application is called on a Mac, where it is not the label."""
PANEL = "Press Ctrl+Alt+H (Cmd+Alt+H on a Mac) and say what you want done."
JETBRAINS = (
    *("IntelliJ", "IntelliJ IDEA", "PyCharm", "WebStorm", "GoLand", "PhpStorm", "RubyMine", "RustRover", "CLion"),
    *("Rider", "DataGrip", "DataSpell", "Android Studio", "idea"),
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
    code_editor("vscode", "VS Code", "Code", "code", ".vscode", "Visual Studio Code"),
    code_editor("cursor", "Cursor", "Cursor", "cursor", ".cursor"),
    code_editor("windsurf", "Windsurf", "Windsurf", "windsurf", ".windsurf"),
    code_editor("vscodium", "VSCodium", "VSCodium", "codium", ".vscode-oss"),
    Client(
        "code-server",
        "code-server",
        "acp",
        {"linux": Place("~/.local/share/code-server/User/settings.json", ("hermes.command",))},
        str,
        project=Place(".vscode/settings.json", ("hermes.command",)),
        signs=("~/.local/share/code-server", "code-server"),
        after=PANEL,
        extension=("code-server",),
        extensions="~/.local/share/code-server/extensions",
    ),
    Client(
        "jetbrains",
        "JetBrains IDEs",
        "acp",
        {"linux": Place("~/.jetbrains/acp.json", ("agent_servers", NAME))},
        jetbrains_agent,
        signs=("~/.jetbrains", "~/.config/JetBrains", "~/Library/Application Support/JetBrains", "$APPDATA/JetBrains"),
        after="Open AI Chat and choose Hermes among the agents.",
        also=JETBRAINS,
    ),
    Client(
        "neovim",
        "Neovim",
        "acp",
        {
            "linux": Place("~/.config/$NVIM_APPNAME/lua/hermes_acp.lua"),
            "win32": Place("$LOCALAPPDATA/$NVIM_APPNAME/lua/hermes_acp.lua"),
        },
        neovim_file,
        signs=("~/.config/$NVIM_APPNAME", "$LOCALAPPDATA/$NVIM_APPNAME", "nvim"),
        after='Hand it to your plugin: require("codecompanion").setup(require("hermes_acp").codecompanion), '
        'or require("avante").setup(require("hermes_acp").avante).',
        also=("nvim", "CodeCompanion", "avante"),
    ),
    Client(
        "emacs",
        "Emacs",
        "acp",
        {
            # Emacs has its files in one of two folders, and making the older one would hide the newer from it.
            "linux": Place(
                "~/.emacs.d/hermes-acp.el",
                (),
                "~/.config/emacs/hermes-acp.el",
                ("~/.emacs.d", "~/.emacs", "~/.emacs.el"),
            ),
            "win32": Place("$APPDATA/.emacs.d/hermes-acp.el"),
        },
        emacs_file,
        signs=("~/.emacs.d", "~/.emacs", "~/.emacs.el", "~/.config/emacs", "emacs"),
        after='Add (load (locate-user-emacs-file "hermes-acp")) to your init file, then M-x agent-shell.',
        also=("agent-shell",),
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
        also=("claude",),
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
