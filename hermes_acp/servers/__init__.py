"""The faces: each translates a protocol and decides nothing."""
