"""Entering Hermes into the settings of editors and other clients."""
