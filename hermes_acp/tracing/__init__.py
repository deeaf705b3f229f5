"""Traces: what a face and its client said to each other, written down and made into a page."""
