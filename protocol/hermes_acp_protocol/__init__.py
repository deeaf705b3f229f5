"""The wire: bytes, JSON-RPC and the shapes of ACP. Knows no agent, no tool and no model."""
