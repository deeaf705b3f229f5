"""The codes of error answers that JSON-RPC leaves to servers; the rest are in ``hermes_acp_protocol.jsonrpc``."""

AUTH_REQUIRED = -32000
"""No usable key for the model."""
TURN_FAILED = -32001
"""The provider did not answer as it should."""
NOT_FOUND = -32002
"""There is no such session or message, or it is not open here."""
BUSY = -32003
"""It has to wait: a turn runs, or another process holds the session."""
STORAGE = -32004
"""The disk failed."""
SETTING = -32005
"""A setting that cannot be used."""
