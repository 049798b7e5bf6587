"""Questions answered before, kept in memory by each process and fed by the database.

The index holds the phrasings of the newest `KEPT` answers. It is filled from the newest down, and
serves meanwhile; vectors are read where they were kept, and made where they were not
(`teams_bot.recall`). A poll reads what was answered since. When a text was reworded or erased,
everything is read again: what is known costs no encoding, and what was not met is forgotten at the
end. All work on the index is done by the thread of `Following`, a few phrasings at a time, so that
a question hardly waits for it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Final

from matching.minilm import load_minilm, minilm_name
from matching.recall import NamedEncoder
from matching.similar import (
    Alike,
    CharacterIndex,
    Mark,
    Phrasing,
    SimilarThreads,
    ThreadKey,
    mark_of,
)
from storage.evidence import Head, Phrased
from storage.store import Store
from teams_bot import texts
from teams_bot.following import Following
from teams_bot.recall import LEARNT_AT_ONCE, Recall

KEPT: Final = 100_000  # answers; `python -m benchmarks.similar` prints the memory they take
SURPLUS: Final = 1.25  # so much more before the oldest are left out
READ_AT_ONCE: Final = 200  # answers
ANSWER_READ: Final = 1000  # characters: what the model sees of a text
LOOK_SECONDS: Final = 1.0  # then the question goes to people
REST_SECONDS: Final = 30.0  # after a look that failed, before the next
CHARACTERS: Final = "characters"

log = logging.getLogger(__name__)

Load = Callable[[], NamedEncoder | None]
load_once: Final[Load] = cache(load_minilm)  # one model a process, however many services it runs


def loader(chosen: str) -> Load:
    """Give what loads the encoder: the model where it is installed, unless characters are chosen.

    >>> loader("characters")() is None
    True
    """
    return (lambda: None) if chosen == CHARACTERS else load_once


def encoder_in_use(chosen: str) -> str | None:
    """Name the encoder that indexes use: "" where none is wanted, None where it is not here.

    >>> encoder_in_use("characters")
    ''
    """
    return "" if chosen == CHARACTERS else minilm_name()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One reading of everything that was answered, from the newest answer down."""

    head: Head  # where it began
    at: int  # what lies above was read
    marks: set[Mark] = field(default_factory=set)  # of what was met

    @property
    def oldest(self) -> int:
        """The position down to which is read, itself outside."""
        return max(self.head.first - 1, self.head.serial - KEPT)


class AnsweredBefore(Following):
    """The phrasings of one tenant's answered questions."""

    def __init__(self, store: Store, load: Load = load_once) -> None:
        super().__init__("answered questions")
        self._store = store
        self._load = load
        self._index: SimilarThreads | None = None
        self._recall: Recall | None = None  # with an encoder
        self._reading: _Reading | None = None
        self._seen: Head | None = None
        self._oldest = 0
        self._rests_until = 0.0
        self.by_meaning = False  # whether likeness is that of the sentence model

    def __len__(self) -> int:
        """Count the phrasings."""
        return 0 if self._index is None else len(self._index)

    async def refresh(self) -> bool:
        """Take in what was answered, reworded or erased; say whether there is more to be read."""
        head, seen = await self._store.evidence_head(), self._seen
        if self._index is None:
            self._index = await self._apart(self._made)
        if seen is None or head.outdates(seen):
            self._reading = _Reading(head=head, at=head.serial)
            self._seen = head
        else:
            await self._read_new(seen, head)
        if self._reading is None and head.serial - self._oldest > KEPT * SURPLUS:
            self._reading = _Reading(head=head, at=head.serial)
        return await self._read_on(self._index)

    async def alike(self, text: str, size: int) -> list[Alike]:
        """Find the threads most like a text: nothing where that fails, which is logged once."""
        index = self._index
        if index is None or time.monotonic() < self._rests_until:
            return []
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._apart(partial(index.nearest, text, size))
        except Exception:
            self._rests_until = time.monotonic() + REST_SECONDS
            log.exception("no look at answered questions for %g s", REST_SECONDS)
            return []

    def _made(self) -> SimilarThreads:
        encode = self._load()
        self.by_meaning = encode is not None
        if encode is None:
            return CharacterIndex()
        self._recall = Recall(self._store, encode)
        return self._recall.index

    async def _read_new(self, seen: Head, head: Head) -> None:
        """Take in the answers since the last time."""
        for start in range(seen.serial, head.serial, READ_AT_ONCE):
            end = min(start + READ_AT_ONCE, head.serial)
            marks = await self._learn(start, end)
            if self._reading is not None:
                self._reading.marks |= marks
            self._seen = replace(seen, serial=end)

    async def _read_on(self, index: SimilarThreads) -> bool:
        """Read one more stretch of everything; at its end forget what was not met."""
        reading = self._reading
        if reading is None:
            return False
        if reading.at > reading.oldest:
            start = max(reading.oldest, reading.at - READ_AT_ONCE)
            reading.marks |= await self._learn(start, reading.at)
            reading.at = start
            return True
        await self._apart(partial((self._recall or index).keep, reading.marks))
        self._oldest, self._reading = reading.oldest, None
        return False

    async def _learn(self, after: int, to: int) -> set[Mark]:
        """Take in a stretch of answers; name its phrasings."""
        assert self._index is not None  # noqa: S101 - it is made before anything is learnt
        found = await self._store.phrased_between(after, to)
        whole = [one for each in found for one in phrasings(each, answers=self.by_meaning)]
        marked = {mark_of(*each): each for each in whole}
        if self._recall is not None:
            await self._recall.learn(found, marked, self._apart)
            return set(marked)
        for start in range(0, len(whole), LEARNT_AT_ONCE):
            few = whole[start : start + LEARNT_AT_ONCE]
            await self._apart(partial(self._index.add_all, few))
        return set(marked)


def phrasings(found: Phrased, *, answers: bool) -> Iterator[Phrasing]:
    """Give the phrasings of a thread as they are compared; erased words are none."""
    if found.text in texts.GONE:
        return
    key = ThreadKey(found.thread)
    yield key, found.text
    for each in found.answers if answers else ():
        if each not in texts.GONE:
            yield key, f"{found.text} {each[:ANSWER_READ]}"
