"""The reads: each bounded, each by an index, each naming its tenant."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from matching.eligibility import refusal_of
from matching.evidence import Evidence
from matching.model import Candidate, Learner, PersonId, Question, Tie, View
from matching.rules import Rules
from matching.skills import Skill, SkillId, Taxonomy
from matching.thread import State, Thread, ThreadId
from storage import codec, evidence
from storage.candidates import LEVELS, Candidates
from storage.change import Draft, DraftId, Person, Tenant
from storage.driver import Document, Driver
from storage.evidence import Known, Remembered

TIES_READ: Final = 100
NEIGHBOURS_READ: Final = 50
UNREAD_COUNTED: Final = 1000
ENOUGH: Final = 10  # who may be asked at once: as many as the largest rung asks
IN_HAND: Final = (State.TAKEN.value, State.ANSWERED.value)

log = logging.getLogger(__name__)


async def person(driver: Driver, tenant: Tenant, identity: PersonId) -> Person | None:
    """Read one person."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("people").find_one(query)
    return None if found is None else codec.read(Person, found)


async def names(driver: Driver, tenant: Tenant, who: Iterable[PersonId]) -> dict[PersonId, str]:
    """Read the names of a few people."""
    wanted = [codec.key(tenant, each) for each in set(who)]
    query = {"_id": {"$in": wanted}, "tenant": tenant}
    cursor = driver.collection("people").find(query, {"id": 1, "name": 1})
    return {each["id"]: each["name"] for each in await cursor.to_list(None)}


async def thread(driver: Driver, tenant: Tenant, identity: ThreadId) -> Thread | None:
    """Read one thread."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("threads").find_one(query)
    return None if found is None else codec.read(Thread, found)


async def thread_from(
    driver: Driver, tenant: Tenant, learner: PersonId, origin: str
) -> Thread | None:
    """Read the thread that a message of this learner became."""
    query = {"tenant": tenant, "learner": learner, "origin": origin}
    found = await driver.collection("threads").find_one(query)
    return None if found is None else codec.read(Thread, found)


async def threads(
    driver: Driver, tenant: Tenant, query: Mapping[str, Any], limit: int
) -> list[Thread]:
    """Read the newest threads that match."""
    cursor = driver.collection("threads").find({"tenant": tenant, **query})
    found = await cursor.sort("created", -1).limit(limit).to_list(None)
    return [codec.read(Thread, each) for each in found]


async def in_hand(
    driver: Driver, tenant: Tenant, who: PersonId, fresh_since: datetime
) -> list[Thread]:
    """Read the threads a plain message may belong to: taken, or freshly answered."""
    mentor = {
        "tenant": tenant,
        "live": who,
        "offers": {"$elemMatch": {"mentor": who, "state": "taken"}},
        "state": {"$in": IN_HAND},
    }
    learner = {
        "tenant": tenant,
        "learner": who,
        "state": State.ANSWERED.value,
        "answers": {"$elemMatch": {"rating": None, "at": {"$gte": fresh_since}}},
    }
    collection = driver.collection("threads")
    taken, fresh = await asyncio.gather(
        collection.find(mentor).limit(3).to_list(None),
        collection.find(learner).sort("created", -1).limit(3).to_list(None),
    )
    return [codec.read(Thread, each) for each in (*taken, *fresh)]


def wording_of(person: PersonId, words: str) -> dict[str, Any]:
    """Make the filter of threads that hold something a person wrote, other than `words`."""
    other = {"$nin": ["", words]}
    as_learner = [
        {"text": other},
        {"answers.thanks": {"$gt": ""}},
        {"follow_ups": {"$elemMatch": {"sender": person, "text": other}}},
    ]
    as_mentor = [
        {"answers": {"$elemMatch": {"mentor": person, "text": other}}},
        {"follow_ups": {"$elemMatch": {"sender": person, "text": other}}},
        {"offers": {"$elemMatch": {"mentor": person, "suggestion": {"$gt": ""}}}},
        {"offers": {"$elemMatch": {"mentor": person, "reason": {"$gt": ""}}}},
    ]
    return {
        "$or": [
            {"learner": person, "$or": as_learner},
            {"offers.mentor": person, "$or": as_mentor},
        ]
    }


async def draft(driver: Driver, tenant: Tenant, identity: DraftId) -> Draft | None:
    """Read one draft."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("drafts").find_one(query)
    return None if found is None else codec.read(Draft, found)


async def taxonomy_stamp(driver: Driver, tenant: Tenant) -> str:
    """Name the newest change of the organisation's skills."""
    found = driver.collection("skills").find({"tenant": tenant}, {"_id": 0, "stamp": 1})
    newest = await found.sort("stamp", -1).limit(1).to_list(None)
    return str(newest[0].get("stamp")) if newest else ""


async def taxonomy(driver: Driver, tenant: Tenant) -> Taxonomy:
    """Read the organisation's skills."""
    cursor = driver.collection("skills").find({"tenant": tenant})
    return Taxonomy(codec.read(Skill, each) for each in await cursor.to_list(None))


async def matching_view(
    driver: Driver,
    tenant: Tenant,
    learner: Learner,
    question: Question,
    *,
    rules: Rules,
    now: datetime,
    remembered: Remembered,
) -> tuple[View, Known]:
    """Read what the choice needs around one question; its size does not grow with the company.

    Two rounds: who might be asked, then what is known of them; more where too few are free.
    """
    skills = tuple(question.skills)
    reading = Candidates(driver, tenant, skills, rules.candidates_max)
    around, own_ties, _ = await asyncio.gather(
        evidence.champions(driver, tenant, skills, remembered),
        _own_ties(driver, tenant, learner.id),
        reading.declared(),
    )
    reading.led_by(around.champions)
    near = _Near(driver, tenant, learner.id, own_ties, around.head.edition, skills)
    first = reading.next()
    page, ties, found, counted = await asyncio.gather(
        reading.page(),
        near.ties(first),
        near.evidence(first),
        _counted(driver, tenant, skills, rules.candidates_max) if reading.more else _none(),
    )
    candidates, unreadable = _read(page, rules, now)
    later: list[Candidate] = []
    while page and _free((*candidates, *later), question, learner, rules, now) < ENOUGH:
        page = await reading.page()
        more, broken = _read(page, rules, now)
        later += more
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


@dataclass(frozen=True, slots=True)
class _Near:
    """Reads what is known of candidates: their ties around the learner, and their evidence."""

    driver: Driver
    tenant: Tenant
    learner: PersonId
    own_ties: tuple[Tie, ...]
    edition: int
    skills: tuple[SkillId, ...]

    async def ties(self, who: Sequence[PersonId]) -> tuple[Tie, ...]:
        """Read the ties between the learner's neighbours and these candidates."""
        return await _ties_around(self.driver, self.tenant, self.learner, self.own_ties, who)

    async def evidence(self, who: Sequence[PersonId]) -> dict[PersonId, Evidence]:
        """Read what past answers say about these candidates."""
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
    """Read whom the learner helped, and who helped the learner."""
    mine: list[Document] = [
        {"$match": {"tenant": tenant, "learner": learner}},
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
