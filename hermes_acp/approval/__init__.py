"""Who may do what: one engine for files, commands, network, MCP and self-written tools.

Owns the rules, the judgement of shell lines, the trust in workspaces and the asking. Knows no client, no
agent loop and no tool: it sees the facts of an action (``hermes_acp_tools.action``) and answers with a
decision that names the rule behind it. Import from the files themselves; nothing is re-exported here.
"""
