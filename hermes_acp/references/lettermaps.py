"""Which slots hold which characters: one bit map a character, for throwing out most paths of an index at once.

A map is made when it is first needed (or ahead, by whoever warms the index) and kept up to date after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_SPARE = 1_024
"""Bytes that a bit map grows by."""


class LetterMaps:
    """Bit maps over slots. A slot whose path is gone has no bits in the maps that were made before."""

    def __init__(self) -> None:
        self._maps: dict[str, bytearray] = {}

    def make(self, letter: str, rows: Sequence[str]) -> None:
        """Make the map of a letter from all rows by slot, unless it is there."""
        if letter not in self._maps:
            bits = "".join(["1" if letter in row else "0" for row in reversed(rows)]) or "0"
            self._maps[letter] = bytearray(int(bits, 2).to_bytes(len(rows) // 8 + _SPARE, "little"))

    def missing(self, letters: str) -> set[str]:
        """Letters that have no map yet."""
        return set(letters) - self._maps.keys()

    def put(self, slot: int, row: str) -> None:
        """A row came to a slot."""
        byte, bit = slot >> 3, 1 << (slot & 7)
        for letter in set(row) & self._maps.keys():
            bits = self._maps[letter]
            if byte >= len(bits):
                bits.extend(bytes(byte - len(bits) + _SPARE))
            bits[byte] |= bit

    def drop(self, slot: int, row: str) -> None:
        """The row of a slot is gone."""
        byte, keep = slot >> 3, ~(1 << (slot & 7))
        for letter in set(row) & self._maps.keys():
            bits = self._maps[letter]
            if byte < len(bits):
                bits[byte] &= keep

    def holding(self, letters: str) -> int:
        """The slots, as bits, that hold every one of the letters; all letters must have maps."""
        left = -1
        for letter in set(letters):
            left &= int.from_bytes(self._maps[letter], "little")
        return left


def slots_of(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return (at * 8 + bit for at, byte in enumerate(data) if byte for bit in range(8) if byte >> bit & 1)
