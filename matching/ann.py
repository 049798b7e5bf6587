"""Very many phrasings: vectors in clusters, of which only the nearest are read. Approximate.

Brute force reads every vector for every question; from some ten thousands on that takes longer
than the rest of a choice. Here the vectors lie in lists around centres (inverted file; Jégou et
al. 2011), 16 bits a number, and a search reads a few of the lists. Optional: the package
`faiss-cpu` of requirements-model.txt.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from matching.similar import (
    PHRASINGS_LOOKED_AT,
    Alike,
    Encoder,
    Mark,
    Phrasing,
    SimilarThreads,
    ThreadKey,
    VectorIndex,
    Vectors,
    each_once,
    unknown,
)

CLUSTERED_FROM: Final = 50_000  # phrasings; `python -m benchmarks.similar` measures both ways
LISTS: Final = 512
LISTS_READ: Final = 24
A_LIST: Final = 40  # vectors at least, that its centre means something
ROUNDS: Final = 10  # of k-means
LIBRARY: Final = "faiss"


class ClusteredIndex:
    """Brute force up to `least` phrasings, then lists: some .8 KB a phrasing."""

    __slots__ = ("_encode", "_flat", "_keys", "_least", "_lists", "_next", "_numbers")

    def __init__(self, encode: Encoder, least: int = CLUSTERED_FROM) -> None:
        """Start with no phrasing."""
        self._encode = encode
        self._least = least
        self._flat = VectorIndex(encode)
        self._lists: Any = None
        self._keys: dict[int, ThreadKey] = {}
        self._numbers: dict[Mark, int] = {}
        self._next = 0

    def __len__(self) -> int:
        """Count the phrasings."""
        return len(self._flat) + len(self._keys)

    def add_all(self, phrasings: Sequence[Phrasing]) -> None:
        """Remember phrasings; one that is known costs nothing."""
        if self._lists is None:
            self._flat.add_all(phrasings)
            if len(self._flat) >= self._least:
                self._gather()
            return
        new = unknown(phrasings, self._numbers.keys())
        if new:
            vectors = self._encode([text for _, text in new.values()])
            self._put({mark: key for mark, (key, _) in new.items()}, vectors)

    def keep(self, marks: AbstractSet[Mark]) -> None:
        """Forget every phrasing whose mark is not among these."""
        self._flat.keep(marks)
        gone = [mark for mark in self._numbers if mark not in marks]
        if gone:
            numbers = [self._numbers.pop(mark) for mark in gone]
            self._lists.remove_ids(np.array(numbers, dtype=np.int64))
            for number in numbers:
                del self._keys[number]

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""
        if self._lists is None:
            return self._flat.nearest(text, size)
        if not self._keys:
            return []
        likeness, numbers = self._lists.search(self._encode([text]), PHRASINGS_LOOKED_AT * size)
        pairs = zip(numbers[0].tolist(), likeness[0].tolist(), strict=True)
        found = ((self._keys[number], alike) for number, alike in pairs if number >= 0)
        return each_once((each for each in found if each[1] > 0), size)

    def _gather(self) -> None:
        """Find the centres, and move everything into the lists; takes seconds."""
        faiss: Any = import_module(LIBRARY)
        faiss.omp_set_num_threads(1)  # the machine's other cores have work to do
        keys, vectors = self._flat.rows()
        length = vectors.shape[1]
        self._lists = faiss.index_factory(
            length,
            f"IVF{max(1, min(LISTS, len(vectors) // A_LIST))},SQfp16",
            faiss.METRIC_INNER_PRODUCT,
        )
        self._lists.cp.niter = ROUNDS
        self._lists.nprobe = LISTS_READ
        self._lists.train(vectors)
        self._put(keys, vectors)
        self._flat = VectorIndex(self._encode)

    def _put(self, keys: dict[Mark, ThreadKey], vectors: Vectors) -> None:
        numbers = range(self._next, self._next + len(keys))
        self._lists.add_with_ids(vectors, np.array(numbers, dtype=np.int64))
        self._next += len(keys)
        self._numbers.update(zip(keys, numbers, strict=True))
        self._keys.update(zip(numbers, keys.values(), strict=True))


def clusters_installed() -> bool:
    """Whether the package for very many phrasings is there."""
    return find_spec(LIBRARY) is not None


def index_for(encode: Encoder) -> SimilarThreads:
    """Make the index for an encoder: brute force while that is fast enough."""
    return ClusteredIndex(encode) if clusters_installed() else VectorIndex(encode)
