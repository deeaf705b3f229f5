"""What leaves and what is kept: secrets masked, people unnamed, words of strangers marked.

Owns recognising such text and putting something in its place, over plain strings. Knows no sessions, no tools, no
models and no store; where it is applied is in ``agent/screen.py``, ``agent/log.py`` and ``models/unnamed.py``.
"""
