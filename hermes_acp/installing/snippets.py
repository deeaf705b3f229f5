"""What stands in a client's settings, given the command that starts Hermes: JSON values, and files in Lisp and Lua.

The samples in ``editors/`` are the same with ``hermes`` as the command.
"""

from __future__ import annotations


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
    """What agent-shell needs to offer Hermes. Newer ones know Hermes and need the command alone."""
    return f""";;; hermes-acp.el --- Hermes in agent-shell  -*- lexical-binding: t; -*-

;;; Commentary:
;; `hermes install emacs' writes this file, with the full path of hermes;
;; `hermes install emacs --uninstall' takes it away.

;;; Code:

(defvar agent-shell-hermes-acp-command)
(setq agent-shell-hermes-acp-command '({quoted(command)} "acp"))

(declare-function acp-make-client "acp")
(declare-function agent-shell-make-agent-config "agent-shell")
(defvar agent-shell-agent-configs)

(with-eval-after-load 'agent-shell
  (unless (featurep 'agent-shell-hermes)
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
                      (acp-make-client
                       :command (car agent-shell-hermes-acp-command)
                       :command-params (cdr agent-shell-hermes-acp-command)
                       :context-buffer buffer))))))

(provide 'hermes-acp)
;;; hermes-acp.el ends here
"""


def neovim_file(command: str) -> str:
    """A module that gives each plugin the table it wants."""
    return f"""-- Hermes for Neovim. `hermes install neovim` writes this file, with the full path of hermes;
-- `hermes install neovim --uninstall` takes it away.
local command = {quoted(command)}
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


def quoted(text: str) -> str:
    """A string literal of Lisp and of Lua alike."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
