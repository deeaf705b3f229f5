"""The agent: sessions, turns, the loop and the one stream of events."""
