"""The ratings of everybody's answers, summed up again from the threads."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Thread, verdicts_in
from matching.verdicts import Verdicts
from storage import codec
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.evidence.rebuilding import Progress

PEOPLE_AT_ONCE: Final = 500
HIDDEN: Final[Document] = {"shortlists": 0, "follow_ups": 0}  # the most of a thread, and no rating


async def judge_again(driver: Driver, tenant: Tenant, progress: Progress) -> int:
    """Sum up what ratings say about each person; give how many people have any.

    One person a transaction: a rating that arrives meanwhile is in it, or makes it begin again.
    """
    judged = 0
    async for person in _people(driver, tenant):
        judged += await _judge(driver, tenant, person)
        if judged % PEOPLE_AT_ONCE == 0:
            progress(f"people whose ratings were summed up: {judged}")
    progress(f"people whose ratings were summed up: {judged}")
    return judged


async def _people(driver: Driver, tenant: Tenant) -> AsyncIterator[PersonId]:
    """Give everybody who was ever rated, or counts as rated."""
    after = ""
    while True:
        query = {"_id": codec.keys_after(tenant, after), "tenant": tenant}
        fields = {"id": 1, "record.rated": 1, "verdicts": 1}
        page = driver.collection("people").find(query, fields).sort("_id", 1)
        found = await page.limit(PEOPLE_AT_ONCE).to_list(None)
        if not found:
            return
        for each in found:
            if each["record"]["rated"] or each.get("verdicts"):
                yield PersonId(each["id"])
        after = found[-1]["id"]


async def _judge(driver: Driver, tenant: Tenant, person: PersonId) -> bool:
    rated = {"$elemMatch": {"mentor": person, "rating": {"$ne": None}}}
    query = {"tenant": tenant, "offers.mentor": person, "answers": rated}
    collection = driver.collection("threads")

    async def work(session: Any) -> bool:
        total: dict[SkillId, Verdicts] = {}
        cursor = collection.find(query, HIDDEN, session=session).batch_size(READ_AT_ONCE)
        async for each in cursor:
            total = _sum(total, verdicts_in(codec.read(Thread, each), person))
        await driver.collection("people").update_one(
            {"_id": codec.key(tenant, person), "tenant": tenant},
            {"$set": {"verdicts": _document(total)}},
            session=session,
        )
        return bool(total)

    return await driver.transaction(work)


def _sum(
    left: Mapping[SkillId, Verdicts], right: Mapping[SkillId, Verdicts]
) -> dict[SkillId, Verdicts]:
    return {**left, **{skill: left.get(skill, Verdicts()) + each for skill, each in right.items()}}


def _document(total: Mapping[SkillId, Verdicts]) -> Document:
    return {codec.field_of(skill): codec.plain(each) for skill, each in sorted(total.items())}
