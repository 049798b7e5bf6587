"""The reads: each bounded, each by an index, each naming its tenant."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from matching.eligibility import refusal_of
from matching.model import Candidate, Learner, PersonId, Question, Tie, View
from matching.rules import Rules
from matching.skills import Skill, SkillId, Taxonomy
from matching.thread import State, Thread, ThreadId
from storage import codec
from storage.change import Draft, DraftId, Person, Tenant
from storage.driver import Document, Driver

LEVELS: Final = (5, 4, 3, 2, 1)
TIES_READ: Final = 100
NEIGHBOURS_READ: Final = 50
UNREAD_COUNTED: Final = 1000
FIRST_READ: Final = 40  # candidates; all that may be read where these are not enough
ENOUGH: Final = 10  # who may be asked at once: as many as the largest rung asks
IN_HAND: Final = (State.TAKEN.value, State.ANSWERED.value)

log = logging.getLogger(__name__)

CANDIDATE_FIELDS: Final[Document] = dict.fromkeys(
    (
        *("id", "source", "skill_keys", "languages", "hours", "time_zone", "department"),
        *("manager", "active", "imported", "opted_in", "reachable", "away_until", "load"),
        *("asked_at", "answered_at", "minutes_per_week", "blocked", "record"),
    ),
    1,
)


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
) -> View:
    """Read what the choice needs around one question; its size does not grow with the company."""
    read = partial(_candidates, driver, tenant, tuple(question.skills))
    (documents, more), own_ties = await asyncio.gather(
        read(min(FIRST_READ, rules.candidates_max)), _own_ties(driver, tenant, learner.id)
    )
    candidates, unreadable = _read(documents, rules, now)
    if more and _free(candidates, question, learner, rules, now) < ENOUGH:
        documents, more = await read(rules.candidates_max)
        candidates, unreadable = _read(documents, rules, now)
    ties, unread = await asyncio.gather(
        _ties_around(driver, tenant, learner.id, own_ties, candidates),
        _unread(driver, tenant, question.skills, len(documents)) if more else _none(),
    )
    return View(
        learner=learner,
        candidates=candidates,
        ties=(*own_ties, *ties),
        unread=unread + unreadable,
    )


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


async def _candidates(
    driver: Driver, tenant: Tenant, skills: tuple[SkillId, ...], limit: int
) -> tuple[list[Document], bool]:
    """Read the best levels first, each person once; say whether there are more with the skill."""
    if not skills:
        helpers = await _recent_helpers(driver, tenant, limit)
        return helpers, len(helpers) == limit
    first, *rest = (_at_level(tenant, skills, level, limit) for level in LEVELS)
    union = [{"$unionWith": {"coll": "people", "pipeline": each}} for each in rest]
    found = await driver.aggregate("people", [*first, *union, {"$limit": limit}])
    once: dict[str, Document] = {}
    for each in found:
        once.setdefault(each["id"], each)
    return list(once.values()), len(found) == limit


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


def _at_level(
    tenant: Tenant, skills: tuple[SkillId, ...], level: int, limit: int
) -> list[Document]:
    keys = [f"{each}:{level}" for each in skills]
    return [
        {"$match": {"tenant": tenant, "skill_keys": {"$in": keys}}},
        {"$limit": limit},
        {"$project": CANDIDATE_FIELDS},
    ]


async def _recent_helpers(driver: Driver, tenant: Tenant, limit: int) -> list[Document]:
    """Read who helped last: for a question in which no skill was recognised."""
    cursor = driver.collection("people").find({"tenant": tenant}, CANDIDATE_FIELDS)
    found: list[Document] = await cursor.sort("answered_at", -1).limit(limit).to_list(None)
    return found


async def _unread(driver: Driver, tenant: Tenant, skills: Iterable[SkillId], read: int) -> int:
    """Count who has the skills and was not read; without a skill, nobody was left out by it."""
    keys = [f"{skill}:{level}" for skill in skills for level in LEVELS]
    counted: int = await driver.collection("people").count_documents(
        {"tenant": tenant, "skill_keys": {"$in": keys}}, limit=read + UNREAD_COUNTED
    )
    return max(0, counted - read)


async def _none() -> int:
    return 0


async def _own_ties(driver: Driver, tenant: Tenant, learner: PersonId) -> tuple[Tie, ...]:
    """Read whom the learner helped, and who helped the learner."""
    collection = driver.collection("ties")
    own = await asyncio.gather(
        collection.find({"tenant": tenant, "learner": learner}).limit(TIES_READ).to_list(None),
        collection.find({"tenant": tenant, "mentor": learner}).limit(TIES_READ).to_list(None),
    )
    return tuple(codec.tie_of(each) for each in (*own[0], *own[1]))


async def _ties_around(
    driver: Driver,
    tenant: Tenant,
    learner: PersonId,
    own: Iterable[Tie],
    candidates: Iterable[Candidate],
) -> tuple[Tie, ...]:
    """Read the ties between the learner's neighbours and the candidates."""
    around = sorted({end for each in own for end in (each.learner, each.mentor)} - {learner})
    if not around:
        return ()
    near, who = around[:NEIGHBOURS_READ], [each.id for each in candidates]
    query = {"tenant": tenant, "learner": {"$in": near}, "mentor": {"$in": who}}
    found = await driver.collection("ties").find(query).limit(1000).to_list(None)
    return tuple(codec.tie_of(each) for each in found)
