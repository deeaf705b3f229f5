"""The hands: what the model can do to the world. Knows a Host; no wire, no session, no policy."""
