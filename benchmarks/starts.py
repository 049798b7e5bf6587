"""How long an index of answered questions takes to be whole when a process starts.

Once with nothing kept, once with the vectors that this left in MongoDB: a real server, real
documents, the index of the product. The encoder is loaded before.
"""

import asyncio
import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

import numpy as np

from matching.minilm import load_minilm
from matching.model import PersonId
from matching.recall import NamedEncoder
from matching.similar import Vectors
from matching.thread import Answer, AnswerId, OfferId, State, Thread, ThreadId
from storage import codec
from storage.change import Tenant
from storage.driver import Driver
from storage.embedded import embedded_mongodb
from storage.evidence.documents import head_key, new_head
from storage.store import Store
from teams_bot.answered import AnsweredBefore

TENANT: Final = Tenant("acme")
NOW: Final = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
NUMBERS: Final = 384
WRITTEN_AT_ONCE: Final = 1_000
WORDS: Final = (
    *("how", "can", "the", "table", "show", "what", "each", "month", "was", "in", "one", "sheet"),
    *("when", "my", "column", "of", "dates", "is", "not", "right", "order", "and", "a", "filter"),
    *("hides", "some", "rows", "open", "menu", "choose", "data", "sort", "then", "press", "first"),
    *(
        "refresh",
        "it",
        "may",
        "help",
        "to",
        "copy",
        "values",
        "because",
        "links",
        "other",
        "files",
    ),
)
QUESTION: Final = 12  # words
ANSWER: Final = 40
MADE_UP: Final = "made-up vectors"
MODEL: Final = "sentence model"


class MadeUp:
    """Gives each text a vector of its own, at next to no cost."""

    name = "made-up"
    numbers = NUMBERS

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 for each text."""
        rows = [
            np.random.default_rng(zlib.crc32(each.encode())).standard_normal(NUMBERS)
            for each in texts
        ]
        found = np.array(rows, dtype=np.float32)
        vectors: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return vectors


def measure(which: str, threads: int) -> dict[str, float] | None:
    """Start twice with so many answered questions: seconds, and MB of vectors in MongoDB."""
    encode = MadeUp() if which == MADE_UP else load_minilm()
    if encode is None:
        return None
    with embedded_mongodb() as uri:
        return asyncio.run(_measured(uri, encode, threads))


async def _measured(uri: str, encode: NamedEncoder, threads: int) -> dict[str, float]:
    store = await Store.open(uri, "starts", TENANT)
    made = (codec.thread_document(TENANT, each) for each in _threads(threads))
    while documents := list(islice(made, WRITTEN_AT_ONCE)):
        await store.driver.collection("threads").insert_many(documents)
    head = {**new_head(without="serial"), "serial": threads}
    await store.driver.collection("evidence").insert_one(
        {"_id": head_key(TENANT), "tenant": TENANT, **head}
    )
    nothing_kept, nothing_kept_cpu = await _started(store, encode)
    kept, kept_cpu = await _started(store, encode)
    size = await _mb(store.driver)
    await store.close()
    return {
        "nothing_kept": nothing_kept,
        "nothing_kept_cpu": nothing_kept_cpu,
        "kept": kept,
        "kept_cpu": kept_cpu,
        **size,
    }


async def _started(store: Store, encode: NamedEncoder) -> tuple[float, float]:
    """Start once; give the seconds it took, and those of this process's CPU."""
    index = AnsweredBefore(store, lambda: encode)
    began, worked = time.perf_counter(), time.process_time()
    while await index.refresh():
        continue
    spent = time.perf_counter() - began, time.process_time() - worked
    await index.stop()
    return spent


async def _mb(driver: Driver) -> dict[str, float]:
    """Give what the vectors take: as they are sent, and on disk with their indexes."""
    await driver.command("fsync", admin=True)  # so that the files have what was written
    found = await driver.command({"collStats": "vectors"})
    return {
        "mb": found["size"] / 2**20,
        "mb_on_disk": (found["storageSize"] + found["totalIndexSize"]) / 2**20,
    }


def _threads(count: int) -> Iterator[Thread]:
    draws = np.random.default_rng(0)
    for position in range(1, count + 1):
        words = draws.choice(WORDS, QUESTION + ANSWER).tolist()
        given = Answer(
            id=AnswerId(f"a{position}"),
            offer=OfferId(f"o{position}"),
            mentor=PersonId("ana"),
            text=" ".join(words[QUESTION:]),
            at=NOW,
            position=position,
        )
        yield Thread(
            id=ThreadId(f"t{position}"),
            learner=PersonId("lea"),
            text=" ".join(words[:QUESTION]),
            skills={},
            created=NOW,
            state=State.ANSWERED,
            answers=(given,),
        )
