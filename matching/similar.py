"""Has this been answered already? Past phrasings by their likeness to a new one, 0..1.

Two ways behind one Protocol: `CharacterIndex` needs nothing but numpy; `VectorIndex` needs an
`Encoder` (`matching.minilm`), finds far more and costs a sentence encoding. Index every phrasing
of a thread under its key; the best phrasing counts.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NewType, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.skills import words

ThreadKey = NewType("ThreadKey", str)
Vectors = NDArray[np.float32]  # one row a text, of length 1

GRAMS: Final = (3, 4, 5)  # characters
FIRST_ROOM: Final = 64  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A past thread and its likeness to a text: the cosine of the nearest phrasing."""

    key: ThreadKey
    likeness: float


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their likeness."""

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 for each text."""


class SimilarThreads(Protocol):
    """Past phrasings that can be searched."""

    def add(self, key: ThreadKey, text: str) -> None:
        """Remember one phrasing of a thread."""

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""


class VectorIndex:
    """Brute force over unit vectors: 1.5 KB a phrasing, exact.

    A hundred thousand phrasings are 154 MB; an approximate index belongs behind the same Protocol
    where that is too much or too slow.
    """

    __slots__ = ("_encode", "_keys", "_vectors")

    def __init__(self, encode: Encoder) -> None:
        """Start with no phrasing."""
        self._encode = encode
        self._keys: list[ThreadKey] = []
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)

    def add(self, key: ThreadKey, text: str) -> None:
        """Remember one phrasing of a thread."""
        self.add_all([(key, text)])

    def add_all(self, phrasings: Sequence[tuple[ThreadKey, str]]) -> None:
        """Remember many at once, which encodes faster."""
        if not phrasings:
            return
        found = self._encode([text for _, text in phrasings])
        used = len(self._keys)
        if used + len(found) > len(self._vectors):
            room = max(FIRST_ROOM, 2 * (used + len(found)))
            grown: Vectors = np.zeros((room, found.shape[1]), dtype=np.float32)
            grown[:used] = self._vectors[:used] if used else 0
            self._vectors = grown
        self._vectors[used : used + len(found)] = found
        self._keys += [key for key, _ in phrasings]

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""
        if not self._keys:
            return []
        likeness = self._vectors[: len(self._keys)] @ self._encode([text])[0]
        return _best(self._keys, likeness, size)


class CharacterIndex:
    """TF-IDF over the characters of words, 3 to 5 at a time: likeness of spelling, not meaning.

    w(gram) = (1 + log tf) · (1 + log((1 + N) / (1 + df))), compared by their cosine.
    """

    __slots__ = ("_counts", "_keys", "_norms", "_numbers", "_stated")

    def __init__(self) -> None:
        """Start with no phrasing."""
        self._keys: list[ThreadKey] = []
        self._numbers: dict[str, array[int]] = {}  # of the texts each gram is in
        self._counts: dict[str, array[float]] = {}  # 1 + log tf, beside it
        self._norms: NDArray[np.float64] = np.zeros(0)
        self._stated = 0

    def add(self, key: ThreadKey, text: str) -> None:
        """Remember one phrasing of a thread."""
        for gram, count in _weighted(text).items():
            if gram not in self._numbers:
                self._numbers[gram], self._counts[gram] = array("i"), array("d")
            self._numbers[gram].append(len(self._keys))
            self._counts[gram].append(count)
        self._keys.append(key)

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""
        if len(self._keys) > self._stated:
            self._state()
        likeness = np.zeros(len(self._keys))
        length = 0.0
        for gram, count in sorted(_weighted(text).items()):
            weight = self._idf(gram)
            length += (count * weight) ** 2
            if gram in self._numbers:
                numbers, counts = self._postings(gram)
                likeness[numbers] += counts * count * weight**2
        likeness /= np.maximum(self._norms, 1e-9) * max(length, 1e-9) ** 0.5
        return _best(self._keys, likeness, size)

    def _state(self) -> None:
        """Work out the length of every text."""
        squares = np.zeros(len(self._keys))
        for gram in self._numbers:
            numbers, counts = self._postings(gram)
            squares[numbers] += (counts * self._idf(gram)) ** 2
        self._norms = np.sqrt(squares)
        self._stated = len(self._keys)

    def _postings(self, gram: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        return (
            np.frombuffer(self._numbers[gram], dtype=np.int32),
            np.frombuffer(self._counts[gram], dtype=np.float64),
        )

    def _idf(self, gram: str) -> float:
        known = len(self._numbers.get(gram, ()))
        return 1.0 + float(np.log((1 + len(self._keys)) / (1 + known)))


def _weighted(text: str) -> dict[str, float]:
    """Give 1 + log tf of each gram; a word is grams with a space at both ends."""
    tally: Counter[str] = Counter()
    for word in words(text):
        spaced = f" {word} "
        for size in GRAMS:
            tally.update(spaced[at : at + size] for at in range(max(1, len(spaced) - size + 1)))
    return {gram: 1.0 + float(np.log(count)) for gram, count in tally.items()}


def _best(keys: Sequence[ThreadKey], likeness: NDArray[np.floating], size: int) -> list[Alike]:
    found: dict[ThreadKey, float] = {}
    for place in np.argsort(-likeness, kind="stable"):
        if len(found) == size or likeness[place] <= 0:
            break
        found.setdefault(keys[int(place)], float(likeness[place]))
    return [Alike(key=key, likeness=value) for key, value in found.items()]
