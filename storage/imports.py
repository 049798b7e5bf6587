"""People and skills from the organisation's files: all or nothing, and twice is once.

What the directory owns is overwritten; what a person edited stays. Leavers keep their history, get
no more offers, and a job withdraws the ones they hold.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne, UpdateOne

from matching.model import PersonId
from matching.skills import Skill, SkillId
from storage import codec, names
from storage.change import Job, Person, Policy, Tenant
from storage.driver import Driver

READ_AT_ONCE: Final = 1000
WRITTEN_AT_ONCE: Final = 2000

Pair = tuple[Person | None, Person]
Write = InsertOne[dict[str, Any]] | ReplaceOne[dict[str, Any]] | UpdateOne


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: tuple[str, ...] = ()  # ids of people who are no longer active
    new_skills: tuple[str, ...] = ()
    unknown_managers: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()  # outside, told by mail what this is
    not_invited: tuple[str, ...] = ()  # outside, as nothing can be sent


async def import_people(
    driver: Driver,
    tenant: Tenant,
    rows: Sequence[Person],
    labels: Mapping[SkillId, str],
    now: datetime,
    *,
    deactivate_missing: bool,
    keep: Iterable[str],
    invite: bool = False,
) -> Imported:
    """Bring the people of a file in, as one transaction.

    What earlier imports said in the fields to `keep` stays: the file has no such column. Of two
    rows with one id the last counts. With `invite`, who is asked by mail is told so, once an
    address.
    """
    kept = tuple(keep)
    given = {row.id: row for row in rows}

    async def work(session: Any) -> Imported:
        known = await _known(driver, tenant, session)
        pairs = [
            (known.get(row.id), _merged(known.get(row.id), row, kept)) for row in given.values()
        ]
        if deactivate_missing:
            pairs += [
                (person, replace(person, active=False))
                for person in known.values()
                if person.imported and person.id not in given
            ]
        new_skills = await _unknown_skills(driver, tenant, labels, session)
        waiting = frozenset(after.id for _, after in pairs if _not_invited(after))
        if invite:
            pairs = [
                (before, _invited(after) if after.id in waiting else after)
                for before, after in pairs
            ]
        done = replace(
            _summed_up(pairs, new_skills, known.keys() | given.keys()),
            invited=tuple(sorted(waiting)) if invite else (),
            not_invited=() if invite else tuple(sorted(waiting)),
        )
        changed = [(before, after) for before, after in pairs if before != after]
        writer = _Batches(driver=driver, session=session)
        await writer.write("skills", _skill_writes(tenant, new_skills))
        await writer.write("people", _people_writes(tenant, changed))
        renamed = (
            after.name for before, after in changed if before is None or before.name != after.name
        )
        await writer.write(names.COLLECTION, names.writes(tenant, renamed))
        jobs = [leaver_job(PersonId(each), now) for each in done.left]
        await writer.write(
            "jobs", [InsertOne(codec.job_document(tenant, each, 0)) for each in jobs]
        )
        letters = [invitation(after, now) for _, after in changed if after.id in done.invited]
        await writer.write("jobs", [_once(tenant, each) for each in letters])
        return done

    return await driver.transaction(work)


def leaver_job(person: PersonId, now: datetime) -> Job:
    """Make the job that withdraws the offers of somebody who left or cannot be reached."""
    return Job(
        key=f"drop_mentor:{person}:{now.isoformat()}",
        kind="drop_mentor",
        due=now,
        payload={"person": person},
    )


def invitation(person: Person, now: datetime, again: str = "") -> Job:
    """Make the job that tells somebody outside what this is, and asks whether they agree."""
    address = hashlib.sha256(person.mail.casefold().encode()).hexdigest()[:16]
    return Job(
        key=f"invite:{person.id}:{address}{again}",
        kind="invite",
        due=now,
        to=person.id,
        policy=Policy.ONCE,
    )


async def import_skills(driver: Driver, tenant: Tenant, skills: Sequence[Skill]) -> Imported:
    """Bring the taxonomy in: what the file names is written, what it does not name stays."""

    async def work(session: Any) -> Imported:
        cursor = driver.collection("skills").find({"tenant": tenant}, session=session)
        known = {each["id"]: codec.read(Skill, each) for each in await cursor.to_list(None)}
        changed = [each for each in skills if known.get(each.id) != each]
        writer = _Batches(driver=driver, session=session)
        await writer.write("skills", _skill_writes(tenant, changed))
        added = sum(each.id not in known for each in changed)
        return Imported(
            added=added, changed=len(changed) - added, unchanged=len(skills) - len(changed)
        )

    return await driver.transaction(work)


def _summed_up(
    pairs: Sequence[Pair], new_skills: Sequence[Skill], everybody: AbstractSet[PersonId]
) -> Imported:
    added = sum(before is None for before, _ in pairs)
    same = sum(before == after for before, after in pairs)
    managers = {after.manager for _, after in pairs if after.manager}
    return Imported(
        added=added,
        changed=len(pairs) - added - same,
        unchanged=same,
        left=tuple(after.id for before, after in pairs if _leaves(before, after)),
        new_skills=tuple(each.id for each in new_skills),
        unknown_managers=tuple(sorted(managers - everybody)),
    )


def _not_invited(person: Person) -> bool:
    return person.by_mail and person.active and person.invited != person.mail


def _invited(person: Person) -> Person:
    """Give somebody as they are once they are invited: reachable, as far as anybody knows."""
    return replace(person, invited=person.mail, reachable=True)


def _once(tenant: Tenant, job: Job) -> UpdateOne:
    """Write a job unless there is, or lately was, one of its key."""
    document = codec.job_document(tenant, job, 0)
    where = {name: document.pop(name) for name in ("_id", "tenant")}
    return UpdateOne(where, {"$setOnInsert": document}, upsert=True)


def _leaves(before: Person | None, after: Person) -> bool:
    return before is not None and before.imported and before.active and not after.active


def _merged(before: Person | None, row: Person, keep: Iterable[str]) -> Person:
    """Lay a row of the file over what is known: own edits, consent and reachability stay."""
    if before is None:
        return row
    return replace(
        row,
        **{name: getattr(before, name) for name in keep},
        skills_own=before.skills_own,
        opted_in=before.opted_in,
        welcomed=before.welcomed,
        away_until=before.away_until,
        off_duty=before.off_duty,
        off_until=before.off_until,
        digest=before.digest,
        manager_allowed=before.manager_allowed,
        blocked=before.blocked,
        address=before.address,
        reachable=before.reachable,
        removed=before.removed,
        invited=before.invited,
        suspended_until=before.suspended_until,
        stays_out=before.stays_out,
        silent_offers=before.silent_offers,
        silent_at=before.silent_at,
        go_on_asked=before.go_on_asked,
        apart=before.apart,
        open_questions=before.open_questions,
        load=before.load,
        served=before.served,
        record=before.record,
        asked_at=before.asked_at,
        interrupted_at=before.interrupted_at,
        answered_at=before.answered_at,
        lines_at=before.lines_at,
        joints_at=before.joints_at,
    )


async def _known(driver: Driver, tenant: Tenant, session: Any) -> dict[PersonId, Person]:
    cursor = driver.collection("people").find({"tenant": tenant}, session=session)
    found = {}
    async for each in cursor.batch_size(READ_AT_ONCE):
        found[PersonId(each["id"])] = codec.read(Person, each)
    return found


async def _unknown_skills(
    driver: Driver, tenant: Tenant, labels: Mapping[SkillId, str], session: Any
) -> list[Skill]:
    cursor = driver.collection("skills").find({"tenant": tenant}, {"id": 1}, session=session)
    known = {each["id"] for each in await cursor.to_list(None)}
    return [Skill(id=each, label=label) for each, label in labels.items() if each not in known]


def _people_writes(tenant: Tenant, changed: Sequence[Pair]) -> list[Write]:
    new = (codec.person_document(tenant, after) for before, after in changed if before is None)
    known = (
        codec.person_write(tenant, before, after)
        for before, after in changed
        if before is not None
    )
    return [*map(InsertOne, new), *(each for each in known if each is not None)]


def _skill_writes(tenant: Tenant, skills: Iterable[Skill]) -> Iterator[Write]:
    for each in skills:
        document = {**codec.document_of(tenant, each), "stamp": ObjectId()}
        yield ReplaceOne({"_id": document["_id"], "tenant": tenant}, document, upsert=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batches:
    """Writes to a collection, so many at once."""

    driver: Driver
    session: Any

    async def write(self, name: str, writes: Iterable[Write]) -> None:
        waiting = list(writes)
        for start in range(0, len(waiting), WRITTEN_AT_ONCE):
            batch = waiting[start : start + WRITTEN_AT_ONCE]
            await self.driver.collection(name).bulk_write(batch, session=self.session)
