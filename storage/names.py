"""Which words are somebody's name: one small document a word.

A text is looked up in one bounded read, however many people share a name. No person is in it, and
a word stays when somebody leaves.
"""

from collections.abc import Iterable
from typing import Final

from pymongo import UpdateOne

from matching.redaction import name_words
from storage import codec
from storage.change import Tenant
from storage.driver import Driver

COLLECTION: Final = "name_words"
AT_ONCE: Final = 2000


def writes(tenant: Tenant, names: Iterable[str]) -> list[UpdateOne]:
    """Make the writes that let the words of these names be known."""
    words = sorted(frozenset().union(*map(name_words, names)))
    return [
        UpdateOne(
            {"_id": codec.key(tenant, word), "tenant": tenant},
            {"$setOnInsert": {"word": word}},
            upsert=True,
        )
        for word in words
    ]


async def known(driver: Driver, tenant: Tenant, words: Iterable[str]) -> frozenset[str]:
    """Say which of a text's words are somebody's name."""
    wanted = [codec.key(tenant, each) for each in words]
    query = {"_id": {"$in": wanted}, "tenant": tenant}
    found = await driver.collection(COLLECTION).find(query, {"_id": 0, "word": 1}).to_list(None)
    return frozenset(each["word"] for each in found)


async def know_everybody(driver: Driver) -> None:
    """Let the words of everybody's name be known, of every tenant; it may run twice."""
    wanted = {"_id": 0, "tenant": 1, "name": 1}
    batch: list[tuple[Tenant, str]] = []
    async for each in driver.collection("people").find({}, wanted).batch_size(AT_ONCE):
        batch.append((Tenant(each["tenant"]), each["name"]))
        if len(batch) == AT_ONCE:
            await _know(driver, batch)
            batch = []
    await _know(driver, batch)


async def _know(driver: Driver, people: Iterable[tuple[Tenant, str]]) -> None:
    new = [write for tenant, name in people for write in writes(tenant, [name])]
    if new:
        await driver.collection(COLLECTION).bulk_write(new, ordered=False)
