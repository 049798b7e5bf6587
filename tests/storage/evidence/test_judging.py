"""The ratings summed up again equal those that were counted one by one."""

from dataclasses import replace
from typing import Any

import pytest

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Rating, State, Thread
from storage import codec
from storage.evidence import judging
from storage.store import Store
from tests.storage.evidence.test_rebuilding import lived
from tests.storage.making import NOW, commit, documents, know, person, thread
from tests.support import builders
from tests.support.company import verdicts_of


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a handful of people is several pages."""
    monkeypatch.setattr(judging, "PEOPLE_AT_ONCE", 2)
    monkeypatch.setattr("storage.evidence.rebuilding.GRACE_SECONDS", 0.0)


async def test_after_any_moves_the_ratings_summed_up_again_equal_the_live(store: Store) -> None:
    await lived(store, 9, steps=40)
    live = await _verdicts(store)
    assert any(live.values())
    threads = [codec.read(Thread, each) for each in await documents(store, "threads")]
    true = {each: verdicts_of(threads, each) for each in live}
    assert live == true
    await store.driver.collection("people").update_many(
        {"record.rated": {"$gt": 0}}, {"$set": {"verdicts.word": {"rated": 9.0, "points": 9.0}}}
    )
    said: list[str] = []
    await store.rebuild_evidence(said.append)
    assert await _verdicts(store) == true
    assert said[-1] == f"people whose ratings were summed up: {sum(map(bool, live.values()))}"


async def _verdicts(store: Store) -> dict[str, Any]:
    found = await documents(store, "people")
    return {each["id"]: each.get("verdicts", {}) for each in found}


async def test_a_changed_rating_changes_the_sum_and_leaves_no_trace(store: Store) -> None:
    await know(store, person("ana"), person("lea"))
    asked = thread("one", ("ana",))
    await commit(store, threads=((None, asked),))
    given = asked.answer(builders.answer("ana"), NOW)
    await commit(store, threads=((asked, given),))
    found = await store.thread(asked.id)
    assert found is not None
    bad = builders.finished(found, "ana", Rating.NOT_HELPFUL)
    await commit(store, threads=((found, bad),))
    before = await _verdicts(store)
    great = bad.rate(bad.answers[0].id, rating=Rating.GREAT, minutes_saved=None, thanks="")
    await commit(store, threads=((bad, great),))
    after = await _verdicts(store)
    assert before == {"lea": {}, "ana": verdicts_of([bad], PersonId("ana"))}
    assert after == {"lea": {}, "ana": verdicts_of([great], PersonId("ana"))}
    assert before != after


async def test_a_rating_from_before_there_was_evidence_follows_the_skills_of_its_question(
    store: Store,
) -> None:
    await know(store, person("ana"), person("ben"))
    asked = thread("one", ("ana", "ben"))
    given = asked.answer(builders.answer("ana", rating=Rating.GREAT), NOW)
    old = replace(given, state=State.OPEN)
    document = codec.thread_document(store.tenant, old)
    await store.driver.collection("threads").insert_one(document)
    await store.driver.collection("people").update_one(
        {"id": "ana"}, {"$set": {"record.rated": 1}}
    )
    await judging.judge_again(store.driver, store.tenant, print)
    assert list((await _verdicts(store))["ana"]) == ["excel"]
    await commit(store, threads=((old, old.choose([SkillId("word")])),))
    kept = await store.thread(old.id)
    assert kept is not None
    after = {"excel": {"rated": 0.0, "points": 0.0}, **verdicts_of([kept], PersonId("ana"))}
    assert (await _verdicts(store))["ana"] == after
