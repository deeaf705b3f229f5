"""The lowest layer: what holds when nobody said anything.

Plain values, so that starting needs no pydantic. ``schema.Config`` documents and checks the same keys; a test holds
the two together.
"""

from __future__ import annotations

from typing import Final

DEFAULTS: Final[dict[str, object]] = {
    "model": {
        "default": None,
        "provider": None,
        "base_url": None,
        "api_key": None,
        "api_mode": None,
        "context_length": None,
    },
    "providers": {},
    "custom_providers": [],
    "fallback_providers": [],
    "model_aliases": {},
    "credential_pool_strategies": {},
    "auxiliary": {},
    "agent": {
        "max_turns": 100,
        "reasoning_effort": None,
        "api_max_retries": 3,
        "disabled_toolsets": [],
        "when_busy": "queue",
    },
    "approvals": {"mode": "ask", "timeout": 300, "deny": [], "judge": None, "smart_policy": ""},
    "compression": {"enabled": True, "threshold": 0.5, "protect_first_n": 3, "protect_last_n": 20},
    "references": {"share": 0.25},
    "terminal": {"backend": "local", "cwd": None, "timeout": 180, "env_passthrough": []},
    "sandbox": {"mode": "auto", "network": False, "writable": []},
    "security": {"redact_secrets": True},
    "privacy": {"redact_pii": False},
    "mcp_servers": {},
    "mcp_discovery_timeout": 1.5,
    "mcp_tool_share": 0.1,
}

ENVIRONMENT: Final[dict[str, tuple[str, ...]]] = {
    "HERMES_MODEL": ("model", "default"),
    "HERMES_INFERENCE_PROVIDER": ("model", "provider"),
    "HERMES_MAX_ITERATIONS": ("agent", "max_turns"),
    "HERMES_REASONING_EFFORT": ("agent", "reasoning_effort"),
    "HERMES_APPROVALS_MODE": ("approvals", "mode"),
    "HERMES_REDACT_SECRETS": ("security", "redact_secrets"),
    "HERMES_SANDBOX": ("sandbox", "mode"),
}
"""Variables that set a key."""

WORKSPACE_MAY_SET: Final[tuple[tuple[str, ...], ...]] = (
    ("model", "default"),
    ("agent", "max_turns"),
    ("agent", "reasoning_effort"),
    ("compression",),
    ("references", "share"),
    ("terminal", "timeout"),
    ("mcp_servers",),
)
"""All that a trusted workspace decides. Endpoints, keys, approvals, where commands run and where state lies stay
with the person, and so does every key nobody has thought about."""
