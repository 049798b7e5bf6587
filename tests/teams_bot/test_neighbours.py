"""The index of each process follows the database, and forgets what was erased."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Thread
from storage.store import Store
from teams_bot import neighbours as module
from teams_bot import texts
from teams_bot.neighbours import Near, Neighbours
from tests.storage.making import NOW, commit, know, person, thread
from tests.support import builders

EXCEL, CHARTS = SkillId("excel"), SkillId("charts")
ANA, BEN = PersonId("ana"), PersonId("ben")


@pytest.fixture
async def followed(store: Store) -> AsyncIterator[Neighbours]:
    """An index that has not looked yet, of a store that knows two people."""
    await know(store, person("ana"), person("ben"))
    made = Neighbours(store)
    yield made
    await made.stop()


async def answered(store: Store, name: str, text: str, mentor: str = "ana") -> Thread:
    """Let a question be asked and answered; gives the thread as it is kept."""
    asked = thread(name, mentors=("ana", "ben"), text=text)
    await commit(store, threads=((None, asked),), capacity={ANA: 99, BEN: 99})
    await commit(store, threads=((asked, asked.answer(builders.answer(mentor), NOW)),))
    kept = await store.thread(asked.id)
    assert kept is not None
    return kept


async def votes(found: Neighbours, text: str) -> dict[str, float]:
    near = await found.near(text, [])
    return dict(near.votes)


async def test_before_it_has_looked_nothing_is_near(
    followed: Neighbours,
) -> None:
    assert await followed.near("How?", [EXCEL]) == Near()


async def test_who_answered_similar_questions_gets_their_votes(
    store: Store, followed: Neighbours
) -> None:
    await answered(store, "one", "Why does my pivot total vanish?", "ana")
    await answered(store, "two", "Where is the mail archive?", "ben")
    await followed.refresh()
    assert len(followed) == 2
    assert await votes(followed, "pivot total") == {"ana": 1.0}
    near = await followed.near("mail archive", [CHARTS])
    assert near.votes == {"ben": 1.0}
    assert near.suggested == {EXCEL: 1.0}


async def test_new_answers_are_followed_each_once(
    store: Store, followed: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_AT_ONCE", 2)
    first = await answered(store, "one", "Why does my pivot total vanish?")
    await followed.refresh()
    await commit(store, threads=((first, first.answer(builders.answer("ben"), NOW)),))
    for number in range(4):
        await answered(store, f"more-{number}", "Where is the mail archive?")
    await followed.refresh()
    await followed.refresh()
    assert len(followed) == 5
    found = await votes(followed, "pivot total")
    assert found == {"ana": pytest.approx(0.5, abs=0.01), "ben": pytest.approx(0.5, abs=0.01)}


async def test_an_erased_question_is_gone_with_the_next_look(
    store: Store, followed: Neighbours
) -> None:
    canary = "zanzibar"
    kept = await answered(store, "one", f"How do I pivot {canary}?")
    await answered(store, "two", "How do I pivot sales?")
    await followed.refresh()
    assert await votes(followed, canary) == {"ana": 1.0}
    erased = replace(kept, text=texts.ERASED, revision=kept.revision + 1)
    await commit(store, threads=((kept, erased),))
    await followed.refresh()
    assert len(followed) == 1
    assert await votes(followed, canary) == {}
    assert await votes(followed, texts.ERASED) == {}
    assert canary not in str(followed._index._words.keys())


async def test_the_oldest_questions_are_left_out(
    store: Store, followed: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 4)
    for number in range(4):
        await answered(store, f"t{number}", f"word{number} alone")
    await followed.refresh()
    for number in range(4, 6):
        await answered(store, f"t{number}", f"word{number} alone")
    await followed.refresh()
    assert len(followed) == 6
    await followed.refresh()
    assert len(followed) == 4
    assert await votes(followed, "word1") == {}
    assert await votes(followed, "word5") == {"ana": 1.0}


async def test_a_restored_backup_is_read_anew(store: Store, followed: Neighbours) -> None:
    await answered(store, "one", "pivot")
    await followed.refresh()
    await store.driver.collection("threads").delete_many({"tenant": "acme"})
    await store.driver.collection("evidence").delete_many({"tenant": "acme"})
    await followed.refresh()
    assert len(followed) == 0
