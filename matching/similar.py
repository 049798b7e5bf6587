"""Has this been answered already? Past phrasings by their likeness to a new one, 0..1.

Three ways behind one Protocol: `CharacterIndex` needs nothing but numpy; `VectorIndex` needs an
`Encoder` (`matching.minilm`), finds far more and costs a sentence encoding; `matching.ann` is the
same for very many. Index every phrasing of a thread under its key; the best phrasing counts.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NewType, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.skills import words

ThreadKey = NewType("ThreadKey", str)
Mark = NewType("Mark", bytes)  # of one phrasing of one thread
Phrasing = tuple[ThreadKey, str]
Vectors = NDArray[np.float32]  # one row a text, of length 1

GRAMS: Final = (3, 4, 5)  # characters
FIRST_ROOM: Final = 64  # rows
MARK_BYTES: Final = 16
PHRASINGS_LOOKED_AT: Final = 8  # a thread that is wanted: it may have several that are near
GROWTH: Final = 0.1  # of the texts, until the lengths of the earlier ones are worked out again


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

    def __len__(self) -> int:
        """Count the phrasings."""

    def add_all(self, phrasings: Sequence[Phrasing]) -> None:
        """Remember phrasings; one that is known costs nothing."""

    def keep(self, marks: AbstractSet[Mark]) -> None:
        """Forget every phrasing whose mark is not among these, its words included."""

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""


def mark_of(key: ThreadKey, text: str) -> Mark:
    """Name one phrasing of a thread, so that it is known again without its words."""
    return Mark(blake2b(f"{key}\n{text}".encode(), digest_size=MARK_BYTES).digest())


def unknown(phrasings: Sequence[Phrasing], marks: AbstractSet[Mark]) -> dict[Mark, Phrasing]:
    """Give the phrasings that are not among the marks yet, each once."""
    return {mark: each for each in phrasings if (mark := mark_of(*each)) not in marks}


class VectorIndex:
    """Brute force over unit vectors: 1.5 KB a phrasing, exact.

    `python -m benchmarks.similar` prints time and memory by size.
    """

    __slots__ = ("_encode", "_keys", "_marks", "_vectors")

    def __init__(self, encode: Encoder) -> None:
        """Start with no phrasing."""
        self._encode = encode
        self._keys: list[ThreadKey] = []
        self._marks: dict[Mark, None] = {}  # in the order of the rows
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)

    def __len__(self) -> int:
        """Count the phrasings."""
        return len(self._keys)

    def add_all(self, phrasings: Sequence[Phrasing]) -> None:
        """Remember phrasings; one that is known costs nothing."""
        new = unknown(phrasings, self._marks.keys())
        if not new:
            return
        found = self._encode([text for _, text in new.values()])
        used = len(self._keys)
        if used + len(found) > len(self._vectors):
            room = max(FIRST_ROOM, 2 * (used + len(found)))
            grown: Vectors = np.zeros((room, found.shape[1]), dtype=np.float32)
            grown[:used] = self._vectors[:used] if used else 0
            self._vectors = grown
        self._vectors[used : used + len(found)] = found
        self._keys += [key for key, _ in new.values()]
        self._marks.update(dict.fromkeys(new))

    def keep(self, marks: AbstractSet[Mark]) -> None:
        """Forget every phrasing whose mark is not among these."""
        kept = [place for place, mark in enumerate(self._marks) if mark in marks]
        self._vectors = self._vectors[kept].copy()
        self._keys = [self._keys[place] for place in kept]
        self._marks = {mark: None for mark in self._marks if mark in marks}

    def rows(self) -> tuple[dict[Mark, ThreadKey], Vectors]:
        """Give all phrasings by their marks, and their vectors beside them."""
        return dict(zip(self._marks, self._keys, strict=True)), self._vectors[: len(self._keys)]

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

    __slots__ = ("_counts", "_keys", "_marks", "_norms", "_numbers", "_stated")

    def __init__(self) -> None:
        """Start with no phrasing."""
        self._keys: list[ThreadKey] = []
        self._marks: dict[Mark, None] = {}  # in the order of the texts
        self._numbers: dict[str, array[int]] = {}  # of the texts each gram is in
        self._counts: dict[str, array[float]] = {}  # 1 + log tf, beside it
        self._norms = array("d")
        self._stated = 0

    def __len__(self) -> int:
        """Count the phrasings."""
        return len(self._keys)

    def add_all(self, phrasings: Sequence[Phrasing]) -> None:
        """Remember phrasings; one that is known costs nothing."""
        for mark, (key, text) in unknown(phrasings, self._marks.keys()).items():
            square = 0.0
            for gram, count in _weighted(text).items():
                if gram not in self._numbers:
                    self._numbers[gram], self._counts[gram] = array("i"), array("d")
                self._numbers[gram].append(len(self._keys))
                self._counts[gram].append(count)
                square += (count * self._idf(gram)) ** 2
            self._norms.append(square**0.5)
            self._keys.append(key)
            self._marks[mark] = None

    def keep(self, marks: AbstractSet[Mark]) -> None:
        """Forget every phrasing whose mark is not among these, and grams only they had."""
        stay = np.array([mark in marks for mark in self._marks], dtype=bool)
        places = np.cumsum(stay, dtype=np.int32) - 1
        for gram in list(self._numbers):
            numbers, counts = self._postings(gram)
            left = stay[numbers]
            if left.any():
                self._numbers[gram] = array("i", places[numbers[left]].tolist())
                self._counts[gram] = array("d", counts[left].tolist())
            else:
                del self._numbers[gram], self._counts[gram]
        self._keys = [key for key, stays in zip(self._keys, stay, strict=True) if stays]
        self._marks = {mark: None for mark in self._marks if mark in marks}
        self._state()

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""
        if len(self._keys) > self._stated * (1 + GROWTH):
            self._state()
        likeness = np.zeros(len(self._keys))
        length = 0.0
        for gram, count in sorted(_weighted(text).items()):
            weight = self._idf(gram)
            length += (count * weight) ** 2
            if gram in self._numbers:
                numbers, counts = self._postings(gram)
                likeness[numbers] += counts * count * weight**2
        likeness /= np.maximum(np.array(self._norms), 1e-9) * max(length, 1e-9) ** 0.5
        return _best(self._keys, likeness, size)

    def _state(self) -> None:
        """Work out the length of every text, as the grams are spread now."""
        squares = np.zeros(len(self._keys))
        for gram in self._numbers:
            numbers, counts = self._postings(gram)
            squares[numbers] += (counts * self._idf(gram)) ** 2
        self._norms = array("d", np.sqrt(squares).tolist())
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
    """Give the threads of the highest likenesses above 0, the earlier of equals first."""
    looked = min(len(keys), PHRASINGS_LOOKED_AT * max(size, 1))
    least = np.partition(likeness, len(keys) - looked)[len(keys) - looked] if looked else 0.0
    places = np.flatnonzero((likeness >= least) & (likeness > 0))
    order = places[np.argsort(-likeness[places], kind="stable")]
    return each_once(((keys[int(place)], float(likeness[place])) for place in order), size)


def each_once(found: Iterable[tuple[ThreadKey, float]], size: int) -> list[Alike]:
    """Give the best phrasing of each thread, from phrasings in order, best first."""
    threads: dict[ThreadKey, float] = {}
    for key, likeness in found:
        if len(threads) == size:
            break
        threads.setdefault(key, likeness)
    return [Alike(key=key, likeness=likeness) for key, likeness in threads.items()]
