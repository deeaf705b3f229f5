"""The process that carries runs apart from the server a client started, so that they outlive it."""
