"""A session as one file: Markdown, JSON lines or HTML."""
