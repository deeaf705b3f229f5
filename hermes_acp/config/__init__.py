"""Config: a few values from layered sources."""
