"""Very many phrasings: a graph over their vectors (HNSW; Malkov & Yashunin 2018), approximate.

Brute force reads every vector for every question; from some ten thousands on that takes longer
than the rest of a choice. The graph looks at a few hundred of them, of 8 bits a number. Optional:
the package `usearch` of requirements-model.txt.
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
    each_once,
    unknown,
)

GRAPH_FROM: Final = 50_000  # phrasings; `python -m benchmarks.similar` measures both ways
LOOKED_AT: Final = 128  # vectors the search keeps in hand
LIBRARY: Final = "usearch"


class GraphIndex:
    """A graph of near vectors: some 1 KB a phrasing, and a search that hardly grows."""

    __slots__ = ("_encode", "_graph", "_keys", "_next", "_numbers")

    def __init__(self, encode: Encoder) -> None:
        """Start with no phrasing."""
        self._encode = encode
        self._graph: Any = None  # made with the first vectors, which say how long they are
        self._keys: dict[int, ThreadKey] = {}
        self._numbers: dict[Mark, int] = {}
        self._next = 0

    def __len__(self) -> int:
        """Count the phrasings."""
        return len(self._keys)

    def add_all(self, phrasings: Sequence[Phrasing]) -> None:
        """Remember phrasings; one that is known costs nothing."""
        new = unknown(phrasings, self._numbers.keys())
        if not new:
            return
        vectors = self._encode([text for _, text in new.values()])
        if self._graph is None:
            index: Any = import_module(f"{LIBRARY}.index").Index
            self._graph = index(
                ndim=vectors.shape[1], metric="cos", dtype="i8", expansion_search=LOOKED_AT
            )
        numbers = range(self._next, self._next + len(new))
        self._graph.add(np.array(numbers, dtype=np.uint64), vectors, threads=1)
        self._next += len(new)
        self._numbers.update(zip(new, numbers, strict=True))
        self._keys.update(zip(numbers, (key for key, _ in new.values()), strict=True))

    def keep(self, marks: AbstractSet[Mark]) -> None:
        """Forget every phrasing whose mark is not among these."""
        for mark in [each for each in self._numbers if each not in marks]:
            number = self._numbers.pop(mark)
            del self._keys[number]
            self._graph.remove(number)

    def nearest(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text, best first, each once."""
        if not self._keys:
            return []
        wanted = min(len(self._keys), PHRASINGS_LOOKED_AT * size)
        found = self._graph.search(self._encode([text])[0], wanted, threads=1)
        pairs = zip(found.keys.tolist(), found.distances.tolist(), strict=True)
        alike = ((self._keys[number], 1.0 - distance) for number, distance in pairs)
        return each_once((each for each in alike if each[1] > 0), size)


def graph_installed() -> bool:
    """Whether the graph's package is there."""
    return find_spec(LIBRARY) is not None


def index_for(phrasings: int, encode: Encoder) -> SimilarThreads:
    """Make the index for about so many phrasings: brute force while that is fast enough."""
    many = phrasings >= GRAPH_FROM and graph_installed()
    return GraphIndex(encode) if many else VectorIndex(encode)
