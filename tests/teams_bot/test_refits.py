"""Refitting the weights of relevance on the organisation's own answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import Pick
from matching.relevance import FEATURES, PRIOR
from matching.thread import State, Thread, ThreadId
from storage import codec
from storage.change import Faster
from storage.store import Store
from storage.weights import BEGINNING, Refitted
from teams_bot.refits import refit
from teams_bot.services import Services
from tests.support import builders
from tests.support.company import services, shared_database

__all__ = ["services", "shared_database"]


async def lived(services: Services, count: int, *, begin: int = 0) -> None:
    """Let so many questions have been answered, each by the lower level of the two asked."""
    documents = []
    for number in range(begin, begin + count):
        picks = tuple(
            Pick(
                mentor=mentor,
                rank=1,
                score=0.5,
                terms={},
                reason="",
                features=dict.fromkeys(FEATURES, 0.0) | {"level": level},
            )
            for mentor, level in (("past-a", -0.4), ("past-b", 0.4))
        )
        made = builders.thread(
            State.CLOSED, ("past-a", "past-b"), id=ThreadId(f"past-{number}"), learner="past-c"
        )
        answers = tuple(replace(each, position=number + 1) for each in made.answers)
        shortlists = (builders.shortlist(picks=picks),)
        at = builders.NOW + timedelta(minutes=number)
        whole: Thread = replace(made, answers=answers, shortlists=shortlists, created=at)
        documents.append(codec.thread_document(services.store.tenant, whole))
    await services.store.driver.collection("threads").insert_many(documents)


async def test_with_little_new_nothing_is_refitted(services: Services) -> None:
    await lived(services, 49)
    assert await refit(services.store, services.now()) is None
    assert await services.store.weights() == BEGINNING


async def test_what_the_organisation_answers_becomes_its_weights(services: Services) -> None:
    await lived(services, 60)
    made = await refit(services.store, services.now())
    assert isinstance(made, Refitted)
    assert made.version.used
    assert made.version.gain > 0
    assert made.version.weights["level"] < 0 < PRIOR["level"]
    assert await refit(services.store, services.now()) is None
    await lived(services, 50, begin=60)
    await services.store.driver.collection("threads").update_many(
        {"tenant": services.tenant, "answers.position": {"$gt": 60}},
        {"$set": {"created": services.now() + timedelta(minutes=1)}},
    )
    second = await refit(services.store, services.now())
    assert isinstance(second, Refitted)
    assert second.number == 2


async def test_of_two_refits_at_once_the_first_is_kept(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived(services, 60)

    async def beaten(*_: object) -> Faster:
        return Faster()

    monkeypatch.setattr(Store, "publish_weights", beaten)
    assert await refit(services.store, services.now()) is None
