"""The read around one question: bounded, by indexes, each naming its tenant."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nlargest
from itertools import islice
from typing import Final

from matching.eligibility import refusal_of
from matching.model import Candidate, Learner, PersonId, Question, Tie, View
from matching.rules import Rules
from matching.skills import SkillId
from matching.sources import Source
from storage import codec, evidence
from storage.candidates import LEVELS, Candidates
from storage.change import Tenant
from storage.driver import Document, Driver, Part, together
from storage.evidence import Champions, Remembered

TIES_READ: Final = 100
NEIGHBOURS_READ: Final = 50
TIES_AROUND_READ: Final = 1000
UNREAD_COUNTED: Final = 1000
ENOUGH: Final = 10  # who may be asked at once: as many as the largest rung asks
SUGGESTED_READ: Final = 3  # skills of similar questions that are looked at, the likeliest first
STEPS_TO_SEND: Final = 2  # of the event loop, until a driver has sent what it was given
VOTED_READ: Final = 10  # of those who answered similar questions, the most voted for first

Found = dict[str, list[Document]]
Completed = asyncio.Future[Question]

log = logging.getLogger(__name__)


async def matching_view(
    driver: Driver,
    tenant: Tenant,
    learner: Learner,
    question: Question,
    *,
    rules: Rules,
    now: datetime,
    remembered: Remembered,
    completed: Completed | None = None,
) -> View:
    """Read what the choice needs around one question; its size does not grow with the company.

    Two commands: who might be asked, then what is known of them; more where too few are free.
    Who is looked for has the skills the question names; where it names none, those that similar
    questions had. `completed` is the question with what similar ones say, which are looked for
    while the first command is under way.
    """
    if completed is not None and not question.skills:
        question = await completed
    skills = tuple(question.skills) or _suggested(question)
    reading = Candidates(
        tenant,
        skills,
        rules.candidates_max,
        source=question.source,
        only=learner.manager if question.source is Source.MANAGER else None,
    )
    best = Champions(tenant, skills, remembered)
    peers = question.source is Source.PEER
    levels = best.levels_for(reading.size) if peers else len(LEVELS)
    found = await together(
        driver, {**reading.first(levels), **_own_ties(tenant, learner), **best.parts()}
    )
    if completed is not None:
        question = await completed
    own_ties = _ties(found, "helped by", "helped")
    around = await best.take(driver, found)
    reading.begin(found, _known_by_name(question, around.champions))
    others = tuple(each for each in _suggested(question) if each not in skills)
    near = _Near(
        tenant=tenant,
        around=_neighbours(own_ties, learner.id),
        edition=around.head.edition,
        skills=(*skills, *others),
    )
    first = reading.turn()
    most = rules.candidates_max + UNREAD_COUNTED
    enough = reading.more and around.declared_by >= most  # then there is nothing to count
    counting = (
        _counting(tenant, skills, most, question.source) if reading.more and not enough else {}
    )
    known = reading.known()
    (page, found), (early, unreadable) = await asyncio.gather(
        _page(driver, reading, {**near.parts(first), **best.beside(others), **counting}),
        _read_meanwhile(known, rules, now),
    )
    counted = most if enough else sum(each["count"] for each in found.get("count", ()))
    met = {each["id"] for each in known}
    late, broken = _read([each for each in page if each["id"] not in met], rules, now)
    place = {each["id"]: number for number, each in enumerate(page)}
    candidates = tuple(sorted((*early, *late), key=lambda each: place[each.id]))
    unreadable += broken
    while page and not _enough(candidates, question, learner, rules, now):
        reading.turn()
        page, _ = await _page(driver, reading, {})
        more, broken = _read(page, rules, now)
        candidates += more
        unreadable += broken
    later = await together(
        driver, near.parts([each.id for each in candidates if each.id not in first])
    )
    return View(
        learner=learner,
        candidates=_with_help(candidates, learner, own_ties),
        ties=(*own_ties, *_ties(found, "around"), *_ties(later, "around")),
        evidence=evidence.evidence_of((*evidence.people_in(found), *evidence.people_in(later))),
        totals=best.take_beside(around.totals, others, found),
        unread=max(0, counted - reading.read) + unreadable,
    )


def _suggested(question: Question) -> tuple[SkillId, ...]:
    """Name the skills of similar questions that are looked at, the likeliest first."""
    found = question.suggested
    return tuple(nlargest(SUGGESTED_READ, found, key=found.__getitem__))


def _known_by_name(question: Question, champions: Iterable[PersonId]) -> tuple[PersonId, ...]:
    """Name who is read beside those who declared the skills; of the peers' rungs alone."""
    if question.source is not Source.PEER:
        return ()
    voted = nlargest(VOTED_READ, question.votes, key=question.votes.__getitem__)
    return tuple(dict.fromkeys((*sorted(question.proposed), *voted, *champions)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Near:
    """What is known of candidates: their ties around the learner, and their evidence."""

    tenant: Tenant
    around: Sequence[PersonId]  # the learner's neighbours
    edition: int
    skills: Sequence[SkillId]

    def parts(self, who: Sequence[PersonId]) -> dict[str, Part]:
        """Ask for what is known of these candidates."""
        ties = {"around": _ties_between(self.tenant, self.around, who)}
        return {
            **(ties if self.around and who else {}),
            **evidence.people_parts(self.tenant, self.edition, who, self.skills),
        }


async def _page(
    driver: Driver, reading: Candidates, beside: Mapping[str, Part]
) -> tuple[list[Document], Found]:
    """Read a page to its end; give it, and what was asked for beside it."""
    found = await together(driver, {**reading.parts(), **beside})
    reading.take(found)
    while parts := reading.parts():
        reading.take(await together(driver, parts))
    return reading.page(), found


def _enough(
    candidates: Iterable[Candidate],
    question: Question,
    learner: Learner,
    rules: Rules,
    now: datetime,
) -> bool:
    """Whether enough may be asked at once; whoever's hours have yet to come does not count."""
    free = (
        each
        for each in candidates
        if each.hours.next_opening(now) == now
        and refusal_of(each, question, learner, rules, now) is None
    )
    return sum(1 for _ in islice(free, ENOUGH)) == ENOUGH


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


async def _read_meanwhile(
    documents: Sequence[Document], rules: Rules, now: datetime
) -> tuple[tuple[Candidate, ...], int]:
    """Read candidates once the command that was begun before has left."""
    for _ in range(STEPS_TO_SEND):
        await asyncio.sleep(0)
    return _read(documents, rules, now)


def _with_help(
    candidates: Iterable[Candidate], learner: Learner, ties: Iterable[Tie]
) -> tuple[Candidate, ...]:
    """Note with each candidate when they last helped the learner."""
    at = {each.mentor: each.at for each in ties if each.learner == learner.id}
    return tuple(
        replace(each, helped_at=at[each.id]) if each.id in at else each for each in candidates
    )


def _counting(
    tenant: Tenant, skills: Iterable[SkillId], most: int, source: Source
) -> dict[str, Part]:
    """Count who has the skills, up to a bound; without a skill, nobody was left out by it."""
    keys = [codec.skill_key(skill, level, source) for skill in skills for level in LEVELS]
    mine = {"tenant": tenant, "skill_keys": {"$in": keys}}
    counting = {"$group": {"_id": None, "count": {"$sum": 1}}}
    return {"count": Part("people", [{"$match": mine}, {"$limit": most}, counting])}


def _own_ties(tenant: Tenant, learner: Learner) -> dict[str, Part]:
    """Ask who helped the learner, the latest first, and whom the learner helped.

    Of an anonymous learner nothing is asked: nothing is to depend on it.
    """
    if learner.anonymous:
        return {}
    latest: Document = {"$sort": {"at": -1}}
    most: Document = {"$limit": TIES_READ}
    helped_by, helped = ({"tenant": tenant, end: learner.id} for end in ("learner", "mentor"))
    return {
        "helped by": Part("ties", [{"$match": helped_by}, latest, most]),
        "helped": Part("ties", [{"$match": helped}, most]),
    }


def _neighbours(own: Iterable[Tie], learner: PersonId) -> list[PersonId]:
    """Name some of those at the other end of the learner's ties."""
    around = {end for each in own for end in (each.learner, each.mentor)} - {learner}
    return sorted(around)[:NEIGHBOURS_READ]


def _ties_between(
    tenant: Tenant, learners: Sequence[PersonId], mentors: Sequence[PersonId]
) -> Part:
    between = {
        "tenant": tenant,
        "learner": {"$in": list(learners)},
        "mentor": {"$in": list(mentors)},
    }
    return Part("ties", [{"$match": between}, {"$limit": TIES_AROUND_READ}])


def _ties(found: Found, *names: str) -> tuple[Tie, ...]:
    return tuple(codec.tie_of(each) for name in names for each in found.get(name, ()))
