"""Where tools act."""
