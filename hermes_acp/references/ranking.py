"""How well a path answers a few typed letters: one number, larger is better, None when it does not.

Exact name, beginning of the name, a word inside the name, a piece of the path, scattered letters: in this order.
Within one class the shorter and shallower path wins. Both arguments are lower case.
"""

from __future__ import annotations

EXACT, START, WORD, NAME, PATH, SCATTERED = 1000.0, 800.0, 600.0, 500.0, 350.0, 100.0
RECENT, OPEN = 120.0, 180.0
"""What a file gains that was just changed or attached, or is open in the editor."""
_EDGES = frozenset("/._- ")


def score(path: str, query: str) -> float | None:
    """How well ``query`` names ``path``."""
    bare = path.rstrip("/")
    name = bare[bare.rfind("/") + 1 :]
    size = len(bare) / 50 + bare.count("/")
    at = name.find(query)
    if at == 0:
        return (EXACT if len(name) == len(query) or name[len(query)] == "." else START) - size
    if at > 0:
        return (WORD if name[at - 1] in _EDGES else NAME) - size
    if query in path:
        if path.endswith(query) or path.startswith(query):
            return WORD - size
        return PATH - size
    scattered = _scattered(name, query)
    if scattered is not None:
        return SCATTERED + 100 + scattered - size
    scattered = _scattered(path, query)
    return None if scattered is None else SCATTERED + scattered - size


def _scattered(text: str, query: str) -> float | None:
    """Ten for each letter at the edge of a word, five for each that follows another; None when one is missing."""
    total, at = 0.0, -1
    for letter in query:
        previous, at = at, text.find(letter, at + 1)
        if at < 0:
            return None
        if at == 0 or text[at - 1] in _EDGES:
            total += 10
        elif at == previous + 1:
            total += 5
    return total * 10 / len(query)
