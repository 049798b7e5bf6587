"""The read around a question: who is best by recent answers, found by an index and no more."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest

from matching.evidence import SKILL_HALF_LIFE, Evidence
from matching.model import PersonId
from matching.rules import Rules
from matching.skills import SkillId
from storage.change import Tenant
from storage.evidence import CHAMPIONS, Given, Known, Remembered, champions
from storage.evidence.around import DECLARED_COUNTED
from storage.evidence.counting import count
from storage.store import Store
from tests.storage.evidence.folding import kept
from tests.storage.faults import Spy
from tests.storage.making import NOW, commit, know, person, thread
from tests.storage.test_store import examined, explain
from tests.support import builders

EXCEL, CHARTS, RARE = SkillId("excel"), SkillId("charts"), SkillId("rare")
ALL = 2000
IN_SKILL = 1500
HISTORY = 3000
# what a question may cost: index scans, what they find, and the counting of an index
SCANS = {
    *("IXSCAN", "IDHACK", "FETCH", "LIMIT", "SKIP", "PROJECTION_SIMPLE", "PROJECTION_DEFAULT"),
    *("PROJECTION_COVERED", "OR", "EOF", "$group"),
}


@pytest.fixture
async def watched(mongodb: str, store: Store) -> AsyncIterator[tuple[Store, Spy]]:
    """A store whose commands are listened to."""
    spy = Spy()
    name = store.driver.collection("people").database.name
    made = await Store.open(mongodb, name, "acme", store.driver.name, event_listeners=[spy])
    spy.seen.clear()
    yield made, spy
    await made.close()


@pytest.fixture
async def company(store: Store) -> None:
    """Two thousand people, fifteen hundred of them in one skill, with a history of answers."""
    draw = random.Random(7)
    everybody = [
        person(
            f"p{n:04}",
            skills_given={EXCEL: 1 + n % 5} if n < IN_SKILL else {CHARTS: 3},
            hours="mon-sun 00:00-24:00",
        )
        for n in range(ALL)
    ]
    await know(store, *everybody)
    given = [
        Given(
            person=PersonId(f"p{int(ALL * draw.random() ** 2):04}"),
            skills=tuple(draw.sample([EXCEL, CHARTS, RARE], draw.randint(1, 2))),
            at=NOW,
        )
        for _ in range(HISTORY)
    ]
    await count(store.driver, store.tenant, None, given)


def stages_of(plan: Any) -> Iterator[str]:
    """Name the stages of the plans that were carried out, those of a pipeline too."""
    if isinstance(plan, list):
        for each in plan:
            yield from stages_of(each)
    elif isinstance(plan, Mapping):
        for name, value in plan.items():
            if name in {"stage", "$sort", "$group"}:
                yield value if name == "stage" else name
            if name not in {"rejectedPlans", "command"}:
                yield from stages_of(value)


async def known_of(store: Store, skills: Mapping[str, float]) -> tuple[Any, Known]:
    question = builders.question(skills=skills)  # type: ignore[arg-type]
    return await store.matching_view_with_evidence(builders.learner(), question, Rules(), NOW)


async def test_the_best_by_decayed_answers_are_read_in_their_order(
    company: None, store: Store
) -> None:
    totals, people = await kept(store)
    for skill in (EXCEL, RARE):
        position = totals.skills[skill]
        values = {
            who: each.skills[skill].recent.read(position, SKILL_HALF_LIFE)
            for who, each in people.items()
            if skill in each.skills
        }
        best = sorted(values, key=lambda each: (-values[each], each))[:CHAMPIONS]
        found = await champions(store.driver, store.tenant, (skill,), Remembered())
        assert [values[each] for each in found.champions] == pytest.approx(
            [values[each] for each in best]
        )
        assert found.totals.skills == {skill: position}
        assert found.totals.answers == HISTORY
        assert found.head.serial == HISTORY


async def test_a_question_is_a_few_index_scans_whatever_the_company(
    company: None, watched: tuple[Store, Spy]
) -> None:
    store, spy = watched
    for skills in ({EXCEL: 1.0}, {EXCEL: 1.0, CHARTS: 0.5, RARE: 0.25}, {}):
        spy.seen.clear()
        await known_of(store, skills)
        first = len(spy.seen)
        spy.seen.clear()
        view, known = await known_of(store, skills)
        assert len(spy.seen) <= first
        commands = [command for name, command in spy.seen]
        assert len(commands) <= 6, spy.names()  # three at once, then three at once; ties apart
        plans = [await explain(store, each) for each in commands]
        stages = {each for plan in plans for each in stages_of(plan)}
        assert stages <= SCANS, spy.names()
        assert examined(plans) <= 400 + CHAMPIONS * len(skills)
        assert len(view.candidates) == 40
        assert set(known.evidence) == {each.id for each in view.candidates}


async def test_too_few_who_are_free_still_read_a_bounded_number(
    company: None, watched: tuple[Store, Spy]
) -> None:
    store, spy = watched
    await store.driver.collection("people").update_many(
        {"tenant": "acme"}, {"$set": {"hours": "never"}}
    )
    await known_of(store, {EXCEL: 1.0})
    spy.seen.clear()
    view, _ = await known_of(store, {EXCEL: 1.0})
    plans = [await explain(store, command) for _, command in tuple(spy.seen)]
    assert "COLLSCAN" not in str(plans)
    assert len(view.candidates) == 200
    assert len(plans) <= 16
    assert examined(plans) <= 2500  # 1200 of them to count who was not read


async def test_a_champion_who_never_declared_the_skill_is_read(store: Store) -> None:
    await know(store, person("ana", skills_given={}), person("ben"), person("lea"))
    await answered(store, "one", "ana")
    view, known = await known_of(store, {EXCEL: 1.0})
    assert [each.id for each in view.candidates] == ["ana", "ben", "lea"]
    assert known.evidence["ana"].skills[EXCEL].answers == 1
    assert known.evidence["ana"].declared == {}
    assert known.evidence["ben"] == Evidence(declared={EXCEL: 0.8})
    assert known.totals.declared == {EXCEL: pytest.approx(1.6)}
    assert known.helped == {"ana": 1}
    assert known.head.serial == 1


async def test_evidence_is_given_in_the_skills_of_the_question_alone(store: Store) -> None:
    await know(store, person("ana"), person("lea"))
    await answered(store, "one", "ana")
    await answered(store, "two", "ana", skills={CHARTS: 1.0})
    _, known = await known_of(store, {CHARTS: 1.0})
    assert set(known.evidence["ana"].skills) == {CHARTS}
    assert set(known.totals.skills) == {CHARTS}
    assert known.evidence["ana"].answers == known.totals.answers == 2
    _, whatever = await known_of(store, {})
    assert whatever.evidence["ana"].skills == {}
    assert whatever.evidence["ana"].activity.value > 1


async def test_a_champion_who_is_no_longer_known_is_passed_over(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    await answered(store, "one", "ana")
    await store.driver.collection("people").delete_one({"id": "ana", "tenant": "acme"})
    view, _ = await known_of(store, {EXCEL: 1.0})
    assert [each.id for each in view.candidates] == ["ben"]


async def test_without_people_nobody_is_read(store: Store) -> None:
    for skills in ({EXCEL: 1.0}, {}):
        view, known = await known_of(store, skills)
        assert (view.candidates, known.evidence, known.totals.answers) == ((), {}, 0)


async def test_a_new_edition_is_noticed_and_read_instead(store: Store) -> None:
    await know(store, person("ana"))
    await answered(store, "one", "ana")
    await known_of(store, {EXCEL: 1.0})
    evidence = store.driver.collection("evidence")
    await evidence.update_one({"_id": "acme:head"}, {"$set": {"edition": 3}})
    _, known = await known_of(store, {EXCEL: 1.0})
    assert (known.head.edition, known.totals.answers) == (3, 0)
    assert known.evidence["ana"].answers == 0


async def test_declared_levels_are_summed_once_in_a_while_and_up_to_a_bound(
    watched: tuple[Store, Spy], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, spy = watched
    await know(store, *(person(f"p{n}", skills_given={EXCEL: 5}) for n in range(3)))
    around = await champions(store.driver, Tenant("acme"), (EXCEL,), Remembered())
    assert around.totals.declared == {EXCEL: 3.0}
    remembered = Remembered()
    await champions(store.driver, store.tenant, (EXCEL,), remembered)
    spy.seen.clear()
    await champions(store.driver, store.tenant, (EXCEL,), remembered)
    assert spy.names() == ["aggregate"]
    monkeypatch.setattr("storage.evidence.around.DECLARED_SECONDS", -1.0)
    spy.seen.clear()
    await champions(store.driver, store.tenant, (EXCEL,), remembered)
    counts = [command for name, command in spy.seen if name == "count"]
    assert [each["limit"] for each in counts] == [DECLARED_COUNTED] * 5


async def answered(store: Store, name: str, mentor: str, **changes: Any) -> None:
    """Let a thread be asked and answered."""
    asked = thread(name, mentors=(mentor,), **changes)
    await commit(store, threads=((None, asked),))
    await commit(store, threads=((asked, asked.answer(builders.answer(mentor), NOW)),))


async def test_reads_of_two_questions_at_once_do_not_disturb_each_other(store: Store) -> None:
    await know(store, person("ana"), person("ben", skills_given={CHARTS: 2}))
    await answered(store, "one", "ana")
    found = await asyncio.gather(*(known_of(store, {each: 1.0}) for each in (EXCEL, CHARTS)))
    assert [set(known.totals.skills) for _, known in found] == [{EXCEL}, set()]
