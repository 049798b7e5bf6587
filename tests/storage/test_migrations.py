"""Collections, validators and indexes: made once, by whoever comes first, whatever breaks."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from operator import itemgetter
from pathlib import Path

import pytest
from pymongo.errors import OperationFailure

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import AnswerId, Joint, PostingId, State
from storage.change import Tenant
from storage.codec import person_document
from storage.driver import Driver, NotUsable, connect
from storage.evidence import Given
from storage.evidence.counting import count
from storage.migrations import INDEXES, STEPS, VALIDATORS, migrate, stands_at
from storage.store import Store
from tests.storage.faults import Faults, faults_of
from tests.storage.making import NOW, commit, documents, job, know, miscounted, person, thread
from tests.support import builders

ROOT = Path(__file__).parents[2]
OPENS = """
import asyncio, sys
from storage.store import Store
async def main():
    store = await Store.open(*sys.argv[1:])
    await store.close()
asyncio.run(main())
"""


@pytest.fixture
async def bare(mongodb: str, database: str, driver_name: str) -> AsyncIterator[Driver]:
    """A connection to a database with nothing in it."""
    made = await connect(mongodb, database, driver_name)
    yield made
    await made.drop()
    await made.close()


async def shape(driver: Driver) -> dict[str, object]:
    """Read the names of all indexes, and of the collections with a validator."""
    found: dict[str, object] = {}
    for name in VALIDATORS:
        collection = driver.collection(name)
        options = await collection.options()
        found[name] = (sorted(await collection.index_information()), options.get("validator"))
    return found


async def test_a_new_database_is_brought_up_and_a_second_time_changes_nothing(
    bare: Driver,
) -> None:
    assert await stands_at(bare) == 0
    assert await migrate(bare) == len(STEPS)
    made = await shape(bare)
    assert sum(len(names) - 1 for names, _ in made.values()) == len(INDEXES)  # type: ignore[misc]
    assert all(validator == VALIDATORS[name] for name, (_, validator) in made.items())  # type: ignore[misc]
    assert await migrate(bare) == len(STEPS)
    assert await shape(bare) == made
    assert await stands_at(bare) == len(STEPS)


async def test_every_step_may_run_twice(bare: Driver) -> None:
    await migrate(bare)
    made = await shape(bare)
    for step in STEPS:
        await step(bare)
    assert await shape(bare) == made


async def test_open_questions_of_before_the_counter_are_counted(bare: Driver) -> None:
    await migrate(bare)
    store = Store(bare, Tenant("acme"))
    await know(store, person("lea"), person("ana"))
    for number in range(2):
        await commit(store, threads=((None, thread(f"t{number}")),))
    await bare.collection("people").update_many({}, {"$unset": {"open_questions": ""}})
    for _ in range(2):
        await STEPS[2](bare)
        assert (await store.person(PersonId("lea"))).open_questions == 2  # type: ignore[union-attr]
        assert (await store.person(PersonId("ana"))).open_questions == 0  # type: ignore[union-attr]


async def test_the_index_of_ranks_is_replaced_by_one_that_holds_the_person(bare: Driver) -> None:
    await migrate(bare, STEPS[:4])
    ranks = "tenant_1_edition_1_skill_1_rank_-1"
    assert ranks in await bare.collection("evidence").index_information()
    await migrate(bare)
    found = await bare.collection("evidence").index_information()
    assert ranks not in found
    assert f"{ranks}_person_1" in found


async def test_a_start_goes_on_where_a_crash_ended_the_one_before(bare: Driver) -> None:
    ran: list[str] = []

    async def first(_: Driver) -> None:
        ran.append("first")

    async def second(_: Driver) -> None:
        ran.append("second")
        if ran.count("second") == 1:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await migrate(bare, (first, second))
    assert await stands_at(bare) == 1
    assert await migrate(bare, (first, second)) == 2
    assert ran == ["first", "second", "second"]


@pytest.mark.parametrize("place", range(0, 18, 3))
async def test_a_crash_within_the_first_step_is_mended(
    bare: Driver, mongodb: str, place: int
) -> None:
    with faults_of(mongodb) as fail:
        fail.skipping(place, "create", "createIndexes", "update", errorCode=8000)
        with pytest.raises(NotUsable, match="MongoDB refuses"):
            await migrate(bare)
    assert await stands_at(bare) == 0
    assert await migrate(bare) == len(STEPS)
    assert len(await shape(bare)) == len(VALIDATORS)


async def test_a_newer_database_is_refused(bare: Driver) -> None:
    await migrate(bare)
    await bare.collection("migrations").update_one({"_id": "schema"}, {"$set": {"step": 99}})
    with pytest.raises(NotUsable, match="step 99, newer than this program"):
        await migrate(bare)


async def test_a_store_that_cannot_be_opened_leaves_no_connection(
    bare: Driver, mongodb: str, database: str, driver_name: str
) -> None:
    await bare.collection("migrations").insert_one({"_id": "schema", "step": 99})
    with pytest.raises(NotUsable):
        await Store.open(mongodb, database, "acme", driver_name)


async def test_a_database_that_may_not_be_read_is_told_in_one_sentence(
    bare: Driver, fail: Faults
) -> None:
    fail("find", errorCode=13)
    with pytest.raises(NotUsable, match="may not do this"):
        await stands_at(bare)


async def test_five_that_start_at_once_do_no_damage(bare: Driver) -> None:
    await asyncio.gather(*(migrate(bare) for _ in range(5)))
    assert await stands_at(bare) == len(STEPS)
    once = await shape(bare)
    await migrate(bare)
    assert await shape(bare) == once


async def test_two_processes_that_start_at_once_do_no_damage(
    bare: Driver, mongodb: str, database: str, driver_name: str
) -> None:
    command = [sys.executable, "-W", "error", "-c", OPENS, mongodb, database, "acme", driver_name]
    both = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for each in both:
        _, said = await asyncio.to_thread(each.communicate, timeout=60)
        assert (each.returncode, said) == (0, "")
    assert await stands_at(bare) == len(STEPS)


@pytest.mark.parametrize("name", VALIDATORS)
async def test_a_malformed_document_is_refused(store: Store, name: str) -> None:
    collection = store.driver.collection(name)
    for broken in ({"_id": "acme:1"}, {"_id": 7, "tenant": "acme"}, {"_id": "x", "tenant": 7}):
        with pytest.raises(OperationFailure) as refused:
            await collection.insert_one(broken)
        assert refused.value.code == 121


@pytest.mark.parametrize(
    ("name", "update"),
    [
        ("people", {"load": -1}),
        ("people", {"source": "aunt"}),
        ("people", {"skill_keys": [1]}),
        ("threads", {"state": "lost"}),
        ("threads", {"revision": "1"}),
        ("threads", {"live": None}),
        ("jobs", {"state": "sleeping"}),
        ("jobs", {"due": "soon"}),
        ("jobs", {"policy": "never"}),
    ],
)
async def test_a_document_cannot_become_malformed(
    store: Store, name: str, update: dict[str, object]
) -> None:
    await know(store, person())
    await commit(store, threads=((None, thread()),), jobs=(job("rung:1"),))
    with pytest.raises(OperationFailure) as refused:
        await store.driver.collection(name).update_one({"tenant": "acme"}, {"$set": update})
    assert refused.value.code == 121


async def test_pairs_blocked_before_are_noted_at_both_ends(store: Store) -> None:
    await know(store, person("a", blocked=(PersonId("b"),)), person("b"))
    step = next(each for each in STEPS if each.__name__ == "_safety")
    for _ in range(2):
        await step(store.driver)
    found = [await store.person(PersonId(each)) for each in ("a", "b")]
    assert [each.apart for each in found if each] == [("b",), ("a",)]


async def test_requests_of_before_the_budget_count_on_it_and_its_rule_keeps_its_value(
    bare: Driver,
) -> None:
    await migrate(bare)
    people, rules = bare.collection("people"), bare.collection("rules")
    old = person_document("acme", person(asked_at=(NOW,)))
    del old["interrupted_at"]
    await people.insert_one(old)
    version = {"version": 1, "who": "ada", "when": NOW, "why": "", "values": {"asks_per_day": 4}}
    await rules.insert_one({"_id": "acme:1", "tenant": "acme", **version})
    await _back_before(bare, "_interruptions")
    await migrate(bare)
    assert (await people.find_one({}))["interrupted_at"] == [NOW]
    assert (await rules.find_one({}))["values"] == {"interruptions_per_day": 4}


async def test_lines_and_joint_answers_of_before_are_counted(store: Store) -> None:
    await know(store, person("ana"), person("lea"))
    asked = thread("t1")
    answered = asked.answer(builders.answer(at=NOW), NOW)
    for sender in ("ana", "ana", "lea"):
        line = builders.follow_up(sender)
        answered = answered.follow_up(line)
    joint = Joint(posting=PostingId("p"), writer=PersonId("ana"), asked=NOW, text="So.", at=NOW)
    await commit(store, threads=((None, replace(answered, joint=joint)),))
    people = store.driver.collection("people")
    counted = await people.find_one({"id": "ana"})
    gone = {"lines_at": "", "joints_at": "", "record.lines": "", "record.joints": ""}
    await people.update_many({}, {"$unset": gone})
    await _back_before(store.driver, "_minutes")
    await migrate(store.driver)
    assert await people.find_one({"id": "ana"}) == counted
    assert await miscounted(store) == []


async def _back_before(driver: Driver, name: str) -> None:
    """Let a database stand where it stood before a step."""
    at = [each.__name__ for each in STEPS].index(name)
    await driver.collection("migrations").update_one({"_id": "schema"}, {"$set": {"step": at}})


async def test_the_counters_of_a_persons_skills_are_put_beside_the_totals(store: Store) -> None:
    skills = (SkillId("asp.net"), SkillId("$a%"), SkillId("c++"))
    for given in (skills, skills[:2], skills[:1]):
        answer = Given(person=PersonId("ana"), skills=given, at=NOW)
        await count(store.driver, store.tenant, None, [answer])
    evidence = store.driver.collection("evidence")
    after = await documents(store, "evidence")
    await evidence.update_many({}, {"$unset": {"skills": ""}})
    step = next(each for each in STEPS if each.__name__ == "_wholes")
    for _ in range(2):
        await step(store.driver)
        assert sorted(await documents(store, "evidence"), key=itemgetter("_id")) == sorted(
            after, key=itemgetter("_id")
        )


async def test_questions_that_were_answered_before_are_closed_a_week_later(store: Store) -> None:
    await know(store, person("ana"))
    for name, state in (("t1", "answered"), ("t2", "closed")):
        asked = thread(name, ("ana",))
        given = builders.answer(id=AnswerId(f"a-{name}"), offer=asked.offers[0].id)
        after = replace(asked.answer(given, NOW), state=State(state))
        await commit(store, threads=((None, after),), capacity={PersonId("ana"): 9})
    for _ in range(2):
        await _back_before(store.driver, "_endings")
        await migrate(store.driver)
    found = await store.driver.collection("jobs").find({"tenant": store.tenant}).to_list(None)
    (timer,) = (each for each in found if each["kind"] == "rest")
    assert (timer["key"], timer["thread"], timer["state"]) == ("rest:a-t1", "t1", "pending")
    assert timer["due"] > await store.time() + timedelta(days=6)
