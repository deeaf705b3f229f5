"""Approvals: one engine in front of every side effect."""
