"""The versions of the weights of relevance, and what a refit reads."""

import asyncio
from dataclasses import replace

import pytest

from matching.calibration import Version
from matching.relevance import PRIOR
from matching.thread import State, Thread, ThreadId
from storage import codec, weights
from storage.change import Faster
from storage.store import Store
from storage.weights import BEGINNING, Refitted
from tests.storage.making import NOW, minutes
from tests.support import builders

LEARNT = Version(weights={**PRIOR, "level": 1.0}, questions=60, judged_on=12, gain=0.1, used=True)


async def keep(store: Store, *threads: Thread) -> None:
    """Put threads there as they are."""
    documents = [codec.thread_document(store.tenant, each) for each in threads]
    await store.driver.collection("threads").insert_many(documents)


def answered(number: int) -> Thread:
    """A thread whose answer has this position."""
    given = builders.answer("ana", position=number, at=NOW + minutes(number))
    made = builders.thread(State.ANSWERED, id=ThreadId(f"t{number}"))
    return replace(made, answers=(given,))


async def test_everybody_begins_with_the_prior(store: Store) -> None:
    assert await store.weights() == BEGINNING
    assert await store.weights_history() == []


async def test_a_version_is_kept_with_its_gain_and_the_newest_is_in_force(store: Store) -> None:
    first = await store.publish_weights(BEGINNING, LEARNT, NOW)
    assert first == Refitted(number=1, version=LEARNT, when=NOW)
    assert isinstance(first, Refitted)
    second = await store.publish_weights(first, replace(LEARNT, used=False), NOW)
    assert await store.weights() == second
    assert await store.weights_history() == [second, first]


@pytest.mark.parametrize("version", [{}, {"weights": {"level": "much"}, "questions": 60}])
async def test_a_broken_version_is_the_prior_until_the_next(
    store: Store, version: dict[str, object]
) -> None:
    broken = {"_id": "acme:1", "tenant": "acme", "number": 1, "version": version, "when": NOW}
    await store.driver.collection("weights").insert_one(broken)
    found = await store.weights()
    assert found == replace(BEGINNING, number=1)
    assert await store.weights_history() == [found]
    second = await store.publish_weights(found, LEARNT, NOW)
    assert await store.weights() == second


async def test_of_two_refits_at_once_one_is_kept(store: Store) -> None:
    done = await asyncio.gather(*(store.publish_weights(BEGINNING, LEARNT, NOW) for _ in range(4)))
    assert sum(isinstance(each, Refitted) for each in done) == 1
    assert done.count(Faster()) == 3


async def test_the_newest_answered_threads_are_read_oldest_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "LATEST", 3)
    await keep(store, builders.thread(), *(answered(number) for number in (5, -2, 9, 1, 7)))
    found = await store.answered_lately()
    assert [each.id for each in found] == ["t5", "t7", "t9"]
    assert found[0].answers == answered(5).answers
