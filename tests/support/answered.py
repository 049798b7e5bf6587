"""Questions that were answered, an encoder that counts, and an index that reads to the end."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from matching.model import PersonId
from matching.similar import Vectors
from matching.thread import Thread
from storage.store import Store
from teams_bot.answered import AnsweredBefore
from tests.storage.making import NOW, commit, thread
from tests.support import builders

ROOM = {PersonId("ana"): 99, PersonId("ben"): 99}


class Letters:
    """Encodes texts by how often each letter occurs, and notes them."""

    def __init__(self, name: str = "letters") -> None:
        self.name = name
        self.numbers = 26
        self.encoded: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 for each text."""
        self.encoded += texts
        counts = [[each.lower().count(chr(97 + place)) for place in range(26)] for each in texts]
        found = np.array(counts, dtype=np.float32) + 0.001
        vectors: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return vectors


async def solved(store: Store, name: str, text: str, says: str = "Like so.") -> Thread:
    """Let a question be asked and answered; gives the thread as it is kept."""
    asked = thread(name, mentors=("ana", "ben"), text=text)
    await commit(store, threads=((None, asked),), capacity=ROOM)
    given = replace(builders.answer("ana"), text=says)
    await commit(store, threads=((asked, asked.answer(given, NOW)),))
    kept = await store.thread(asked.id)
    assert kept is not None
    return kept


async def change(store: Store, kept: Thread, **changes: Any) -> None:
    after = replace(kept, revision=kept.revision + 1, **changes)
    await commit(store, threads=((kept, after),))


async def whole(before: AnsweredBefore) -> None:
    """Look until there is nothing more to be read."""
    while await before.refresh():
        continue
