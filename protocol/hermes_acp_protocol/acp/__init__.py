"""ACP's shapes and methods: what the spec says, as types and tables. Knows no agent and no connection."""
