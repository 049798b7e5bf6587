"""What waits on somebody's skills, and who is asked once a day."""

from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.rules import Rules
from matching.skills import SkillId
from matching.sources import Source
from matching.thread import State
from storage.digests import WAITING_READ
from storage.migrations import STEPS
from storage.store import Store
from tests.storage.making import NOW, ROOM, commit, know, person, thread
from tests.support import builders
from tests.support.builders import EXCEL

SAP, ASP = SkillId("sap"), SkillId("asp.net")
ANA, LEA = PersonId("ana"), PersonId("lea")


async def waiting(store: Store, *skills: SkillId) -> list[str]:
    return [each.id for each in await store.waiting_on(skills)]


async def test_open_questions_are_found_by_what_they_are_about_the_oldest_first(
    store: Store,
) -> None:
    await know(store, person())
    both = {EXCEL: 1.0, ASP: 0.5}
    asked = (
        thread("new", (), skills=both, created=NOW),
        thread("old", (), skills={ASP: 1.0}, created=NOW - timedelta(hours=1)),
        thread("other", (), skills={SAP: 1.0}),
        thread("none", (), skills={}),
    )
    await commit(store, threads=tuple((None, each) for each in asked))
    assert await waiting(store, EXCEL, ASP) == ["old", "new"]
    assert await waiting(store, SAP) == ["other"]
    assert await waiting(store) == []


@pytest.mark.parametrize("state", [each for each in State if each is not State.OPEN])
async def test_what_is_no_longer_open_does_not_wait(store: Store, state: State) -> None:
    await know(store, person("ana"), person("ben"))
    opened = builders.thread()
    await commit(store, threads=((None, opened),), capacity=ROOM)
    assert await waiting(store, EXCEL) == [opened.id]
    await commit(store, threads=((opened, builders.thread(state)),), capacity=ROOM)
    assert await waiting(store, EXCEL) == []


async def test_no_more_is_read_than_a_bound(store: Store) -> None:
    many = tuple(
        (None, thread(f"t{n:03}", (), created=NOW + timedelta(minutes=n)))
        for n in range(WAITING_READ + 5)
    )
    await commit(store, threads=many)
    found = await waiting(store, EXCEL)
    assert found == [f"t{n:03}" for n in range(WAITING_READ)]


async def test_questions_that_were_open_before_the_step_are_found(store: Store) -> None:
    await know(store, person())
    asked = (thread("open", (), skills={ASP: 1.0, EXCEL: 1.0}), thread("over", ()))
    ended = asked[1].cancel(NOW)
    await commit(store, threads=((None, asked[0]), (None, asked[1])))
    await commit(store, threads=((asked[1], ended),))
    threads = store.driver.collection("threads")
    await threads.update_many({"tenant": "acme"}, {"$unset": {"waiting": ""}})
    assert await waiting(store, ASP, EXCEL) == []
    step = next(each for each in STEPS if each.__name__ == "_digests")
    for _ in range(2):
        await step(store.driver)
    assert await waiting(store, ASP) == await waiting(store, EXCEL) == ["open"]


async def test_readers_are_read_by_id_a_page_at_a_time(store: Store) -> None:
    chose = [person(f"p{n}", digest=True) for n in range(5)]
    await know(store, *chose, person("ana"))
    first = await store.digest_readers(None, 3)
    rest = await store.digest_readers(first[-1].id, 3)
    assert [each.id for each in (*first, *rest)] == [f"p{n}" for n in range(5)]


async def test_somebody_is_read_as_the_choice_sees_them(store: Store) -> None:
    await know(store, person(digest=True, source=Source.PEER))
    found = await store.candidate(ANA, Rules(), NOW)
    assert found is not None
    assert (found.id, found.digest, found.skills) == (ANA, True, {EXCEL: 4})
    assert await store.candidate(PersonId("nobody"), Rules(), NOW) is None


async def test_when_somebody_helped_is_known_of_those_who_were_helped(store: Store) -> None:
    await know(store, person())
    asked = thread()
    answered = asked.answer(builders.answer(), NOW)
    await commit(store, threads=((None, asked),))
    await commit(store, threads=((asked, answered),))
    assert await store.helped_at(ANA, [LEA, PersonId("lou")]) == {LEA: NOW}
