"""ACP wire version 2, a published draft: the same agent in other words, loaded when an editor asks for it."""
