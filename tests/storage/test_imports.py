"""Imports: all or nothing, twice is once, and what people edited stays."""

import asyncio
import time
from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.skills import Skill
from storage.change import Address, Change, Committed, Person, Unavailable
from storage.commit import Cause
from storage.imports import Imported, leaver_job
from storage.store import Store
from tests.storage.faults import Faults, Spy
from tests.storage.making import (
    NOW,
    attempt,
    commit,
    documents,
    everything,
    know,
    miscounted,
    person,
    thread,
)

WRITES = {"insert", "update", "delete", "findAndModify"}
LABELS = {"excel": "Excel", "charts": "Charts"}


def row(name: str, **changes: object) -> Person:
    """A row of the file."""
    usual: dict[str, object] = {
        "name": name.title(),
        "imported": True,
        "skills_given": {"excel": 3},
    }
    return Person(id=PersonId(name), **usual | changes)  # type: ignore[arg-type]


async def bring(store: Store, *rows: Person, **how: bool) -> Imported:
    return await store.import_people(rows, LABELS, NOW, **how)


async def test_a_file_is_brought_in_and_a_second_time_writes_nothing(
    mongodb: str, store: Store
) -> None:
    rows = [row(f"p{number}", manager=PersonId("p0")) for number in range(5)]
    assert await bring(store, *rows) == Imported(added=5, new_skills=("excel", "charts"))
    spy = Spy()
    name = store.driver.collection("people").database.name
    watched = await Store.open(mongodb, name, "acme", store.driver.name, event_listeners=[spy])
    before = await everything(store)
    try:
        spy.seen.clear()
        assert await bring(watched, *rows) == Imported(unchanged=5)
        assert not WRITES & set(spy.names())
    finally:
        await watched.close()
    assert await everything(store) == before


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_failure_in_the_middle_leaves_nothing(
    store: Store, fail: Faults, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.imports.WRITTEN_AT_ONCE", 2)
    await know(store, person("gone"))
    before = await everything(store)
    rows = [row(f"p{number}") for number in range(6)]
    fail.skipping(place, "insert", errorCode=8000)
    with pytest.raises(Unavailable):
        await bring(store, *rows, deactivate_missing=True)
    assert await everything(store) == before
    fail.off()
    assert (await bring(store, *rows, deactivate_missing=True)).added == 6


async def test_what_a_person_did_survives_an_import(store: Store) -> None:
    address = Address(service_url="https://here", conversation="c", user="u", bot="b")
    mine = {
        "skills_own": {"charts": 5},
        "opted_in": True,
        "welcomed": True,
        "away_until": NOW,
        "digest": True,
        "blocked": (PersonId("ben"),),
        "address": address,
        "reachable": True,
        "removed": NOW,
    }
    await bring(store, row("ana"))
    ana = await store.person(PersonId("ana"))
    assert ana is not None
    edited = replace(ana, **mine)
    await commit(store, people=((ana, edited),))
    done = await bring(store, row("ana", title="Dr", skills_given={"excel": 1}, hours="never"))
    assert done == Imported(changed=1)
    kept = await store.person(PersonId("ana"))
    assert kept == replace(edited, title="Dr", skills_given={"excel": 1}, hours="never")
    assert (await documents(store, "people"))[0]["skill_keys"] == ["charts:5"]


async def test_a_file_without_skills_keeps_those_of_earlier_files(store: Store) -> None:
    await bring(store, row("ana"))
    await bring(store, row("ana", skills_given={}), keep=["skills_given"])
    assert (await documents(store, "people"))[0]["skill_keys"] == ["excel:3"]
    await bring(store, row("ana", skills_given={}))
    assert (await documents(store, "people"))[0]["skill_keys"] == []


async def test_somebody_who_wrote_first_becomes_imported(store: Store) -> None:
    await know(store, person("ana", imported=False, skills_given={}, title=""))
    assert await bring(store, row("ana")) == Imported(changed=1, new_skills=("excel", "charts"))
    ana = await store.person(PersonId("ana"))
    assert ana is not None
    assert (ana.imported, ana.opted_in, dict(ana.skills)) == (True, True, {"excel": 3})


async def test_leavers_keep_their_history_and_a_job_withdraws_their_offers(store: Store) -> None:
    await know(store, person("ana"), person("ben"), person("guest", imported=False))
    await commit(store, threads=((None, thread(mentors=("ana", "ben"))),))
    done = await bring(store, row("ana", active=False), deactivate_missing=True)
    assert sorted(done.left) == ["ana", "ben"]
    people = {each["id"]: each for each in await documents(store, "people")}
    assert [people[name]["active"] for name in ("ana", "ben", "guest")] == [False, False, True]
    assert people["ana"]["load"] == 1
    jobs = await documents(store, "jobs")
    assert [each["payload"]["person"] for each in jobs] == ["ana", "ben"]
    assert {each["kind"] for each in jobs} == {"drop_mentor"}
    again = await bring(store, row("ana", active=False), deactivate_missing=True)
    assert (again.left, len(await documents(store, "jobs"))) == ((), 2)


async def test_without_the_flag_who_is_missing_stays(store: Store) -> None:
    await know(store, person("ana"))
    assert (await bring(store, row("ben"))).left == ()
    ana = await store.person(PersonId("ana"))
    assert ana is not None
    assert ana.active


async def test_who_comes_back_is_active_again(store: Store) -> None:
    await bring(store, row("ana"))
    await bring(store, row("ben"), deactivate_missing=True)
    done = await bring(store, row("ana"), row("ben"))
    assert (done.changed, done.left) == (1, ())
    ana = await store.person(PersonId("ana"))
    assert ana is not None
    assert ana.active


async def test_managers_nobody_knows_are_reported(store: Store) -> None:
    await know(store, person("mia"))
    done = await bring(
        store,
        row("ana", manager=PersonId("mia")),
        row("ben", manager=PersonId("ana")),
        row("cem", manager=PersonId("zoe")),
    )
    assert done.unknown_managers == ("zoe",)


async def test_of_two_rows_with_one_id_the_last_counts(store: Store) -> None:
    done = await bring(store, row("ana", title="first"), row("ana", title="last"))
    assert done.added == 1
    ana = await store.person(PersonId("ana"))
    assert ana is not None
    assert ana.title == "last"


async def test_loads_that_change_meanwhile_are_not_overwritten(store: Store) -> None:
    names = [f"p{number}" for number in range(20)]
    await bring(store, *(row(each) for each in names))
    await know(store, Person(id=PersonId("lea"), name="Lea"))

    async def ask(name: str) -> None:
        change = Change(threads=((None, thread(f"t-{name}", (name,))),), capacity={name: 3})  # type: ignore[dict-item]
        while await store.commit(change, Cause(), NOW) != Committed():
            await asyncio.sleep(0.01)

    async def edit(name: str) -> None:
        while True:
            before = await store.person(PersonId(name))
            assert before is not None
            after = replace(before, skills_own={"charts": 5}, away_until=NOW)
            if await attempt(store, people=((before, after),)) == Committed():
                return

    await asyncio.gather(
        bring(store, *(row(each, title="new", skills_given={"excel": 1}) for each in names)),
        *(ask(each) for each in names),
        *(edit(each) for each in names[:10]),
    )
    people = [each for each in await documents(store, "people") if each["id"] != "lea"]
    assert {each["load"] for each in people} == {1}
    assert {each["title"] for each in people} == {"new"}
    for each in people:
        own = each["id"] in names[:10]
        assert each["skill_keys"] == (["charts:5"] if own else ["excel:1"])
        assert (each["away_until"] is not None) is own
    assert await miscounted(store) == []


async def test_two_imports_at_once_end_as_one_of_them(store: Store) -> None:
    files = [[row(f"p{number}", title=title) for number in range(30)] for title in ("a", "b")]
    done = await asyncio.gather(*(bring(store, *each) for each in files))
    assert sum(each.added for each in done) == 30
    assert len({each["title"] for each in await documents(store, "people")}) == 1


@pytest.mark.parametrize("driver_name", ["pymongo"], indirect=True)
async def test_a_large_organisation_is_brought_in_in_one_go(store: Store) -> None:
    rows = [row(f"p{number:05}", department=f"d{number % 50}") for number in range(20_000)]
    began = time.monotonic()
    assert (await bring(store, *rows)).added == 20_000
    first = time.monotonic() - began
    assert (await bring(store, *rows)).unchanged == 20_000
    second = time.monotonic() - began - first
    said = f"20,000 people: {first:.1f} s, again {second:.1f} s ({store.driver.name})"
    print(said)  # noqa: T201 - a figure


# ---- skills


async def test_skills_named_are_written_and_the_others_stay(store: Store) -> None:
    excel = Skill(id="excel", label="Excel", synonyms=("xls",))  # type: ignore[arg-type]
    charts = Skill(id="charts", label="Charts", parent="excel")  # type: ignore[arg-type]
    assert await store.import_skills([excel, charts]) == Imported(added=2)
    assert await store.import_skills([excel, charts]) == Imported(unchanged=2)
    renamed = replace(excel, label="Spreadsheets")
    assert await store.import_skills([renamed]) == Imported(changed=1)
    assert dict((await store.taxonomy()).skills) == {"excel": renamed, "charts": charts}


async def test_skills_of_a_people_file_never_overwrite_the_taxonomy(store: Store) -> None:
    excel = Skill(id="excel", label="Excel 365", synonyms=("xls",))  # type: ignore[arg-type]
    await store.import_skills([excel])
    assert (await bring(store, row("ana"))).new_skills == ("charts",)
    assert (await store.taxonomy()).skills["excel"] == excel  # type: ignore[index]


async def test_the_stamp_of_the_taxonomy_changes_when_the_taxonomy_does(store: Store) -> None:
    assert await store.taxonomy_stamp() == ""
    seen = set()
    for label in ("Excel", "Spreadsheets"):
        await store.import_skills([Skill(id="excel", label=label)])  # type: ignore[arg-type]
        seen.add(await store.taxonomy_stamp())
        await store.import_skills([Skill(id="excel", label=label)])  # type: ignore[arg-type]
        seen.add(await store.taxonomy_stamp())
    assert len(seen) == 2


def test_the_job_of_a_leaver_is_a_timer_of_its_own_each_time() -> None:
    made = leaver_job(PersonId("ana"), NOW)
    assert (made.kind, made.lane, dict(made.payload)) == ("drop_mentor", None, {"person": "ana"})
    assert made.key != leaver_job(PersonId("ana"), NOW.replace(hour=1)).key
