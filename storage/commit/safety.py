"""What a change writes about stopped questions, pairs kept apart, reports and acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pymongo import UpdateOne

from matching.model import PersonId
from storage import audit, codec
from storage.change import Act, Change, Report, Tenant
from storage.driver import Driver

DAY: Final = "%Y-%m-%d"


class NoLongerSo(Exception):  # noqa: N818 - ends the transaction, stays inside `commit`
    """A report was made or decided by somebody else meanwhile."""


async def write(
    driver: Driver, tenant: Tenant, session: Any, change: Change, now: datetime
) -> None:
    """Write them within one transaction. Raises `NoLongerSo`."""
    day = now.strftime(DAY)
    for each in change.stopped:
        name = "objected" if each.objected else "stopped"
        await driver.collection("stopped").update_one(
            {"_id": codec.key(tenant, f"{day}:{each.topic}"), "tenant": tenant},
            {"$inc": {name: 1}, "$setOnInsert": {"day": day, "topic": each.topic, "at": now}},
            upsert=True,
            session=session,
        )
    pairs = [_apart(tenant, *pair) for pair in _both_ways(change)]
    if pairs:
        await driver.collection("people").bulk_write(pairs, session=session)
    for before, after in change.reports:
        await _report(driver, tenant, session, before, after)
    if change.acts:
        await append(driver, tenant, session, change.acts, now)


async def append(
    driver: Driver, tenant: Tenant, session: Any, acts: Sequence[Act], now: datetime
) -> None:
    """Append acts to the log; of two at once, one transaction is tried again."""
    last = await audit.last(driver, tenant, session)
    for act in acts:
        last = audit.chained(tenant, last, act, now)
        entry = audit.document(tenant, last)
        await driver.collection("audit").insert_one(entry, session=session)


async def forget(driver: Driver, tenant: Tenant, session: Any, person: PersonId) -> None:
    """Forget who reported. The words stay until their time is up, as does whose they are."""
    await driver.collection("reports").update_many(
        {"tenant": tenant, "reporter": person}, {"$set": {"reporter": ""}}, session=session
    )


async def _report(
    driver: Driver, tenant: Tenant, session: Any, before: Report | None, after: Report
) -> None:
    document = codec.document_of(tenant, after)
    where = {"_id": document["_id"], "tenant": tenant}
    reports = driver.collection("reports")
    if before is None:
        done = await reports.update_one(
            where, {"$setOnInsert": document}, upsert=True, session=session
        )
        if done.matched_count:
            raise NoLongerSo
        return
    expected = {**where, "ruling": codec.plain(before.ruling)}
    changed = {name: document[name] for name in ("ruling", "by", "note", "decided", "kept_until")}
    saved = await reports.update_one(expected, {"$set": changed}, session=session)
    if not saved.matched_count:
        raise NoLongerSo


def _both_ways(change: Change) -> list[tuple[PersonId, PersonId]]:
    return [pair for one, other in change.apart for pair in ((one, other), (other, one))]


def _apart(tenant: Tenant, one: PersonId, other: PersonId) -> UpdateOne:
    where = {"_id": codec.key(tenant, one), "tenant": tenant}
    return UpdateOne(where, {"$addToSet": {"apart": other}})
