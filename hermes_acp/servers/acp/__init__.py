"""The editor's face: the Agent Client Protocol."""
