"""Which words are somebody's name: one small document a word.

A text is looked up in one bounded read, however many people share a name. No person is in it, and
a word stays when somebody leaves.
"""

from collections.abc import Iterable

from pymongo import UpdateOne

from matching.redaction import name_words
from storage import codec
from storage.change import Tenant
from storage.driver import Driver

COLLECTION = "name_words"


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
