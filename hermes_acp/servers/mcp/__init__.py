"""The face of Hermes as an MCP server: the protocol's engine, what is offered over it, and two transports."""
