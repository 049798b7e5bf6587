"""The read around one question: who is best by recent answers, and what is known of candidates.

Its size follows the question's skills and the candidates read, never the company. The parts travel
with the other reads of a question (`storage.driver.together`).
"""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from matching.evidence import Totals
from matching.model import PersonId
from matching.skills import SkillId
from storage import codec
from storage.change import Tenant
from storage.driver import Document, Driver, Part, together
from storage.evidence.documents import (
    COLLECTION,
    EVERYBODY,
    WHATEVER,
    Head,
    document_key,
    fields_in,
    head_key,
    read_head,
    totals_of,
)

CHAMPIONS: Final = 40  # of each skill of a question, best first
LEVELS: Final = (5, 4, 3, 2, 1)
DECLARED_COUNTED: Final = 1000  # of one level; a share of less says nothing
DECLARED_SECONDS: Final = 3600.0  # how old the sum of declared levels may be
_TOTALS: Final = "totals"
_BESIDE: Final = "totals beside"
_PEOPLE: Final = "evidence"

Found = Mapping[str, Sequence[Document]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What one read of the evidence gives."""

    head: Head
    totals: Totals
    champions: tuple[PersonId, ...]  # best first, the skills in turn; each once
    declared_by: int = 0  # so many at least declared one of the skills, some minutes ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """How a skill is declared in the whole organisation, each level counted up to a bound."""

    counts: Mapping[int, int]  # by level
    at: float  # `time.monotonic`

    @property
    def shares(self) -> float:
        """Levels as shares of the highest, summed."""
        return math.fsum(level / LEVELS[0] * count for level, count in self.counts.items())

    @property
    def people(self) -> int:
        """How many declared it: nobody declares a skill at two levels."""
        return sum(self.counts.values())


@dataclass(slots=True, kw_only=True)
class Remembered:
    """What a process remembers between two questions of a tenant."""

    edition: int = 0
    declared: dict[SkillId, Declared] = field(default_factory=dict)


class Champions:
    """The reading of head, totals and champions for one question.

    Champions are the best in `skills`, without one the most active; totals are those of the same
    skills. The totals of others, which similar questions name, are read beside what comes next.
    """

    def __init__(self, tenant: Tenant, skills: Sequence[SkillId], remembered: Remembered) -> None:
        self._tenant, self._remembered, self._skills = tenant, remembered, skills
        self._edition = remembered.edition  # another question may learn of the next one meanwhile
        self._stale = _stale(skills, remembered)

    def levels_for(self, people: int) -> int:
        """Give how many of the best levels hold so many people, as far as is remembered."""
        if self._stale or not self._skills:
            return len(LEVELS)
        known = [self._remembered.declared[each].counts for each in self._skills]
        for number in range(1, len(LEVELS)):
            if max(sum(each[level] for level in LEVELS[:number]) for each in known) >= people:
                return number
        return len(LEVELS)

    def parts(self) -> dict[str, Part]:
        """Ask for all of it, and for sums of declared levels that are too old."""
        return {**self._standing(), **_levels(self._tenant, self._stale)}

    async def take(self, driver: Driver, found: Found) -> Around:
        """Take what `parts` asked for; read again where another edition counts by now."""
        self._remembered.declared |= _sums(found, self._stale)
        while (head := _head(found)).edition != self._edition:
            self._edition = self._remembered.edition = head.edition
            found = await together(driver, self._standing())
        declared = {each: self._remembered.declared[each] for each in self._skills}
        turns = zip_longest(*(found[_ranked_by(each)] for each in self._skills or (WHATEVER,)))
        best = dict.fromkeys(PersonId(each["person"]) for turn in turns for each in turn if each)
        return Around(
            head=head,
            totals=replace(totals_of(_counters(found)), declared=_shares(declared)),
            champions=tuple(best),
            declared_by=max((each.people for each in declared.values()), default=0),
        )

    def beside(self, others: Sequence[SkillId]) -> dict[str, Part]:
        """Ask for the totals of other skills, once `take` has told which edition counts."""
        if not others:
            return {}
        self._stale = _stale(others, self._remembered)
        keys = [document_key(self._tenant, self._edition, EVERYBODY, each) for each in others]
        few = {"_id": {"$in": keys}, "tenant": self._tenant}
        counters = Part(COLLECTION, [{"$match": few}])
        return {_BESIDE: counters, **_levels(self._tenant, self._stale)}

    def take_beside(self, totals: Totals, others: Sequence[SkillId], found: Found) -> Totals:
        """Add what `beside` asked for to the totals."""
        if not others:
            return totals
        self._remembered.declared |= _sums(found, self._stale)
        declared = {each: self._remembered.declared[each] for each in others}
        return replace(
            totals,
            skills={**totals.skills, **totals_of(found[_BESIDE]).skills},
            declared={**totals.declared, **_shares(declared)},
        )

    def _standing(self) -> dict[str, Part]:
        totals = [
            document_key(self._tenant, self._edition, EVERYBODY, each)
            for each in (WHATEVER, *self._skills)
        ]
        few = {"_id": {"$in": [head_key(self._tenant), *totals]}, "tenant": self._tenant}
        ranked = {
            _ranked_by(each): _ranked(self._tenant, self._edition, each)
            for each in self._skills or (WHATEVER,)
        }
        return {_TOTALS: Part(COLLECTION, [{"$match": few}]), **ranked}


def people_parts(
    tenant: Tenant, edition: int, who: Iterable[PersonId], skills: Iterable[SkillId]
) -> dict[str, Part]:
    """Ask for the evidence of a few people in a few skills."""
    keys = [document_key(tenant, edition, person, WHATEVER) for person in who]
    if not keys:
        return {}
    query = {"_id": {"$in": keys}, "tenant": tenant}
    return {_PEOPLE: Part(COLLECTION, [{"$match": query}, {"$project": fields_in(skills)}])}


def people_in(found: Found) -> Sequence[Document]:
    """Take what `people_parts` asked for."""
    return found.get(_PEOPLE, ())


def _ranked(tenant: Tenant, edition: int, skill: SkillId) -> Part:
    """Scan the index from the best rank on; a rank is never below 0, totals have none.

    The index holds the person too: no document is looked at.
    """
    mine = {"tenant": tenant, "edition": edition, "skill": skill, "rank": {"$gte": 0}}
    return Part(
        COLLECTION,
        [
            {"$match": mine},
            {"$sort": {"rank": -1}},
            {"$limit": CHAMPIONS},
            {"$project": {"_id": 0, "person": 1}},
        ],
    )


def _levels(tenant: Tenant, skills: Iterable[SkillId]) -> dict[str, Part]:
    """Ask how many declared these skills at each level."""
    return {
        _level(skill, level): _declared(tenant, skill, level)
        for skill in skills
        for level in LEVELS
    }


def _declared(tenant: Tenant, skill: SkillId, level: int) -> Part:
    """Count who declared a skill at a level, up to a bound, in the index alone."""
    mine = {"tenant": tenant, "skill_keys": codec.skill_key(skill, level)}
    counting = {"$group": {"_id": None, "count": {"$sum": 1}}}
    return Part("people", [{"$match": mine}, {"$limit": DECLARED_COUNTED}, counting])


def _stale(skills: Iterable[SkillId], remembered: Remembered) -> list[SkillId]:
    now, known = time.monotonic(), remembered.declared
    return [
        each for each in skills if each not in known or now - known[each].at > DECLARED_SECONDS
    ]


def _sums(found: Found, skills: Iterable[SkillId]) -> dict[SkillId, Declared]:
    """Sum up how skills are declared."""
    now, sums = time.monotonic(), {}
    for skill in skills:
        counts = {
            level: sum(each["count"] for each in found[_level(skill, level)]) for level in LEVELS
        }
        sums[skill] = Declared(counts=counts, at=now)
    return sums


def _shares(declared: Mapping[SkillId, Declared]) -> dict[SkillId, float]:
    return {skill: each.shares for skill, each in declared.items()}


def _head(found: Found) -> Head:
    return read_head(next((each for each in found[_TOTALS] if "serial" in each), None))


def _counters(found: Found) -> Iterable[Document]:
    return (each for each in found[_TOTALS] if "serial" not in each)


def _ranked_by(skill: SkillId) -> str:
    return f"champions:{skill}"


def _level(skill: SkillId, level: int) -> str:
    return f"level:{codec.skill_key(skill, level)}"
