"""The face for scripts: JSON-RPC 2.0 over stdio, described by ``hermes_acp_protocol.headless``."""
