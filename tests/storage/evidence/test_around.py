"""The read around a question: who is best by recent answers, found by an index and no more."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from matching.evidence import SKILL_HALF_LIFE
from matching.model import PersonId, View
from matching.rules import Rules
from matching.skills import SkillId
from storage.candidates import LEVELS, PAGE, PAGES
from storage.driver import together
from storage.evidence import CHAMPIONS, Around, Champions, Given, Remembered
from storage.evidence.around import DECLARED_COUNTED
from storage.evidence.counting import count
from storage.store import Store
from storage.surroundings import TIES_AROUND_READ, TIES_READ
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
TIED = 150  # more than are read of anybody's ties


def documents_at_most(skills: int, pages: int = 1) -> int:
    """Work out from the rules how many documents a question may look at, in any company."""
    people = pages * PAGE
    declared = pages * PAGE + pages * PAGE * len(LEVELS)  # what a page skips is looked at again
    evidence = people * (1 + skills) + 2 + skills  # and the head, and the totals
    return declared + people + evidence + 2 * TIES_READ + TIES_AROUND_READ


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
    await found_company(store, ALL)


async def found_company(store: Store, size: int) -> None:
    """Let the store hold a company: three quarters of it in one skill, ties, answers."""
    draw = random.Random(7)
    everybody = [
        person(
            f"p{n:04}",
            skills_given={EXCEL: 1 + n % 5} if n < size * 3 // 4 else {CHARTS: 3},
            hours="mon-sun 00:00-24:00",
        )
        for n in range(size)
    ]
    await know(store, *everybody)
    given = [
        Given(
            person=PersonId(f"p{int(size * draw.random() ** 2):04}"),
            skills=tuple(draw.sample([EXCEL, CHARTS, RARE], draw.randint(1, 2))),
            at=NOW,
        )
        for _ in range(size * 3 // 2)
    ]
    await count(store.driver, store.tenant, None, given)
    learner = builders.learner().id
    near = [f"p{n:04}" for n in range(TIED)]
    pairs = {(learner, each) for each in near} | {(each, learner) for each in near}
    pairs |= {(one, other) for one in near[:60] for other in near[:60] if one != other}
    await store.driver.collection("ties").insert_many(
        {
            "_id": f"acme:{one}>{other}",
            "tenant": "acme",
            "learner": one,
            "mentor": other,
            "answered": 1,
            "rated": 0,
            "rating_points": 0.0,
            "at": NOW,
        }
        for one, other in sorted(pairs)
    )


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


async def view_of(store: Store, skills: Mapping[str, float], **changes: Any) -> View:
    question = builders.question(skills=skills, **changes)  # type: ignore[arg-type]
    return await store.matching_view(builders.learner(), question, Rules(), NOW)


async def champions(store: Store, skills: Sequence[SkillId], remembered: Remembered) -> Around:
    reading = Champions(store.tenant, skills, remembered)
    return await reading.take(store.driver, await together(store.driver, reading.parts()))


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
        found = await champions(store, (skill,), Remembered())
        assert [values[each] for each in found.champions] == pytest.approx(
            [values[each] for each in best]
        )
        assert found.totals.skills == {skill: position}
        assert found.totals.answers == HISTORY
        assert found.head.serial == HISTORY


@pytest.mark.parametrize("size", [ALL // 5, ALL])
async def test_a_question_is_two_commands_of_index_scans_whatever_the_company(
    watched: tuple[Store, Spy], store: Store, size: int
) -> None:
    watching, spy = watched
    await found_company(store, size)
    for skills in ({EXCEL: 1.0}, {EXCEL: 1.0, CHARTS: 0.5, RARE: 0.25}, {}):
        for declared in (5 * len(skills), 0):  # summed by the first question of a while only
            spy.seen.clear()
            view = await view_of(watching, skills)
            commands = [command for _, command in spy.seen]
            assert spy.names() == ["aggregate"] * 2
            plans = [await explain(watching, each) for each in commands]
            assert {each for plan in plans for each in stages_of(plan)} <= SCANS
            assert examined(plans) <= documents_at_most(len(skills))
            assert str(commands).count("'level:") == declared
            assert len(view.candidates) == PAGE
            assert set(view.evidence) <= {each.id for each in view.candidates}
            watching._remembered.declared |= {
                skill: replace(each, counts=dict.fromkeys(each.counts, 0))
                for skill, each in watching._remembered.declared.items()
            }
        watching._remembered.declared.clear()


@pytest.mark.parametrize("size", [ALL // 5, ALL])
async def test_too_few_who_are_free_still_read_a_bounded_number(
    watched: tuple[Store, Spy], store: Store, size: int
) -> None:
    watching, spy = watched
    await found_company(store, size)
    await store.driver.collection("people").update_many(
        {"tenant": "acme"}, {"$set": {"hours": "never"}}
    )
    for skills in ({EXCEL: 1.0, CHARTS: 0.5}, {}):
        spy.seen.clear()
        view = await view_of(watching, skills)
        assert set(spy.names()) == {"aggregate"}
        assert len(spy.names()) <= 2 + 2 * PAGES
        plans = [await explain(watching, command) for _, command in tuple(spy.seen)]
        assert {each for plan in plans for each in stages_of(plan)} <= SCANS
        assert examined(plans) <= documents_at_most(len(skills), PAGES)
        assert len(view.candidates) == PAGES * PAGE
        assert set(view.evidence) <= {each.id for each in view.candidates}


async def test_champions_are_named_without_looking_at_a_document(
    company: None, watched: tuple[Store, Spy]
) -> None:
    store, spy = watched
    found = await champions(store, (EXCEL, CHARTS, RARE), Remembered())
    assert len(found.champions) > CHAMPIONS
    (command,) = (command for _, command in spy.seen)
    assert examined(await explain(store, command)) <= 5  # the head and the totals


async def test_whoever_is_found_while_a_page_is_filled_has_evidence_too(
    watched: tuple[Store, Spy],
) -> None:
    store, _ = watched
    everybody = [person(f"p{n:02}", skills_given={EXCEL: 5, CHARTS: 4}) for n in range(30)]
    more = [person(f"q{n:02}", skills_given={CHARTS: 3}) for n in range(30)]
    await know(store, *everybody, *more)
    given = Given(person=PersonId("q07"), skills=(RARE,), at=NOW)
    await count(store.driver, store.tenant, None, [given])
    view = await view_of(store, {EXCEL: 1.0, CHARTS: 0.5})
    assert len(view.candidates) == PAGE
    assert view.evidence["q07"].answers == 1


async def test_more_skills_do_not_find_fewer_people(watched: tuple[Store, Spy]) -> None:
    store, _ = watched
    who = [f"p{n:02}" for n in range(CHAMPIONS)]
    await know(store, *(person(each, skills_given={}, hours="never") for each in who))
    given = [Given(person=PersonId(each), skills=(EXCEL, CHARTS), at=NOW) for each in who]
    await count(store.driver, store.tenant, None, given)
    one = await view_of(store, {EXCEL: 1.0})
    two = await view_of(store, {EXCEL: 1.0, CHARTS: 1.0})
    assert {each.id for each in one.candidates} == {each.id for each in two.candidates} == {*who}


async def test_who_was_not_read_is_not_counted_where_many_are_known_to_have_the_skill(
    watched: tuple[Store, Spy], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, spy = watched
    monkeypatch.setattr("storage.surroundings.UNREAD_COUNTED", 10)
    rules = replace(Rules(), candidates_max=PAGE)
    await know(store, *(person(f"p{n:02}", skills_given={EXCEL: 1 + n % 5}) for n in range(70)))
    question = builders.question(skills={EXCEL: 1.0})
    for _ in range(2):
        spy.seen.clear()
        view = await store.matching_view(builders.learner(), question, rules, NOW)
        assert view.unread == 10
        assert "'count'" not in str(spy.seen[-1])
    assert (await store.matching_view(builders.learner(), question, rules, NOW)).unread == 10


async def test_a_champion_who_never_declared_the_skill_is_read(store: Store) -> None:
    await know(store, person("ana", skills_given={}), person("ben"), person("lea"))
    await answered(store, "one", "ana")
    view = await view_of(store, {EXCEL: 1.0})
    assert [each.id for each in view.candidates] == ["ana", "ben", "lea"]
    assert view.evidence["ana"].skills[EXCEL].answers == 1
    assert set(view.evidence) == {"ana"}
    assert view.totals.declared == {EXCEL: pytest.approx(1.6)}


async def test_without_a_named_skill_those_of_similar_questions_find_people(store: Store) -> None:
    await know(store, person("ana", skills_given={RARE: 5}), person("ben"), person("lea"))
    await answered(store, "one", "ben", skills={RARE: 1.0})
    suggested = {RARE: 0.7, CHARTS: 0.2, SkillId("a"): 0.06, SkillId("b"): 0.04}
    view = await view_of(store, {}, suggested=suggested)
    assert [each.id for each in view.candidates] == ["ben", "ana"]
    assert view.evidence["ben"].skills[RARE].answers == 1
    assert set(view.totals.declared) == {RARE, CHARTS, "a"}


async def test_beside_named_skills_suggested_ones_are_known_but_find_nobody(store: Store) -> None:
    await know(store, person("ana", skills_given={RARE: 5}), person("ben"), person("lea"))
    await answered(store, "one", "ben", skills={RARE: 1.0})
    view = await view_of(store, {EXCEL: 1.0}, suggested={RARE: 1.0})
    assert {each.id for each in view.candidates} == {"ben", "lea"}
    assert view.evidence["ben"].skills[RARE].answers == 1
    assert view.totals.skills == {RARE: 1}


async def test_who_answered_similar_questions_is_read_first(store: Store) -> None:
    await know(store, person("ana"), person("zoe", skills_given={}), person("lea"))
    view = await view_of(store, {EXCEL: 1.0}, votes={PersonId("zoe"): 0.9, PersonId("gone"): 0.1})
    assert [each.id for each in view.candidates] == ["zoe", "ana", "lea"]


async def test_evidence_is_given_in_the_skills_of_the_question_alone(store: Store) -> None:
    await know(store, person("ana"), person("lea"))
    await answered(store, "one", "ana")
    await answered(store, "two", "ana", skills={CHARTS: 1.0})
    view = await view_of(store, {CHARTS: 1.0})
    assert set(view.evidence["ana"].skills) == {CHARTS}
    assert set(view.totals.skills) == {CHARTS}
    assert view.evidence["ana"].answers == view.totals.answers == 2
    whatever = await view_of(store, {})
    assert whatever.evidence["ana"].skills == {}
    assert whatever.evidence["ana"].activity.value > 1


async def test_a_champion_who_is_no_longer_known_is_passed_over(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    await answered(store, "one", "ana")
    await store.driver.collection("people").delete_one({"id": "ana", "tenant": "acme"})
    view = await view_of(store, {EXCEL: 1.0})
    assert [each.id for each in view.candidates] == ["ben"]


async def test_without_people_nobody_is_read(store: Store) -> None:
    for skills in ({EXCEL: 1.0}, {}):
        view = await view_of(store, skills)
        assert (view.candidates, view.evidence, view.totals.answers) == ((), {}, 0)


async def test_a_new_edition_is_noticed_and_read_instead(store: Store) -> None:
    await know(store, person("ana"))
    await answered(store, "one", "ana")
    await view_of(store, {EXCEL: 1.0})
    evidence = store.driver.collection("evidence")
    await evidence.update_one({"_id": "acme:head"}, {"$set": {"edition": 3}})
    view = await view_of(store, {EXCEL: 1.0})
    assert (view.totals.answers, view.evidence) == (0, {})


async def test_declared_levels_are_summed_once_in_a_while_and_up_to_a_bound(
    watched: tuple[Store, Spy], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, spy = watched
    await know(store, *(person(f"p{n}", skills_given={EXCEL: 5}) for n in range(3)))
    around = await champions(store, (EXCEL,), Remembered())
    assert around.totals.declared == {EXCEL: 3.0}
    assert around.declared_by == 3
    remembered = Remembered()
    await champions(store, (EXCEL,), remembered)
    spy.seen.clear()
    await champions(store, (EXCEL,), remembered)
    assert spy.names() == ["aggregate"]
    assert "'level:" not in str(spy.seen)
    monkeypatch.setattr("storage.evidence.around.DECLARED_SECONDS", -1.0)
    spy.seen.clear()
    await champions(store, (EXCEL,), remembered)
    assert str(spy.seen).count(f"'$limit': {DECLARED_COUNTED}}}") == 5


async def test_an_edition_that_another_question_learnt_of_meanwhile_is_read_all_the_same(
    store: Store,
) -> None:
    await know(store, person("ana"))
    await answered(store, "one", "ana")
    remembered = Remembered()
    reading = Champions(store.tenant, (EXCEL,), remembered)
    head = {"_id": "acme:head"}
    await store.driver.collection("evidence").update_one(head, {"$set": {"edition": 3}})
    found = await together(store.driver, reading.parts())
    remembered.edition = 3
    around = await reading.take(store.driver, found)
    assert (around.head.edition, around.champions, around.totals.answers) == (3, (), 0)


async def answered(store: Store, name: str, mentor: str, **changes: Any) -> None:
    """Let a thread be asked and answered."""
    asked = thread(name, mentors=(mentor,), **changes)
    await commit(store, threads=((None, asked),))
    await commit(store, threads=((asked, asked.answer(builders.answer(mentor), NOW)),))


async def test_reads_of_two_questions_at_once_do_not_disturb_each_other(store: Store) -> None:
    await know(store, person("ana"), person("ben", skills_given={CHARTS: 2}))
    await answered(store, "one", "ana")
    found = await asyncio.gather(*(view_of(store, {each: 1.0}) for each in (EXCEL, CHARTS)))
    assert [set(view.totals.skills) for view in found] == [{EXCEL}, set()]
