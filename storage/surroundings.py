"""The read around one question: bounded, by indexes, each naming its tenant."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from matching.eligibility import refusal_of
from matching.evidence import Evidence, Totals
from matching.model import Candidate, Learner, PersonId, Question, Tie, View
from matching.rules import Rules
from matching.skills import SkillId
from storage import codec, evidence
from storage.candidates import LEVELS, Candidates
from storage.change import Tenant
from storage.driver import Document, Driver
from storage.evidence import Around, Head, Known, Remembered

TIES_READ: Final = 100
NEIGHBOURS_READ: Final = 50
UNREAD_COUNTED: Final = 1000
ENOUGH: Final = 10  # who may be asked at once: as many as the largest rung asks

log = logging.getLogger(__name__)


async def matching_view(
    driver: Driver,
    tenant: Tenant,
    learner: Learner,
    question: Question,
    *,
    rules: Rules,
    now: datetime,
    remembered: Remembered | None,
) -> tuple[View, Known]:
    """Read what the choice needs around one question; its size does not grow with the company.

    Two rounds: who might be asked, then what is known of them; more where too few are free.
    Without `remembered`, what past answers say is left unread, and nothing is known.
    """
    skills = tuple(question.skills)
    reading = Candidates(driver, tenant, skills, rules.candidates_max)
    around, own_ties, _ = await asyncio.gather(
        _around(driver, tenant, skills, remembered),
        _own_ties(driver, tenant, learner.id),
        reading.declared(),
    )
    reading.led_by(around.champions)
    known_skills = skills if remembered is not None else None
    near = _Near(driver, tenant, learner.id, own_ties, around.head.edition, known_skills)
    first = reading.next()
    page, ties, found, counted = await asyncio.gather(
        reading.page(),
        near.ties(first),
        near.evidence(first),
        _counted(driver, tenant, skills, rules.candidates_max) if reading.more else _none(),
    )
    read, unreadable = _read(page, rules, now)
    candidates = _with_help(read, learner, own_ties)
    later: list[Candidate] = []
    while page and _free((*candidates, *later), question, learner, rules, now) < ENOUGH:
        page = await reading.page()
        more, broken = _read(page, rules, now)
        later += _with_help(more, learner, own_ties)
        unreadable += broken
    if later:
        beyond = [each.id for each in later]
        more_ties, more_found = await asyncio.gather(near.ties(beyond), near.evidence(beyond))
        ties, found = ties + more_ties, found | more_found
    candidates += tuple(later)
    view = View(
        learner=learner,
        candidates=candidates,
        ties=(*own_ties, *ties),
        unread=max(0, counted - reading.read) + unreadable,
    )
    known = Known(
        evidence={
            each.id: evidence.with_levels(found, each.id, each.skills, skills)
            for each in candidates
        },
        totals=around.totals,
        helped={each.mentor: each.answered for each in own_ties if each.learner == learner.id},
        head=around.head,
    )
    return view, known


async def _around(
    driver: Driver, tenant: Tenant, skills: Sequence[SkillId], remembered: Remembered | None
) -> Around:
    if remembered is None:
        return Around(head=Head(), totals=Totals(), champions=())
    return await evidence.champions(driver, tenant, skills, remembered)


@dataclass(frozen=True, slots=True)
class _Near:
    """Reads what is known of candidates: their ties around the learner, and their evidence."""

    driver: Driver
    tenant: Tenant
    learner: PersonId
    own_ties: tuple[Tie, ...]
    edition: int
    skills: tuple[SkillId, ...] | None  # None: evidence is left unread

    async def ties(self, who: Sequence[PersonId]) -> tuple[Tie, ...]:
        """Read the ties between the learner's neighbours and these candidates."""
        return await _ties_around(self.driver, self.tenant, self.learner, self.own_ties, who)

    async def evidence(self, who: Sequence[PersonId]) -> dict[PersonId, Evidence]:
        """Read what past answers say about these candidates."""
        if self.skills is None:
            return {}
        return await evidence.of_people(self.driver, self.tenant, self.edition, who, self.skills)


def _free(
    candidates: Iterable[Candidate],
    question: Question,
    learner: Learner,
    rules: Rules,
    now: datetime,
) -> int:
    """Count who may be asked at once; somebody whose hours have yet to come does not count."""
    return sum(
        refusal_of(each, question, learner, rules, now) is None and each.hours.is_open(now)
        for each in candidates
    )


def _read(
    documents: Iterable[Document], rules: Rules, now: datetime
) -> tuple[tuple[Candidate, ...], int]:
    """Read candidates; one whose entry is broken is counted and keeps nobody from an answer."""
    found, unreadable = [], 0
    for each in documents:
        try:
            found.append(codec.candidate_of(each, rules, now))
        except (KeyError, TypeError, ValueError):
            log.exception("a person's entry cannot be read")
            unreadable += 1
    return tuple(found), unreadable


def _with_help(
    candidates: Iterable[Candidate], learner: Learner, ties: Iterable[Tie]
) -> tuple[Candidate, ...]:
    """Note with each candidate when they last helped the learner."""
    at = {each.mentor: each.at for each in ties if each.learner == learner.id}
    return tuple(
        replace(each, helped_at=at[each.id]) if each.id in at else each for each in candidates
    )


async def _counted(driver: Driver, tenant: Tenant, skills: Iterable[SkillId], read: int) -> int:
    """Count who has the skills, up to a bound; without a skill, nobody was left out by it."""
    keys = [codec.skill_key(skill, level) for skill in skills for level in LEVELS]
    counted: int = await driver.collection("people").count_documents(
        {"tenant": tenant, "skill_keys": {"$in": keys}}, limit=read + UNREAD_COUNTED
    )
    return counted


async def _none() -> int:
    return 0


async def _own_ties(driver: Driver, tenant: Tenant, learner: PersonId) -> tuple[Tie, ...]:
    """Read whom the learner helped, and who helped the learner, the latest first."""
    mine: list[Document] = [
        {"$match": {"tenant": tenant, "learner": learner}},
        {"$sort": {"at": -1}},
        {"$limit": TIES_READ},
    ]
    theirs: list[Document] = [
        {"$match": {"tenant": tenant, "mentor": learner}},
        {"$limit": TIES_READ},
    ]
    both = [*mine, {"$unionWith": {"coll": "ties", "pipeline": theirs}}]
    return tuple(codec.tie_of(each) for each in await driver.aggregate("ties", both))


async def _ties_around(
    driver: Driver,
    tenant: Tenant,
    learner: PersonId,
    own: Iterable[Tie],
    candidates: Sequence[PersonId],
) -> tuple[Tie, ...]:
    """Read the ties between the learner's neighbours and the candidates."""
    around = sorted({end for each in own for end in (each.learner, each.mentor)} - {learner})
    if not around or not candidates:
        return ()
    query = {
        "tenant": tenant,
        "learner": {"$in": around[:NEIGHBOURS_READ]},
        "mentor": {"$in": candidates},
    }
    found = await driver.collection("ties").find(query).limit(1000).to_list(None)
    return tuple(codec.tie_of(each) for each in found)
