"""`snapshot`: today's, unless there is one."""

import os

import pytest

from matching.minilm import minilm_name
from storage.change import Tenant
from storage.store import Store
from teams_bot.services import Clock, Services
from tests.teams_bot.commands.conftest import InStore, Run
from tests.teams_bot.test_refits import lived


def test_it_is_taken_once_a_day(run: Run, here: str, in_store: InStore) -> None:
    first, second = run("snapshot"), run("snapshot")
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("The snapshot of ")
    assert second.out.startswith("There is a snapshot of ")
    assert in_store(lambda store: store.snapshot()).covers.people == 0


def test_of_two_at_once_the_second_says_so(
    run: Run, here: str, in_store: InStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet(*_: object) -> bool:
        return False

    run("snapshot")
    monkeypatch.setattr("storage.snapshots.has", not_yet)
    assert run("snapshot").out.startswith("There is a snapshot of ")


def test_gently_is_at_the_lowest_priority(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "nice", asked.append)
    assert run("snapshot", "--gently").code == 0
    assert asked == [19]


def test_relevance_is_refitted_before(run: Run, here: str, in_store: InStore) -> None:
    async def live(store: Store) -> None:
        await lived(Services(store=store, clock=Clock(), tenant=Tenant(here)), 60)

    in_store(live)
    run("snapshot")
    assert in_store(lambda store: store.weights()).number == 1


@pytest.mark.parametrize("chosen", ["characters", "model"])
def test_vectors_go_where_none_are_wanted(
    run: Run, here: str, in_store: InStore, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    kept = {"_id": f"{here}:t", "tenant": here, "thread": "t", "position": 0, "phrasings": []}

    async def keep(store: Store) -> None:
        await store.driver.collection("vectors").insert_one({**kept, "encoder": minilm_name()})

    async def count(store: Store) -> int:
        found: int = await store.driver.collection("vectors").count_documents({"tenant": here})
        return found

    in_store(keep)
    monkeypatch.setenv("SIMILAR_BY", chosen)
    run("snapshot")
    assert in_store(count) == {"characters": 0, "model": 1}[chosen]
