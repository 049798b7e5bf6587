"""People and skills from the organisation's files: all or nothing, and twice is once.

What the directory owns is overwritten; what a person edited stays. Leavers keep their history, get
no more offers, and a job withdraws the ones they hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from pymongo import DeleteOne, ReplaceOne, UpdateOne

from matching.model import PersonId
from matching.skills import Skill, SkillId
from storage import codec
from storage.change import Job, Person, Tenant
from storage.driver import Driver

READ_AT_ONCE: Final = 1000
WRITTEN_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: tuple[str, ...] = ()  # ids of people who are no longer active
    new_skills: tuple[str, ...] = ()
    unknown_managers: tuple[str, ...] = ()


async def import_people(
    driver: Driver,
    tenant: Tenant,
    rows: Sequence[Person],
    labels: Mapping[SkillId, str],
    now: datetime,
    *,
    deactivate_missing: bool,
    keep_skills: bool,
) -> Imported:
    """Bring the people of a file in, as one transaction.

    With `keep_skills` (the file has no such column) the skills of earlier imports stay.
    """
    known = await _known(driver, tenant)
    pairs = [(known.get(row.id), _merged(known.get(row.id), row, keep_skills)) for row in rows]
    if deactivate_missing:
        named = {row.id for row in rows}
        pairs += [
            (person, replace(person, active=False))
            for person in known.values()
            if person.imported and person.id not in named
        ]
    changed = [(before, after) for before, after in pairs if before != after]
    left = [
        after
        for before, after in changed
        if before is not None and before.active and before.imported and not after.active
    ]
    new_skills = await _unknown_skills(driver, tenant, labels)
    jobs = [leaver_job(person.id, now) for person in left]
    await _write(driver, tenant, changed, new_skills, jobs)
    everybody = known.keys() | {row.id for row in rows}
    return Imported(
        added=sum(before is None for before, _ in changed),
        changed=sum(before is not None for before, _ in changed),
        unchanged=len(pairs) - len(changed),
        left=tuple(person.id for person in left),
        new_skills=tuple(each.id for each in new_skills),
        unknown_managers=tuple(
            sorted({row.manager for row in rows if row.manager and row.manager not in everybody})
        ),
    )


def leaver_job(person: PersonId, now: datetime) -> Job:
    """Make the job that withdraws the offers of somebody who left or cannot be reached."""
    return Job(
        key=f"drop_mentor:{person}:{now.isoformat()}",
        kind="drop_mentor",
        due=now,
        payload={"person": person},
    )


async def import_skills(driver: Driver, tenant: Tenant, skills: Sequence[Skill]) -> Imported:
    """Bring the taxonomy in: what the file names is written, what it does not name stays."""
    cursor = driver.collection("skills").find({"tenant": tenant})
    known = {each["id"]: codec.read(Skill, each) for each in await cursor.to_list(None)}
    changed = [each for each in skills if known.get(each.id) != each]

    async def work(session: Any) -> None:
        await _in_batches(driver.collection("skills"), _skill_writes(tenant, changed), session)

    await driver.transaction(work)
    added = sum(each.id not in known for each in changed)
    return Imported(
        added=added, changed=len(changed) - added, unchanged=len(skills) - len(changed)
    )


def _merged(before: Person | None, row: Person, keep_skills: bool) -> Person:  # noqa: FBT001 - private
    """Lay a row of the file over what is known: own edits, consent and reachability stay."""
    if before is None:
        return row
    return replace(
        row,
        skills_given=before.skills_given if keep_skills else row.skills_given,
        skills_own=before.skills_own,
        opted_in=before.opted_in,
        welcomed=before.welcomed,
        away_until=before.away_until,
        blocked=before.blocked,
        address=before.address,
        reachable=before.reachable,
        removed=before.removed,
        load=before.load,
        record=before.record,
        asked_at=before.asked_at,
        answered_at=before.answered_at,
    )


async def _known(driver: Driver, tenant: Tenant) -> dict[PersonId, Person]:
    cursor = driver.collection("people").find({"tenant": tenant}).batch_size(READ_AT_ONCE)
    return {each["id"]: codec.read(Person, each) async for each in cursor}


async def _unknown_skills(
    driver: Driver, tenant: Tenant, labels: Mapping[SkillId, str]
) -> list[Skill]:
    cursor = driver.collection("skills").find({"tenant": tenant}, {"id": 1})
    known = {each["id"] for each in await cursor.to_list(None)}
    return [Skill(id=each, label=label) for each, label in labels.items() if each not in known]


async def _write(
    driver: Driver,
    tenant: Tenant,
    people: Sequence[tuple[Person | None, Person]],
    skills: Sequence[Skill],
    jobs: Sequence[Job],
) -> None:
    if not (people or skills):
        return

    async def work(session: Any) -> None:
        await _in_batches(driver.collection("skills"), _skill_writes(tenant, skills), session)
        writes = (codec.person_write(tenant, before, after) for before, after in people)
        await _in_batches(driver.collection("people"), writes, session)
        inserts = [
            ReplaceOne({"_id": each["_id"], "tenant": tenant}, each, upsert=True)
            for each in (codec.job_document(tenant, job, 0) for job in jobs)
        ]
        await _in_batches(driver.collection("jobs"), inserts, session)

    await driver.transaction(work)


def _skill_writes(tenant: Tenant, skills: Iterable[Skill]) -> list[ReplaceOne[dict[str, Any]]]:
    documents = [codec.document_of(tenant, each) for each in skills]
    return [
        ReplaceOne({"_id": each["_id"], "tenant": tenant}, each, upsert=True) for each in documents
    ]


async def _in_batches(
    collection: Any, writes: Iterable[ReplaceOne[Any] | UpdateOne | DeleteOne], session: Any
) -> None:
    waiting = list(writes)
    for start in range(0, len(waiting), WRITTEN_AT_ONCE):
        await collection.bulk_write(waiting[start : start + WRITTEN_AT_ONCE], session=session)
