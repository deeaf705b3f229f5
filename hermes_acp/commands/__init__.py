"""Slash commands, once for every face."""
