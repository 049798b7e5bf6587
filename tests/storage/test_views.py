"""The reads: what they find, and what they leave."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.rules import Rules
from matching.thread import FollowUp, ThreadId
from storage.candidates import PAGE
from storage.store import Store
from storage.surroundings import ENOUGH
from tests.storage.making import NOW, attempt, commit, job, know, minutes, person, queue, thread
from tests.support import builders

ANA, BEN, LEA = PersonId("ana"), PersonId("ben"), PersonId("lea")
ERASED = "(erased)"
OPEN = "mon-sun 00:00-24:00"


async def test_people_are_found_by_their_id(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    assert await store.person(ANA) == person("ana")
    assert await store.person(LEA) is None
    assert await store.names([ANA, BEN, LEA]) == {ANA: "Ana", BEN: "Ben"}
    assert await store.names([]) == {}


async def test_threads_are_found_by_their_id_and_by_the_message_they_were(store: Store) -> None:
    await know(store, person())
    asked = thread(origin="activity-1")
    await commit(store, threads=((None, asked),))
    assert await store.thread(asked.id) == asked
    assert await store.thread(ThreadId("none")) is None
    assert await store.thread_from(LEA, "activity-1") == asked
    assert await store.thread_from(LEA, "activity-2") is None
    assert await store.thread_from(ANA, "activity-1") is None


async def test_the_newest_threads_come_first(store: Store) -> None:
    threads = [
        thread(f"thread-{number}", mentors=(), created=NOW + minutes(number))
        for number in range(4)
    ]
    other = thread("other", mentors=(), learner=BEN, created=NOW + minutes(9))
    await commit(store, threads=tuple((None, each) for each in (*threads, other)))
    assert await store.threads_of(LEA, 2) == [threads[3], threads[2]]
    assert await store.newest_threads(2) == [other, threads[3]]


async def test_threads_with_somebody_are_those_that_still_wait_for_them(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    waiting = thread("waiting", mentors=("ana", "ben"))
    taken = thread("taken").take(builders.offer().id, NOW, minutes(30))
    passed = thread("passed").pass_on(builders.offer().id, NOW, "", "")
    await commit(store, threads=tuple((None, each) for each in (waiting, taken, passed)))
    assert {each.id for each in await store.threads_with(ANA)} == {"waiting", "taken"}
    assert {each.id for each in await store.threads_with(BEN)} == {"waiting"}


async def test_in_hand_is_what_a_mentor_took_and_what_a_learner_was_just_answered(
    store: Store,
) -> None:
    await know(store, person("ana"), person("ben"))
    offer = builders.offer().id
    taken = thread("taken").take(offer, NOW, minutes(30))
    offered = thread("offered", learner=BEN)
    answered = thread("answered").answer(builders.answer(), NOW)
    stale = thread("stale").answer(
        replace(builders.answer(), at=NOW - timedelta(days=2)), NOW - timedelta(days=2)
    )
    rated = replace(builders.finished(answered, "ana"), id=ThreadId("rated"))
    for each in (taken, offered, answered, stale, rated):
        await commit(store, threads=((None, each),))
    since = NOW - timedelta(days=1)
    assert [each.id for each in await store.in_hand(ANA, since)] == ["taken"]
    assert [each.id for each in await store.in_hand(LEA, since)] == ["answered"]
    assert await store.in_hand(BEN, since) == []


# ---- somebody's words


def words_of_ana() -> dict[str, object]:
    asked = thread(mentors=("ana", "ben"))
    offer = builders.offer("ana").id
    line = FollowUp(id="line", sender=ANA, recipient=LEA, text="This one.", at=NOW)
    taken = asked.take(offer, NOW, minutes(30))
    return {
        "an answer": asked.answer(builders.answer("ana"), NOW),
        "a line": taken.follow_up(line),
        "a reason": asked.pass_on(offer, NOW, "", "Too busy."),
        "a suggestion": asked.pass_on(offer, NOW, "Ask Cem.", ""),
        "a question of her own": replace(asked, learner=ANA),
        "a line as learner": replace(taken, learner=ANA, text=ERASED).follow_up(line),
        "thanks as learner": replace(
            (own := replace(asked, learner=ANA, text=ERASED).answer(builders.answer("ben"), NOW)),
            answers=(replace(own.answers[0], thanks="Thank you!"),),
        ),
    }


@pytest.mark.parametrize("what", words_of_ana())
async def test_threads_that_hold_words_of_somebody_are_found(store: Store, what: str) -> None:
    await know(store, person("ana"), person("ben"))
    kept = words_of_ana()[what]
    await commit(store, threads=((None, kept),))
    assert await store.threads_naming(ANA, ERASED) == [kept]
    assert await store.threads_naming(PersonId("cem"), ERASED) == []


async def test_threads_whose_words_were_replaced_are_not_found_again(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    asked = thread(mentors=("ana", "ben"))
    erased = asked.answer(replace(builders.answer("ana"), text=ERASED), NOW)
    own = replace(thread("own", mentors=()), learner=ANA, text=ERASED)
    silent = thread("silent", mentors=("ana",))
    await commit(store, threads=((None, erased), (None, own), (None, silent)))
    assert await store.threads_naming(ANA, ERASED) == []
    assert {each.id for each in await store.threads_naming(LEA, ERASED)} == {"thread-1", "silent"}


# ---- what the choice needs


async def view(store: Store, skills: dict[str, float], rules: Rules | None = None) -> object:
    question = builders.question(skills=skills)  # type: ignore[arg-type]
    return await store.matching_view(builders.learner(), question, rules or Rules(), NOW)


async def test_candidates_are_those_with_a_skill_of_the_question_the_best_first(
    store: Store,
) -> None:
    await know(
        store,
        person("low", skills_given={"excel": 1}),
        person("none", skills_given={"welding": 5}),
        person("top", skills_given={"excel": 5, "charts": 2}),
        person("mid", skills_given={"charts": 3}),
    )
    found = await view(store, {"excel": 1.0, "charts": 0.5})
    assert [each.id for each in found.candidates] == ["top", "mid", "low"]
    assert found.unread == 0


async def test_where_too_few_are_free_more_pages_are_read_from_all_levels(store: Store) -> None:
    await know(
        store,
        *(person(f"p{n:03}", skills_given={"excel": 5}, hours="never") for n in range(250)),
        *(person(f"q{n:02}", skills_given={"excel": 1}, hours=OPEN) for n in range(20)),
    )
    found = await view(store, {"excel": 1.0})
    awake = [each.id for each in found.candidates if each.id.startswith("q")]
    assert len(awake) >= ENOUGH
    assert len(found.candidates) < 200
    assert found.unread == 270 - len(found.candidates)
    await store.driver.collection("people").update_many(
        {"tenant": "acme"}, {"$set": {"hours": OPEN}}
    )
    enough = await view(store, {"excel": 1.0})
    assert len(enough.candidates) == PAGE
    assert enough.unread == 270 - PAGE


async def test_at_most_five_pages_are_read(store: Store) -> None:
    await know(
        store,
        *(person(f"p{n:03}", skills_given={"excel": 5}, hours="never") for n in range(250)),
    )
    assert len((await view(store, {"excel": 1.0})).candidates) == 200
    assert len((await view(store, {"excel": 1.0}, Rules(candidates_max=60))).candidates) == 60


async def test_candidates_are_bounded_and_the_rest_is_counted(store: Store) -> None:
    levels = [5] * 8 + [2] * 10
    await know(
        store,
        *(person(f"p{n:02}", skills_given={"excel": level}) for n, level in enumerate(levels)),
    )
    found = await view(store, {"excel": 1.0}, Rules(candidates_max=10))
    assert len(found.candidates) == 10
    assert sum(each.skills["excel"] == 5 for each in found.candidates) == 8
    assert found.unread == 8


async def test_somebody_with_two_skills_is_read_once_and_hides_nobody_from_the_count(
    store: Store,
) -> None:
    await know(
        store,
        *(person(f"p{n:02}", skills_given={"excel": 5, "charts": 4}) for n in range(12)),
    )
    found = await view(store, {"excel": 1.0, "charts": 1.0}, Rules(candidates_max=20))
    assert len(found.candidates) == 12 - found.unread
    assert len({each.id for each in found.candidates}) == len(found.candidates)


async def test_without_a_known_skill_the_latest_helpers_are_read(store: Store) -> None:
    await know(store, *(person(each) for each in ("never", "long", "just")))
    people = store.driver.collection("people")
    for name, ago in (("long", 9), ("just", 1)):
        at = {"$set": {"answered_at": [NOW - timedelta(days=ago)]}}
        await people.update_one({"id": name, "tenant": "acme"}, at)
    found = await view(store, {})
    assert [each.id for each in found.candidates] == ["just", "long", "never"]
    assert found.unread == 0


async def test_an_entry_that_cannot_be_read_keeps_nobody_from_an_answer(store: Store) -> None:
    await know(store, person("ana"), person("ben", hours="whenever"), person("cem"))
    await store.driver.collection("people").update_one({"id": "cem"}, {"$unset": {"record": ""}})
    found = await view(store, {"excel": 1.0})
    assert [each.id for each in found.candidates] == ["ana"]
    assert found.unread == 2


async def test_the_ties_around_the_question_are_read(store: Store) -> None:
    await know(store, *(person(each) for each in ("ana", "ben", "lea", "mia")))
    pairs = [("lea", "mia"), ("mia", "ben"), ("ana", "lea"), ("zoe", "yan")]
    for number, (asks, helps) in enumerate(pairs):
        answered = thread(f"t{number}", mentors=("ana",), learner=PersonId(asks))
        answer = builders.answer("ana")
        done = answered.answer(answer, NOW)
        as_helper = replace(
            done,
            offers=tuple(replace(each, mentor=PersonId(helps)) for each in done.offers),
            answers=tuple(replace(each, mentor=PersonId(helps)) for each in done.answers),
        )
        if helps == "yan":
            await know(store, person("yan"))
        await commit(store, threads=((None, as_helper),))
    found = await view(store, {"excel": 1.0})
    assert {(each.learner, each.mentor) for each in found.ties} == {
        ("lea", "mia"),
        ("mia", "ben"),
        ("ana", "lea"),
    }
    assert all(each.answered == 1 for each in found.ties)


async def test_who_helped_the_learner_lately_is_known_to_the_choice(store: Store) -> None:
    await know(store, *(person(each) for each in ("ana", "ben", "lea")))
    ties = store.driver.collection("ties")
    for learner, mentor in (("lea", "ana"), ("ben", "lea")):
        tie = {"tenant": "acme", "learner": learner, "mentor": mentor, "at": NOW}
        counts = {"answered": 1, "rated": 0, "rating_points": 0.0}
        await ties.insert_one({"_id": f"acme:{learner}>{mentor}", **tie, **counts})
    found = await view(store, {"excel": 1.0})
    helped = {each.id: each.helped_at for each in found.candidates}
    assert helped == {"ana": NOW, "ben": None, "lea": None}


async def test_of_many_ties_the_latest_are_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.surroundings.TIES_READ", 2)
    ties = store.driver.collection("ties")
    for number in range(5):
        tie = {"tenant": "acme", "learner": "lea", "mentor": f"m{number}"}
        counts = {"answered": 1, "rated": 0, "rating_points": 0.0}
        at = NOW - timedelta(days=(number * 3) % 5)
        await ties.insert_one({"_id": f"acme:lea>m{number}", **tie, **counts, "at": at})
    found = await view(store, {"excel": 1.0})
    assert {each.mentor for each in found.ties} == {"m0", "m2"}


async def test_another_tenant_sees_nothing_of_it(store: Store) -> None:
    await know(store, person())
    await commit(store, threads=((None, thread(origin="a")),))
    await queue(store, job("say:1", to="ana"))
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    assert await other.person(ANA) is None
    assert await other.names([ANA]) == {}
    assert await other.thread(ThreadId("thread-1")) is None
    assert await other.newest_threads() == []
    assert await other.threads_with(ANA) == []
    assert (await view(other, {"excel": 1.0})).candidates == ()
    assert await attempt(other, people=((None, person()),)) is not None
    assert (await asyncio.gather(store.person(ANA), other.person(ANA)))[1] == person()
    await store.driver.collection("people").delete_many({})
