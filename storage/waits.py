"""The table of waits: versions of it, and the bounded read of what became of past questions.

A table has at most `matching.incidence.CELLS_MAX` cells of two curves, which is under 2.5 MB.
It holds no person and no text.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pymongo.errors import DuplicateKeyError

from matching.skills import SkillId
from matching.thread import State
from matching.waited import WINDOW, Past
from matching.waits import Promise, Table, main_skill
from storage import codec
from storage.change import Faster, Tenant
from storage.driver import READ_AT_ONCE, Document, Driver

COLLECTION: Final = "waits"
VERSIONS_KEPT: Final = 14
QUESTIONS_READ: Final = 20_000  # of the last half year, the newest first
QUESTION: Final[Document] = dict.fromkeys(
    (
        *("learner", "skills", "created", "state", "ended", "promise"),
        *("answers.at", "offers.rung", "offers.due", "postings.rung", "postings.due"),
    ),
    1,
)
_OVER: Final = frozenset({State.UNANSWERED.value, State.CANCELLED.value})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One version of the table; number 0 is an organisation of which nothing is known yet."""

    number: int = 0
    table: Table = field(default_factory=Table)
    when: datetime | None = None


UNKNOWN: Final = Waits()


async def newest(driver: Driver, tenant: Tenant, known: Waits = UNKNOWN) -> Waits:
    """Read the newest version; `known` is given back, unread, where it still is the newest."""
    cursor = driver.collection(COLLECTION).find({"tenant": tenant}, {"_id": 0, "number": 1})
    found = await cursor.sort("number", -1).limit(1).to_list(None)
    if not found or found[0]["number"] == known.number:
        return known if found else UNKNOWN
    query = {"_id": codec.key(tenant, str(found[0]["number"])), "tenant": tenant}
    document = await driver.collection(COLLECTION).find_one(query)
    return UNKNOWN if document is None else _read(document)


def _read(document: Document) -> Waits:
    """Read a version; of one that is broken nothing is said, and it keeps its number."""
    try:
        return codec.read(Waits, document)
    except ValueError:
        log.exception("version %s of the waits cannot be read", document["number"])
        return Waits(number=document["number"])


async def publish(
    driver: Driver, tenant: Tenant, base: Waits, table: Table, now: datetime
) -> Waits | Faster:
    """Keep a new version, and drop the oldest; `Faster` when somebody published since `base`."""
    made = Waits(number=base.number + 1, table=table, when=now)
    collection = driver.collection(COLLECTION)
    mine = {"_id": codec.key(tenant, str(made.number)), "tenant": tenant}
    try:
        await collection.insert_one({**mine, **codec.plain(made)})
    except DuplicateKeyError:
        return Faster()
    old = {"tenant": tenant, "number": {"$lte": made.number - VERSIONS_KEPT}}
    await collection.delete_many(old)
    return made


async def past(driver: Driver, tenant: Tenant, zone: str, now: datetime) -> list[Past]:
    """Read what became of the newest questions; `zone` is of learners whose entry says nothing."""
    query = {"tenant": tenant, "created": {"$gte": now - WINDOW}}
    cursor = driver.collection("threads").find(query, QUESTION).sort("created", -1)
    found, page = list[Past](), list[Document]()
    async for each in cursor.limit(QUESTIONS_READ).batch_size(READ_AT_ONCE):
        page.append(each)
        if len(page) == READ_AT_ONCE:
            found += await _in_their_zones(driver, tenant, page, zone)
            page = []
    return found + await _in_their_zones(driver, tenant, page, zone)


async def _in_their_zones(
    driver: Driver, tenant: Tenant, page: Iterable[Document], zone: str
) -> list[Past]:
    questions = list(page)
    keys = sorted({codec.key(tenant, each["learner"]) for each in questions})
    query = {"_id": {"$in": keys}, "tenant": tenant}
    people = driver.collection("people").find(query, {"id": 1, "time_zone": 1})
    found = await people.batch_size(READ_AT_ONCE).to_list(None)
    zones = {each["id"]: each.get("time_zone") for each in found}
    return [_past(each, zones.get(each["learner"]) or zone) for each in questions]


def _past(document: Mapping[str, Any], zone: str) -> Past:
    state, promise = document["state"], document.get("promise")
    return Past(
        created=document["created"],
        zone=zone,
        skill=main_skill({SkillId(name): each for name, each in document["skills"].items()}),
        rungs=_rungs([*document["offers"], *document.get("postings", ())]),
        answered=min((each["at"] for each in document["answers"]), default=None),
        ended=document.get("ended") if state in _OVER else None,
        cancelled=state == State.CANCELLED.value,
        promise=None if promise is None else codec.read(Promise, promise),
    )


def _rungs(shown: Iterable[Mapping[str, Any]]) -> tuple[datetime, ...]:
    """Give when the first offer or posting of each rung was due, in the order of the rungs."""
    due: dict[int, datetime] = {}
    for each in shown:
        due[each["rung"]] = min(each["due"], due.get(each["rung"], each["due"]))
    return tuple(due[rung] for rung in sorted(due))
