"""Models: the conversation in no dialect, and one file a dialect."""
