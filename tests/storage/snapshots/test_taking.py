"""The read of a whole organisation: who is in it, who is not, and how much of it is read."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from matching.endings import Endings
from matching.model import PersonId
from matching.rules import Rules
from matching.skills import SkillId
from matching.thread import Answer, AnswerId, Thread
from storage.snapshots import Snapshot, taking
from storage.store import Store
from tests.storage.faults import Spy
from tests.storage.making import NOW, attempt, commit, know, minutes, person, thread
from tests.storage.test_store import examined, explain
from tests.support import builders

EXCEL, CHARTS, RARE = SkillId("excel"), SkillId("charts"), SkillId("rare")
ERASED = "(erased)"


async def taken(store: Store, now: datetime = NOW) -> Snapshot:
    return await store.take_snapshot(now, ERASED)


async def helped(
    store: Store, learner: str, mentor: str, name: str = "", at: datetime = NOW, **changes: Any
) -> None:
    """Let a question be asked and answered."""
    name = name or f"{learner}-{mentor}"
    asked = thread(name, (mentor,), learner=PersonId(learner), created=at, **changes)
    await commit(store, threads=((None, asked),), capacity={PersonId(mentor): 9})
    offer = asked.offers[0]
    given = Answer(
        id=AnswerId(name), offer=offer.id, mentor=offer.mentor, text="So.", at=at + minutes(9)
    )
    await commit(store, threads=((asked, asked.answer(given, at + minutes(9))),))


async def asked(store: Store, name: str, **changes: Any) -> Thread:
    """Let a question be asked that finds nobody."""
    nobody = builders.shortlist(counts={"read": 0, "refused": 0})
    over = thread(name, (), **changes).exhaust(NOW, nobody)
    assert await attempt(store, threads=((None, over),)) is not None
    return over


# ---- who is in it


async def test_an_empty_organisation_has_an_empty_snapshot(store: Store) -> None:
    found = await taken(store)
    assert (found.day, found.at) == ("2026-03-04", NOW)
    assert (found.covers.people, found.covers.ties, found.covers.questions) == (0, 0, 0)
    assert found.graph.help_between.groups == ()
    assert (found.graph.brokers.total, found.graph.isolated.total) == (0, 0)
    assert found.seconds >= 0


async def test_one_person_alone_is_isolated_and_holds_what_hangs_on_them(store: Store) -> None:
    await know(store, person("ana"))
    found = (await taken(store)).graph
    assert found.isolated.shown == ("ana",)
    assert [(each.skill, each.person) for each in found.hanging.shown] == [("excel", "ana")]


async def test_everybody_in_one_department_is_one_group(store: Store) -> None:
    staff = [person(f"p{n}", department="IT") for n in range(6)]
    await know(store, *staff)
    await helped(store, "p0", "p1")
    found = (await taken(store)).graph
    assert [(each.departments, each.people) for each in found.help_between.groups] == [
        (("IT",), 6)
    ]
    assert found.help_between.answers == ((1,),)
    assert found.isolated.shown == ("p2", "p3", "p4", "p5")
    assert found.brokers.total == 0


async def test_who_connects_two_departments_is_named(store: Store) -> None:
    staff = [person(f"{team}{n}", department=team) for team in ("IT", "HR") for n in range(5)]
    await know(store, *staff, person("ana", department="IT"))
    for learner in ("IT0", "HR0", "HR1"):
        await helped(store, learner, "ana")
    found = (await taken(store)).graph
    assert [each.person for each in found.brokers.shown] == ["ana"]
    assert found.brokers.shown[0].departments == 2
    groups = [each.departments for each in found.help_between.groups]
    assert groups == [("HR",), ("IT",)]
    assert found.help_between.answers == ((0, 2), (0, 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"active": False},
        {"imported": False},
        {"opted_in": False, "reachable": False, "address": None},  # asked to be forgotten
    ],
)
async def test_who_left_or_was_forgotten_is_in_no_figure_and_no_list(
    store: Store, changes: dict[str, Any]
) -> None:
    staff = [person(f"p{n}", department="IT") for n in range(5)]
    gone = person("max", department="IT", skills_given={RARE: 5})
    await know(store, *staff, gone)
    for learner in ("p0", "p1"):
        await helped(store, learner, "max", skills={RARE: 1.0})
    before = (await taken(store)).graph
    assert (before.brokers.shown[0].person, before.help_between.total) == ("max", 2)
    assert "max" in str(before.hanging)
    now = await store.person(gone.id)
    assert now is not None
    await commit(store, people=((now, replace(now, **changes)),))
    found = await taken(store)
    assert "max" not in str(found)
    assert (found.graph.help_between.total, found.covers.people) == (0, 5)
    assert [each.what for each in found.asked_for.skills] == ["rare"]


async def test_who_never_joined_is_counted_apart_and_who_only_asks_is_never_alone(
    store: Store,
) -> None:
    stranger = person("max", opted_in=False, reachable=False)
    learner = person("lea", opted_in=False, skills_given={RARE: 5})
    await know(store, stranger, learner, person("ana"), person("ben", imported=False))
    found = await taken(store)
    assert (found.covers.people, found.covers.elsewhere) == (2, 1)
    assert found.graph.isolated.shown == ("ana",)
    assert [each.skill for each in found.graph.hanging.shown] == ["excel"]


async def test_without_consent_being_asked_for_whoever_has_the_app_is_willing(
    store: Store,
) -> None:
    await know(store, person("ana", opted_in=False, skills_given={RARE: 1}))
    taken_with = await taking.take(
        store.driver, store.tenant, Rules(ask_consent=False), NOW, ERASED
    )
    assert [each.skill for each in taken_with.graph.hanging.shown] == ["rare"]


async def test_an_anonymous_question_changes_nothing_that_is_told_of_its_learner(
    store: Store,
) -> None:
    await know(store, person("ana"), person("lea"))
    await asked(store, "t", created=NOW - timedelta(days=900), anonymous=True)
    assert set((await taken(store)).graph.isolated.shown) == {"ana", "lea"}


async def test_whoever_asked_once_is_not_alone(store: Store) -> None:
    await know(store, person("ana"), person("lea"))
    await asked(store, "t", created=NOW - timedelta(days=900))
    assert (await taken(store)).graph.isolated.shown == ("ana",)


async def test_a_rating_that_is_no_number_harms_nobody(store: Store) -> None:
    await know(store, *(person(f"p{n}") for n in range(5)))
    await helped(store, "p0", "p1")
    await helped(store, "p0", "p2")
    ties = store.driver.collection("ties")
    broken = {"$set": {"rating_points": float("nan"), "rated": 1}}
    await ties.update_one({"mentor": "p1"}, broken)
    found = (await taken(store)).graph
    assert (found.help_between.total, found.connected) == (2, 2)


async def test_an_entry_of_an_older_version_is_read_all_the_same(store: Store) -> None:
    await know(store, person("ana"))
    less = {"$unset": {"record": "", "department": ""}}
    await store.driver.collection("people").update_one({"id": "ana"}, less)
    assert (await taken(store)).graph.isolated.shown == ("ana",)


async def test_another_tenant_is_not_in_it(store: Store) -> None:
    await know(store, person("ana"))
    other = Store(store.driver, "acme:x")  # type: ignore[arg-type]
    await know(other, person("zoe"))
    assert (await taken(store)).graph.isolated.shown == ("ana",)
    assert (await taken(other)).graph.isolated.shown == ("zoe",)


# ---- skills


async def test_who_gives_nearly_all_answers_of_a_skill_is_named(store: Store) -> None:
    await know(store, *(person(each) for each in ("ana", "ben", "lea")))
    for number in range(5):
        await helped(store, "lea", "ana", f"a{number}", skills={EXCEL: 1.0})
    await helped(store, "lea", "ben", skills={EXCEL: 1.0})
    (found,) = (await taken(store)).graph.hanging.shown
    assert (found.person, found.only_holder, found.answers, found.share) == (
        "ana",
        False,
        6,
        0.833,
    )


async def test_the_only_holder_is_told_with_their_share(store: Store) -> None:
    await know(
        store, person("ana"), person("ben", skills_given={}), person("lea", skills_given={})
    )
    await helped(store, "lea", "ben", skills={EXCEL: 1.0})
    await helped(store, "lea", "ana", skills={EXCEL: 1.0})
    (found,) = (await taken(store)).graph.hanging.shown
    assert (found.person, found.only_holder, found.answers, found.share) == ("ana", True, 2, 0.5)


# ---- asked for


async def test_what_was_asked_for_and_nobody_knows(store: Store) -> None:
    await know(store, person("ana"), person("ben", skills_given={}))
    await asked(store, "t1", skills={RARE: 1.0})
    await helped(store, "lou", "ben", skills={CHARTS: 1.0})
    for learner in ("lea", "lou", "mia"):
        await asked(store, f"t-{learner}", learner=PersonId(learner), skills={}, text="Weld it?")
    found = (await taken(store)).asked_for
    assert [(each.what, each.questions) for each in found.skills] == [("rare", 1)]
    assert [(each.what, each.questions) for each in found.words] == [("weld", 3)]
    assert (found.questions, found.without_skill) == (5, 3)


async def test_all_anonymous_learners_count_as_one(store: Store) -> None:
    await know(store, person("ana"), person("lea"), person("lou"), person("mia"))
    await asked(store, "t1", skills={RARE: 1.0})
    for learner in ("lou", "mia"):
        name = f"t-{learner}"
        await asked(store, name, learner=PersonId(learner), skills={RARE: 1.0}, anonymous=True)
    (rare,) = (await taken(store)).asked_for.skills
    assert (rare.questions, rare.learners) == (3, 2)


async def test_a_ladder_that_ended_with_nobody_counts_though_somebody_has_the_skill_now(
    store: Store,
) -> None:
    await asked(store, "t1", skills={EXCEL: 1.0})
    await know(store, person("ana"))
    found = (await taken(store)).asked_for
    assert [each.what for each in found.skills] == ["excel"]
    tried = builders.shortlist(counts={"read": 3, "refused": 3})
    over = thread("t2", (), skills={EXCEL: 1.0}).exhaust(NOW, tried)
    await commit(store, threads=((None, over),))
    assert (await taken(store)).asked_for.skills[0].questions == 1


async def test_erased_questions_are_passed_over(store: Store) -> None:
    await asked(store, "t1", skills={RARE: 1.0}, text=ERASED)
    found = await taken(store)
    assert (found.asked_for.questions, found.asked_for.skills) == (0, ())


# ---- how much is read


async def test_pages_and_bounds_leave_nobody_out_and_count_what_is_left_unread(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await know(store, *(person(f"p{n}", skills_given={f"s{n}": 3}) for n in range(7)))
    for number in range(1, 6):
        at = NOW - timedelta(days=number)
        await helped(store, "p0", f"p{number}", at=at, skills={f"s{number}": 1.0})
        tie = {"mentor": f"p{number}"}
        await store.driver.collection("ties").update_one(tie, {"$set": {"at": at}})
    whole = await taken(store)
    assert (whole.covers.ties, whole.covers.ties_unread) == (5, 0)
    for name, value in (("PAGE", 2), ("AT_ONCE", 2)):
        monkeypatch.setattr(taking, name, value)
    paged = await taken(store)
    assert replace(paged, seconds=0) == replace(whole, seconds=0)
    for name in ("TIES_READ", "QUESTIONS_READ"):
        monkeypatch.setattr(taking, name, 3)
    few = await taken(store)
    assert few.graph.connected == 4
    assert (few.covers.ties, few.covers.ties_unread) == (3, 2)
    assert (few.covers.questions, few.covers.questions_unread) == (3, 2)


@pytest.fixture
async def watched(mongodb: str, store: Store) -> AsyncIterator[tuple[Store, Spy]]:
    """A store whose commands are listened to."""
    spy = Spy()
    name = store.driver.collection("people").database.name
    made = await Store.open(mongodb, name, "acme", store.driver.name, event_listeners=[spy])
    spy.seen.clear()
    yield made, spy
    await made.close()


async def test_each_read_is_by_an_index_and_looks_at_little_more_than_it_finds(
    watched: tuple[Store, Spy], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, spy = watched
    monkeypatch.setattr(taking, "TIES_READ", 10)
    monkeypatch.setattr(taking, "QUESTIONS_READ", 10)
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    for each in (store, other):
        await know(each, *(person(f"p{n:02}", skills_given={f"s{n}": 3}) for n in range(40)))
        for number in range(20):
            at = NOW - timedelta(hours=number)
            mentor = f"p{number:02}"
            await helped(each, "p39", mentor, at=at, skills={f"s{number}": 1.0})
    spy.seen.clear()
    found = await taken(store)
    assert found.covers.people == 40
    looked = 0
    for name, command in tuple(spy.seen):
        if name not in {"find", "aggregate", "count"}:
            continue
        plan = await explain(store, command)
        assert "COLLSCAN" not in str(plan["queryPlanner" if "queryPlanner" in plan else "stages"])
        assert "'SORT'" not in str(plan.get("queryPlanner", {}).get("winningPlan"))
        looked += examined(plan)
    # 40 people, 10 ties and their 11 ends, 10 questions, 20 skills with their best and its
    # mentors, 20 waits and their learner
    assert looked <= 40 + 10 + 11 + 10 + 20 + 20 + 20 + 20 + 1 + 20 + 1


async def test_reading_goes_on_while_the_loop_does_other_things(store: Store) -> None:
    await know(store, *(person(f"p{n}") for n in range(5)))
    both = await asyncio.gather(taken(store), taken(store))
    assert replace(both[0], seconds=0) == replace(both[1], seconds=0)


async def test_a_presumed_end_is_counted_apart_from_a_stated_one(store: Store) -> None:
    await know(store, person("ana"))
    for number in range(3):
        await helped(store, "lea", "ana", f"stated-{number}")
    for number in range(2):
        answered = thread(f"rests-{number}").answer(builders.answer(), NOW)
        rested = answered.presume(NOW)
        assert await attempt(store, threads=((None, rested),)) is not None
    found = (await taken(store)).endings
    assert found == Endings(answered=5, stated=0, solved=0, inferred=2, waiting=3)
