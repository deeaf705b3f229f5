"""What the pictures show: a paragraph is a card, its first line the title, the sign before each other line its look.

| sign | look | sign | look |
| --- | --- | --- | --- |
| `$` | a command that is typed | `>` | what a person says |
| `+` | a line that is added | `v` | something that is done |
| `|` | what a program prints | `?` | buttons, with a bar between them |
| `=` | code in a file | `*` `-` | an entry that is chosen, one that is not |
| `#` | a heading in a window | `.` | plain words |
"""

from __future__ import annotations

ASK = """
> fix the failing test
v shell: python3 -m unittest
. May I edit shop/cart.py?
? Allow once|Always|No
"""
TOOLS = """

Ask about your project
> what did I change today?
v hermes: conversations_list
v hermes: agent_diff
. You mended the discount in
. shop/cart.py, and …
"""

EDITORS = {
    "zed": f"""
In a terminal
$ hermes install zed
+ "Hermes": {{
+   "type": "custom",
+   "command": "/…/hermes",
+   "args": ["acp"],
| Wrote …/zed/settings.json.

In the agent panel: +
# New thread
- Zed Agent
* Hermes
- Add more agents…

Say what you want done{ASK}""",
    "jetbrains": f"""
In a terminal
$ hermes install jetbrains
+ "Hermes": {{
+   "command": "/…/hermes",
+   "args": ["acp"],
+   "use_idea_mcp": true,
| Wrote ~/.jetbrains/acp.json.

In AI Chat: the list of agents
# AI Chat
- Chat
* Hermes
- Add Custom Agent…

Say what you want done{ASK}""",
    "neovim": f"""
In a terminal
$ hermes install neovim
+ return {{
+   codecompanion = {{ … }},
+   avante = {{ … }},
+ }}
| Wrote …/nvim/lua/hermes_acp.lua.

In your init.lua
# init.lua
= require("codecompanion").setup(
=   require("hermes_acp")
=     .codecompanion
= )

Say what you want done
# :CodeCompanionChat{ASK}""",
    "emacs": f"""
In a terminal
$ hermes install emacs
+ (setq
+   agent-shell-hermes-acp-command
+   '("/…/hermes" "acp"))
| Wrote ~/.emacs.d/hermes-acp.el.

In your init.el
# init.el
= (load
=   (locate-user-emacs-file
=     "hermes-acp"))

Say what you want done
# M-x agent-shell, Hermes{ASK}""",
    "registry": f"""
In the editor's list of agents
# ACP registry
- Another agent
* Hermes
? Install

The editor starts, by itself
$ uvx hermes-editor-agent==… acp
| nothing to install by hand

Say what you want done{ASK}""",
    "claude-desktop": f"""
In a terminal
$ hermes mcp install
$   --client claude-desktop
$   --workspace ~/code/shop
+ "hermes": {{
+   "command": "/…/hermes",
| Wrote …_desktop_config.json.

Quit, and start it again
# Claude Desktop
- Search and tools
* hermes
. reads your project and sessions{TOOLS}""",
    "cursor": f"""
In a terminal
$ hermes mcp install
$   --client cursor
$   --workspace ~/code/shop
+ "hermes": {{
+   "command": "/…/hermes",
| Wrote ~/.cursor/mcp.json.

Settings, MCP: switch it on
# MCP servers
* hermes
. reads your project and sessions{TOOLS}""",
}
"""By folder in ``editors``."""

TURN = """
You say it, in your editor
> fix the failing test
v shell: python3 -m unittest
v read tests/test_cart.py
v read shop/cart.py
. Ten pieces should be bulk
. already; they are not.

It asks before it changes
. It would change shop/cart.py:
= - if self.pieces > BULK_PIECES:
= + if self.pieces >= BULK_PIECES:
? Allow once|Always|No

It checks, and says so
v edit shop/cart.py  +1 −1
v shell: python3 -m unittest
. Ten pieces are bulk now,
. and all four tests pass.
"""
"""The picture of the first page: what ``make run`` plays."""
