"""What is learnt with vectors: kept ones are read, missing ones are encoded and kept.

Several processes that start at once may encode the same; what they keep is the same, too.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from matching.ann import index_for
from matching.recall import NamedEncoder, Reminded, Row, packed, unpacked
from matching.similar import Mark, Phrasing, SimilarThreads
from matching.thread import ThreadId
from storage.change import Unavailable
from storage.evidence import Phrased, Vectored
from storage.store import Store

LEARNT_AT_ONCE: Final = 8  # phrasings; a question waits for so many at most
KNOWN_AT_ONCE: Final = 100  # of those whose vectors are known

New = Mapping[Mark, Phrasing]
Apart = Callable[[Callable[[], Any]], Awaitable[Any]]  # does something in the thread of the index

log = logging.getLogger(__name__)


class Recall:
    """An index by meaning, and the vectors that are kept for it."""

    def __init__(self, store: Store, encode: NamedEncoder) -> None:
        """Start with no phrasing."""
        self._store = store
        self._encode = encode
        self._reminded = Reminded(encode)
        self._taken: set[Mark] = set()
        self.index: SimilarThreads = index_for(self._reminded)

    def keep(self, marks: set[Mark]) -> None:
        """Forget every phrasing whose mark is not among these; for the thread of the index."""
        self.index.keep(marks)
        self._taken &= marks

    async def learn(self, read: Sequence[Phrased], phrasings: New, apart: Apart) -> None:
        """Take in the phrasings of threads; one that is known costs nothing."""
        new = {mark: each for mark, each in phrasings.items() if mark not in self._taken}
        known = await self._known(new)
        marks = list(known)
        for start in range(0, len(marks), KNOWN_AT_ONCE):
            few = {mark: new[mark] for mark in marks[start : start + KNOWN_AT_ONCE]}
            await apart(partial(self._add, few, known))
        missing = [mark for mark in new if mark not in known]
        fresh: dict[Mark, Row] = {}
        try:
            for start in range(0, len(missing), LEARNT_AT_ONCE):
                few = {mark: new[mark] for mark in missing[start : start + LEARNT_AT_ONCE]}
                fresh |= await apart(partial(self._encoded, few))
        finally:
            await self._keep(read, new, fresh)

    async def _known(self, new: New) -> dict[Mark, Row]:
        """Read the vectors there are; one that is broken is none."""
        threads = {ThreadId(key) for key, _ in new.values()}
        if not threads:
            return {}
        kept = await self._store.vectors_of(self._encode.name, threads)
        known, broken = {}, []
        for mark, (key, _) in new.items():
            vector = kept.get(ThreadId(key), {}).get(mark)
            if vector is None:
                continue
            row = unpacked(vector, self._encode.numbers)
            if row is None:
                broken.append(key)
            else:
                known[mark] = row
        if broken:
            said = "%d kept vectors are broken and are made anew, the first of thread %s"
            log.warning(said, len(broken), broken[0])
        return known

    def _encoded(self, few: New) -> dict[Mark, Row]:
        rows = self._encode([text for _, text in few.values()])
        fresh = dict(zip(few, rows, strict=True))
        self._add(few, fresh)
        return fresh

    def _add(self, few: New, rows: Mapping[Mark, Row]) -> None:
        with self._reminded.of({text: rows[mark] for mark, (_, text) in few.items()}):
            self.index.add_all(list(few.values()))
        self._taken.update(few)

    async def _keep(self, read: Sequence[Phrased], new: New, fresh: Mapping[Mark, Row]) -> None:
        """Keep fresh vectors; where that fails, the next start encodes once more, no more."""
        vectors: dict[ThreadId, dict[bytes, bytes]] = {}
        for mark, row in fresh.items():
            vectors.setdefault(ThreadId(new[mark][0]), {})[mark] = packed(row)
        threads = [
            Vectored(phrased=each, vectors=vectors[each.thread])
            for each in read
            if each.thread in vectors
        ]
        try:
            await self._store.keep_vectors(self._encode.name, threads)
        except Unavailable:
            log.warning("new vectors were not kept; the next start encodes them", exc_info=True)
