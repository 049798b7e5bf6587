"""Snapshots as they are kept: one a day, read back whole, without whoever is to be forgotten."""

import asyncio
from datetime import timedelta

from matching.asked_for import AskedFor, Wanted
from matching.departments import Group, HelpBetween
from matching.model import PersonId
from matching.sociogram import Broker, Hanging, Rows, Sociogram
from storage.snapshots import KEPT_DAYS, Covers, Snapshot
from storage.store import Store
from tests.storage.making import NOW, documents, know, person
from tests.support.builders import EXCEL

ANA, BEN = PersonId("ana"), PersonId("ben")


def snapshot(day: str = "2026-03-04", seconds: float = 1.5) -> Snapshot:
    """A snapshot with something in every place."""
    wanted = Wanted(what="rare", questions=3, learners=2, unanswered=0.5, median_wait=None)
    return Snapshot(
        day=day,
        at=NOW,
        covers=Covers(people=9, ties=2),
        graph=Sociogram(
            help_between=HelpBetween(
                groups=(Group(departments=("IT",), people=9),),
                answers=((4,),),
                received=(4,),
                given=(4,),
                total=4,
            ),
            brokers=Rows((Broker(person=ANA, betweenness=0.5, departments=2),), 1),
            isolated=Rows((ANA, BEN), 7),
            hanging=Rows(
                tuple(
                    Hanging(skill=EXCEL, person=each, only_holder=True, answers=0, share=0.0)
                    for each in (ANA, BEN)
                ),
                2,
            ),
        ),
        asked_for=AskedFor(questions=3, skills=(wanted,), skills_total=1),
        seconds=seconds,
    )


async def test_a_snapshot_is_read_as_it_was_kept(store: Store) -> None:
    assert await store.snapshot() is None
    assert not await store.has_snapshot("2026-03-04")
    assert await store.keep_snapshot(snapshot())
    assert await store.snapshot() == await store.snapshot("2026-03-04") == snapshot()
    assert await store.has_snapshot("2026-03-04")
    assert await store.snapshot("2026-03-03") is None


async def test_the_first_of_a_day_stays_unless_it_is_replaced(store: Store) -> None:
    both = (store.keep_snapshot(snapshot(seconds=each)) for each in (1.0, 2.0))
    assert sorted(await asyncio.gather(*both)) == [False, True]
    assert len(await documents(store, "snapshots")) == 1
    assert await store.keep_snapshot(snapshot(seconds=3.0), instead=True)
    (only,) = await documents(store, "snapshots")
    assert only["seconds"] == 3.0


async def test_the_newest_is_that_of_the_last_day(store: Store) -> None:
    for day in ("2026-03-04", "2026-03-06", "2026-03-05"):
        await store.keep_snapshot(snapshot(day))
    found = await store.snapshot()
    assert found is not None
    assert found.day == "2026-03-06"


async def test_whoever_is_forgotten_is_named_in_none_of_them(store: Store) -> None:
    for day in ("2026-03-04", "2026-03-05"):
        await store.keep_snapshot(snapshot(day))
    await store.leave_out_of_snapshots(ANA)
    for each in await documents(store, "snapshots"):
        assert "ana" not in str(each)
        assert each["graph"]["isolated"] == {"shown": ["ben"], "total": 7}
    found = await store.snapshot()
    assert found is not None
    assert [each.person for each in found.graph.hanging.shown] == ["ben"]


async def test_another_tenant_has_its_own(store: Store) -> None:
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    await store.keep_snapshot(snapshot())
    await other.keep_snapshot(snapshot())
    await other.leave_out_of_snapshots(ANA)
    assert await store.snapshot() == snapshot()


async def test_they_are_gone_after_a_while_by_themselves(store: Store) -> None:
    found = await store.driver.collection("snapshots").index_information()
    spans = [each.get("expireAfterSeconds") for each in found.values()]
    assert timedelta(days=KEPT_DAYS).total_seconds() in spans


async def test_only_who_takes_part_now_has_a_name(store: Store) -> None:
    await know(
        store,
        person("ana"),
        person("ben", active=False),
        person("cai", imported=False),
        person("dan", opted_in=False, reachable=False),
        person("eve", opted_in=False),
    )
    asked = [PersonId(each) for each in ("ana", "ben", "cai", "dan", "eve", "zoe")]
    assert await store.taking_part(asked) == {"ana": "Ana", "eve": "Eve"}
