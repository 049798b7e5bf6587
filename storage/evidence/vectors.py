"""Vectors of answered phrasings, kept so that no process has to encode them anew when it starts.

One document a thread: which encoder, and of each phrasing its mark and its vector. Words can be
guessed from both, so whatever rewords or erases a thread empties its document in the same
transaction (`drop_vectors`). Vectors are kept by a transaction that finds the words still there
and writes that document, too: of the two at once, one is undone and tried again, so that no
vector outlives its words. Emptied documents go at night.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pymongo import ReplaceOne

from matching.thread import ThreadId
from storage import codec
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.evidence.answered import Phrased
from storage.evidence.documents import head_of

COLLECTION: Final = "vectors"
NO_ENCODER: Final = ""  # of an emptied document
WORDS: Final[Document] = dict.fromkeys(("id", "text", "answers.text"), 1)

Marked = Mapping[bytes, bytes]  # mark of a phrasing -> its vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectored:
    """A thread as it was read, and vectors of its phrasings."""

    phrased: Phrased
    vectors: Marked


async def vectors_of(
    driver: Driver, tenant: Tenant, encoder: str, threads: Iterable[ThreadId]
) -> dict[ThreadId, Marked]:
    """Read the vectors this encoder made for a few threads."""
    query = {"_id": {"$in": _keys(tenant, threads)}, "tenant": tenant, "encoder": encoder}
    return {ThreadId(each["thread"]): _marked(each) for each in await _found(driver, query)}


async def keep_vectors(
    driver: Driver, tenant: Tenant, encoder: str, fresh: Sequence[Vectored]
) -> int:
    """Keep new vectors of threads whose words are still those that were encoded; count them.

    May run twice and in several processes at once. What another encoder made is replaced.
    """

    async def work(session: Any) -> int:
        keys = {"_id": {"$in": _keys(tenant, (each.phrased.thread for each in fresh))}}
        query = {**keys, "tenant": tenant}
        before = {each["_id"]: each for each in await _found(driver, query, session)}
        cursor = driver.collection("threads").find(query, WORDS, session=session)
        threads = {each["_id"]: each for each in await cursor.to_list(None)}
        writes = []
        for each in fresh:
            key = codec.key(tenant, each.phrased.thread)
            known = before.get(key)
            after = _with(tenant, encoder, known, each)
            if key in threads and _says(threads[key], each.phrased) and after != known:
                writes.append(_replacing(after))
        if writes:
            await driver.collection(COLLECTION).bulk_write(writes, session=session)
        return len(writes)

    return await driver.transaction(work) if fresh else 0


async def drop_vectors(
    driver: Driver, tenant: Tenant, session: Any, threads: Sequence[ThreadId]
) -> None:
    """Empty the documents of threads whose words change, within that transaction.

    Also where there is none: whoever is about to keep vectors of the old words has to see it.
    """
    emptied = [_document(tenant, each, NO_ENCODER, 0, {}) for each in threads]
    if emptied:
        writes = [_replacing(each) for each in emptied]
        await driver.collection(COLLECTION).bulk_write(writes, session=session)


async def clear_vectors(driver: Driver, tenant: Tenant, encoder: str | None, newest: int) -> int:
    """Delete what no start will read; say how many documents went.

    These are emptied documents, those of answers that are not among the newest or lie above the
    head (a backup was restored), and those of other encoders, unless nobody knows which is in use.
    """
    head = await head_of(driver, tenant)
    left: list[Document] = [
        {"encoder": NO_ENCODER},
        {"position": {"$lte": head.serial - newest}},
        {"position": {"$gt": head.serial}},
    ]
    if encoder is not None:
        left.append({"encoder": {"$ne": encoder}})
    gone = 0
    for each in left:
        done = await driver.collection(COLLECTION).delete_many({"tenant": tenant, **each})
        gone += done.deleted_count
    return gone


async def _found(driver: Driver, query: Document, session: Any = None) -> list[Document]:
    cursor = driver.collection(COLLECTION).find(query, session=session)
    found: list[Document] = await cursor.batch_size(READ_AT_ONCE).to_list(None)
    return found


def _keys(tenant: Tenant, threads: Iterable[ThreadId]) -> list[str]:
    return [codec.key(tenant, each) for each in threads]


def _says(thread: Document, phrased: Phrased) -> bool:
    """Whether a thread still has the words that were read."""
    answers = {each["text"] for each in thread["answers"]}
    return bool(thread["text"] == phrased.text) and answers.issuperset(phrased.answers)


def _with(tenant: Tenant, encoder: str, known: Document | None, fresh: Vectored) -> Document:
    """Add vectors to those of the same encoder."""
    same = known is not None and known["encoder"] == encoder
    position = fresh.phrased.position
    vectors = dict(fresh.vectors)
    if known is not None and same:
        position, vectors = max(position, known["position"]), {**_marked(known), **vectors}
    return _document(tenant, fresh.phrased.thread, encoder, position, vectors)


def _marked(document: Document) -> Marked:
    return {each["mark"]: each["vector"] for each in document["phrasings"]}


def _document(
    tenant: Tenant, thread: ThreadId, encoder: str, position: int, vectors: Marked
) -> Document:
    return {
        "_id": codec.key(tenant, thread),
        "tenant": tenant,
        "thread": thread,
        "encoder": encoder,
        "position": position,
        "phrasings": [{"mark": mark, "vector": each} for mark, each in vectors.items()],
    }


def _replacing(document: Document) -> ReplaceOne[Document]:
    return ReplaceOne(
        {"_id": document["_id"], "tenant": document["tenant"]}, document, upsert=True
    )
