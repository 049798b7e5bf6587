"""Answers are counted in the transaction that keeps them, as the pure fold counts them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import AnswerId, Thread, ThreadId
from storage.change import Change, Committed
from storage.commit import Cause
from storage.store import Store
from tests.storage.commit.test_loads import MENTORS, Story
from tests.storage.evidence.folding import answers_of, folded, head, kept
from tests.storage.faults import Faults, Spy
from tests.storage.making import (
    NOW,
    ROOM,
    attempt,
    commit,
    documents,
    everything,
    know,
    minutes,
    person,
    thread,
)
from tests.support import builders

EXCEL, CHARTS = SkillId("excel"), SkillId("charts")


async def answered(store: Store, name: str = "thread-1", mentor: str = "ana") -> None:
    """Let a thread be asked and answered."""
    asked = thread(name, mentors=(mentor,))
    await commit(store, threads=((None, asked),))
    await commit(store, threads=((asked, asked.answer(builders.answer(mentor), NOW)),))


async def test_an_answer_counts_for_its_mentor_its_skills_and_everybody(store: Store) -> None:
    await know(store, person())
    await answered(store)
    totals, people = await kept(store)
    assert (totals.answers, totals.skills, totals.hours[10]) == (1, {EXCEL: 1}, 1)
    ana = people[PersonId("ana")]
    assert (ana.answers, ana.last, ana.hours[10]) == (1, 1, 1)
    assert (ana.activity.value, ana.skills[EXCEL].recent.at) == (1.0, 1)
    assert (await head(store)).serial == 1
    (answer,) = await answers_of(store)
    assert (answer.position, answer.skills) == (1, (EXCEL,))


async def test_a_thread_that_is_new_with_its_answers_counts_them_in_their_order(
    store: Store,
) -> None:
    await know(store, person(), person("ben"))
    past = thread("past", mentors=("ana", "ben"))
    past = past.answer(builders.answer("ben"), NOW).answer(builders.answer("ana"), NOW)
    second = replace(past, id=ThreadId("more"), skills={CHARTS: 1.0})
    await commit(store, threads=((None, past), (None, second)))
    answers = await answers_of(store)
    assert [(each.position, each.mentor) for each in answers] == [
        (1, "ben"),
        (2, "ana"),
        (3, "ben"),
        (4, "ana"),
    ]
    assert await kept(store) == folded(answers)


async def test_what_adds_no_answer_touches_no_evidence(store: Store) -> None:
    await know(store, person(), person("ben"))
    asked = thread(mentors=("ana", "ben"))
    await commit(store, threads=((None, asked),))
    taken = asked.take(builders.offer().id, NOW, minutes(30))
    await commit(store, threads=((asked, taken),))
    assert await documents(store, "evidence") == []
    given = taken.answer(builders.answer(), NOW)
    await commit(store, threads=((taken, given),))
    before = await documents(store, "evidence")
    await commit(store, threads=((given, builders.finished(given)),))
    assert await documents(store, "evidence") == before
    (answer,) = await answers_of(store)
    assert answer.position is None  # a stale reading was saved: production saves what it read


async def test_an_answer_without_a_skill_counts_for_its_mentor_alone(store: Store) -> None:
    await know(store, person())
    asked = thread(skills={})
    await commit(store, threads=((None, asked),))
    await commit(store, threads=((asked, asked.answer(builders.answer(), NOW)),))
    assert await kept(store) == folded(await answers_of(store))


async def test_fifty_answers_at_once_are_counted_one_after_the_other(store: Store) -> None:
    names = [f"p{number:02}" for number in range(50)]
    await know(store, *(person(each) for each in names))
    skills = [{EXCEL: 1.0}, {CHARTS: 1.0, EXCEL: 0.5}, {}]
    asked = [
        thread(f"thread-{name}", mentors=(name,), skills=skills[place % 3])
        for place, name in enumerate(names)
    ]
    await commit(
        store,
        threads=tuple((None, each) for each in asked),
        capacity={PersonId(each): 1 for each in names},
    )

    async def answer(place: int) -> object:
        at = NOW + timedelta(hours=place)
        given = builders.answer(names[place], at=at)
        change = Change(threads=((asked[place], asked[place].answer(given, NOW)),))
        return await store.commit(change, Cause(), NOW)

    done = await asyncio.gather(*(answer(place) for place in range(50)))
    assert set(map(type, done)) == {Committed}
    answers = await answers_of(store)
    assert [each.position for each in answers] == list(range(1, 51))
    assert await kept(store) == folded(answers)
    assert (await head(store)).serial == 50


async def test_answers_of_several_processes_at_once_are_tried_again(store: Store) -> None:
    names = [f"p{number:02}" for number in range(12)]
    await know(store, *(person(each) for each in names))
    asked = [thread(f"thread-{each}", mentors=(each,)) for each in names]
    room = {PersonId(each): 1 for each in names}
    await commit(store, threads=tuple((None, each) for each in asked), capacity=room)
    processes = [Store(store.driver, store.tenant) for _ in range(4)]  # each waits for itself

    async def answer(place: int) -> object:
        given = asked[place].answer(builders.answer(names[place]), NOW)
        change = Change(threads=((asked[place], given),))
        return await processes[place % 4].commit(change, Cause(), NOW)

    done = await asyncio.gather(*(answer(place) for place in range(12)))
    assert set(map(type, done)) == {Committed}
    answers = await answers_of(store)
    assert [each.position for each in answers] == list(range(1, 13))
    assert await kept(store) == folded(answers)


async def test_an_ask_costs_no_round_trip_and_an_answer_two(mongodb: str, store: Store) -> None:
    spy = Spy()
    name = store.driver.collection("people").database.name
    made = await Store.open(mongodb, name, "acme", store.driver.name, event_listeners=[spy])
    await know(made, person(), person("ben"))
    asked = thread(mentors=("ana", "ben"), skills={EXCEL: 1.0, CHARTS: 0.5})
    about: list[list[str]] = []
    given = asked.answer(builders.answer(), NOW)
    for before, after in ((None, asked), (asked, given), (given, builders.finished(given))):
        spy.seen.clear()
        await commit(made, threads=((before, after),))
        about.append([each for each, command in spy.seen if command.get(each) == "evidence"])
    await made.close()
    assert about == [[], ["find", "update"], []]


@pytest.mark.parametrize("seed", [4, 5])
async def test_after_any_moves_the_evidence_equals_the_fold_of_all_answers(
    store: Store, seed: int
) -> None:
    await know(store, person("lea"), *(person(each) for each in MENTORS))
    story = Skilled(store, seed)
    for _ in range(40):
        await asyncio.gather(*(story.step() for _ in range(5)))
    answers = await answers_of(store)
    assert len(answers) > 5, f"seed {seed}"
    assert [each.position for each in answers] == list(range(1, len(answers) + 1))
    assert await kept(store) == folded(answers), f"seed {seed}"
    assert (await head(store)).serial == len(answers)
    assert sum(each["record"]["answered"] for each in await documents(store, "people")) == len(
        answers
    )


class Skilled(Story):
    """A story whose questions are about different things, reworded, and often answered."""

    def opened(self, identity: ThreadId) -> Thread:
        return replace(super().opened(identity), skills=self.skills())

    def move(self, before: Thread) -> Thread:
        if self.draw.random() < 0.3:
            offer = self.draw.choice(before.offers)
            self.made += 1
            at = NOW + minutes(self.draw.randint(0, 600))
            identity = AnswerId(f"answer-{self.made}")
            given = builders.answer(offer.mentor, id=identity, offer=offer.id, at=at)
            return before.answer(given, at)
        after = super().move(before)
        return after if self.draw.random() < 0.8 else replace(after, skills=self.skills())

    def skills(self) -> dict[SkillId, float]:
        named = [EXCEL, CHARTS, SkillId("c.net"), SkillId("$q")]
        return dict.fromkeys(self.draw.sample(named, self.draw.randint(0, 3)), 1.0)


@pytest.mark.parametrize("place", [1, 2, 3])
async def test_an_answer_that_is_not_kept_is_not_counted(
    store: Store, fail: Faults, place: int
) -> None:
    await know(store, person())
    asked = thread()
    await commit(store, threads=((None, asked),))
    before = await everything(store)
    fail.skipping(place - 1, "update", errorCode=8000)
    with pytest.raises(Exception, match="fail"):
        await attempt(store, threads=((asked, asked.answer(builders.answer(), NOW)),))
    assert await everything(store) == before


async def test_the_loser_of_a_race_counts_nothing(store: Store) -> None:
    await know(store, person(), person("ben"))
    asked = thread(mentors=("ana", "ben"))
    await commit(store, threads=((None, asked),), capacity=ROOM)
    both = await asyncio.gather(
        *(
            attempt(store, threads=((asked, asked.answer(builders.answer(each), NOW)),))
            for each in ("ana", "ben")
        )
    )
    assert sorted(map(str, both)) == ["Committed()", "Faster()"]
    totals, people = await kept(store)
    assert (totals.answers, len(people)) == (1, 1)


async def test_tenants_count_apart(store: Store) -> None:
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    for each in (store, other):
        await know(each, person())
        await answered(each)
    assert (await head(store)).serial == (await head(other)).serial == 1
    mine = await documents(store, "evidence")
    assert {each["tenant"] for each in mine} == {"acme", "other"}


async def test_rewording_an_answered_question_is_noted(store: Store) -> None:
    await know(store, person())
    asked = thread()
    await commit(store, threads=((None, asked),))
    edited = asked.edit("What is a pivot?")
    await commit(store, threads=((asked, edited),))
    assert (await head(store)).reworded == 0
    given = edited.answer(builders.answer(), NOW)
    await commit(store, threads=((edited, given),))
    assert (await head(store)).reworded == 0
    erased = replace(given, text="(erased)", revision=given.revision + 1)
    await commit(store, threads=((given, erased),))
    assert (await head(store)).reworded == 1
