"""The vocabulary: how common a word of its language is, and whether it is a name.

Three Bloom filters (Bloom 1970) in one file: they answer "no" or "probably", and hold no
word that could be read out of them. Made by `training/disclosure.py`.
"""

from __future__ import annotations

from hashlib import blake2b

_HASHES = 7
_BITS_A_WORD = 12


class Bloom:
    """A set of words that can only be asked."""

    def __init__(self, bits: bytes | bytearray) -> None:
        self.bits = bits
        self._size = len(bits) * 8

    @classmethod
    def of(cls, words: set[str]) -> Bloom:
        made = cls(bytearray(max(8, len(words) * _BITS_A_WORD // 8)))
        for word in words:
            for place in made._places(word):
                made.bits[place >> 3] |= 1 << (place & 7)  # type: ignore[index]
        return made

    def __contains__(self, word: str) -> bool:
        return all(
            self.bits[place >> 3] & (1 << (place & 7)) for place in self._places(word)
        )

    def _places(self, word: str) -> list[int]:
        digest = blake2b(word.encode(), digest_size=4 * _HASHES).digest()
        return [
            int.from_bytes(digest[at : at + 4], "big") % self._size
            for at in range(0, 4 * _HASHES, 4)
        ]


class Vocabulary:
    """Common words, names and words of every day of one language, folded."""

    def __init__(self, common: Bloom, names: Bloom, everyday: Bloom) -> None:
        self._sets = (common, names, everyday)
        self._known: dict[str, tuple[bool, ...]] = {}

    def about(self, low: str) -> tuple[bool, ...]:
        """Whether a folded word is common, a name somewhere, and one of every day."""
        known = self._known.get(low)
        if known is None:
            if len(self._known) > 65536:
                self._known.clear()
            known = self._known[low] = tuple(low in each for each in self._sets)
        return known

    def packed(self) -> bytes:
        sets = [bytes(each.bits) for each in self._sets]
        return b"".join(len(bits).to_bytes(4, "big") + bits for bits in sets)

    @classmethod
    def unpacked(cls, packed: bytes) -> Vocabulary:
        sets: list[Bloom] = []
        while packed:
            length = int.from_bytes(packed[:4], "big")
            sets.append(Bloom(packed[4 : 4 + length]))
            packed = packed[4 + length :]
        return cls(*sets)
