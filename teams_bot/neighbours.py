"""Similar past questions, kept in memory by each process and fed by the database.

The index holds the questions of the newest `KEPT` answers. A poll reads what was answered since;
when a text was reworded or erased, or the evidence rebuilt, the index is made anew and replaces
the old one, so that no erased word outlives the poll. All work on it is done by the thread of
`Following`.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from matching.model import PersonId
from matching.neighbours import QuestionIndex
from matching.skills import SkillId
from storage.evidence import Answered, Head
from storage.store import Store
from teams_bot import texts
from teams_bot.following import Following

KEPT: Final = 100_000  # answers; the benchmark `flat` prints the memory they take
SURPLUS: Final = 1.25  # so much more before the oldest are left out
READ_AT_ONCE: Final = 200  # answers; some two milliseconds of the event loop

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What similar past questions say about a question."""

    suggested: Mapping[SkillId, float] = field(default_factory=dict)  # the skills they had
    votes: Mapping[PersonId, float] = field(default_factory=dict)  # of who answered them, shares


class Neighbours(Following):
    """The index of one tenant's answered questions."""

    def __init__(self, store: Store) -> None:
        super().__init__("similar questions")
        self._store = store
        self._index = QuestionIndex()
        self._seen: Head | None = None

    def __len__(self) -> int:
        """Count the questions."""
        return len(self._index)

    async def refresh(self) -> bool:
        """Take in all that was answered, reworded or erased since the last time."""
        head, seen = await self._store.evidence_head(), self._seen
        surplus = len(self._index) > KEPT * SURPLUS
        if seen is None or surplus or head.outdates(seen):
            fresh = QuestionIndex()
            oldest = max(head.first - 1, head.serial - KEPT)
            async for _ in self._read(fresh, oldest, head.serial):
                log.debug("%d questions read", len(fresh))
            self._index, self._seen = fresh, head
        else:
            async for read in self._read(self._index, seen.serial, head.serial):
                self._seen = replace(seen, serial=read)  # so that no answer is learnt twice
        return False

    async def near(self, text: str, skills: Iterable[SkillId]) -> Near:
        """Find what similar questions say: at once, and empty before the first `refresh`."""
        given = tuple(skills)
        if self._seen is None or not len(self._index):
            return Near()
        index, position = self._index, self._seen.serial
        return await self._apart(partial(_near, index, text, given, position))

    async def _read(self, index: QuestionIndex, after: int, to: int) -> AsyncIterator[int]:
        """Take in a stretch of answers; give how far it is, again and again."""
        for start in range(after, to, READ_AT_ONCE):
            end = min(start + READ_AT_ONCE, to)
            found = await self._store.answered_between(start, end)
            await self._apart(partial(_learn, index, found))
            yield end


def _learn(index: QuestionIndex, found: Sequence[Answered]) -> None:
    answers = sorted(
        (position, person, number)
        for number, each in enumerate(found)
        if each.text not in texts.GONE
        for position, person in each.answers
    )
    for position, person, number in answers:
        question = found[number]
        index.answer(question.thread, question.text, question.skills, person, position)


def _near(index: QuestionIndex, text: str, given: tuple[SkillId, ...], position: int) -> Near:
    nearest = index.nearest(text, given)
    return Near(suggested=index.suggested(nearest), votes=index.votes(nearest, position))
