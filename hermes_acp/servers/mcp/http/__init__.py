"""Streamable HTTP on this machine: the same engine, behind a token and the checks that keep web pages out."""
