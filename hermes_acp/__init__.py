"""Hermes ACP: the agent backend that every editor wants to start. Importing it does nothing."""

__version__ = "0.1.0"
