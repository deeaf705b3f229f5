"""Other people's MCP servers, as tools, references, prompts and words of ours."""
