"""What happens when time is up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import Answer, AnswerId, FollowUp, OfferState, State, Thread, ThreadId
from storage.change import Change, Claimed, Job
from teams_bot import texts
from teams_bot.services import Services
from teams_bot.timers import TIMERS
from teams_bot.timers.erasing import without_words_of
from tests.support.company import ANSWER, kept, opened, services, shared_database

__all__ = ["services", "shared_database"]


async def _due(services: Services, kind: str, of: str, **payload: object) -> Claimed:
    """A timer of a thread, leased."""
    now = services.now()
    job = Job(key=f"test:{kind}", kind="held", due=now, thread=ThreadId(of), payload=payload)
    await kept(services, Change(jobs=(job,)))
    (leased,) = await services.store.claim("test", ("held",), 1)
    return leased


async def _now(services: Services, thread: Thread) -> Thread:
    found = await services.store.thread(thread.id)
    assert found is not None
    return found


async def test_the_timer_of_an_earlier_rung_ends_nothing(services: Services) -> None:
    thread = await opened(services)
    await TIMERS["rung"](services, await _due(services, "rung", thread.id, rung=0))
    assert await _now(services, thread) == thread


@pytest.mark.parametrize(("kind", "payload"), [("rung", {"rung": 1}), ("claim", {"offer": "o"})])
async def test_the_timer_of_a_thread_that_is_gone_ends_quietly(
    services: Services, kind: str, payload: dict[str, object]
) -> None:
    leased = await _due(services, kind, "gone", **payload)
    await TIMERS[kind](services, leased)
    counts = await services.store.job_counts()
    assert counts == {"done": 1}


async def test_a_timer_whose_lease_has_passed_to_another_worker_does_nothing(
    services: Services,
) -> None:
    thread = await opened(services)
    leased = await _due(services, "rung", thread.id, rung=1)
    stale = replace(leased, fence=leased.fence - 1)
    await TIMERS["rung"](services, stale)
    assert await _now(services, thread) == thread


async def test_who_was_not_reached_keeps_nothing_open(services: Services) -> None:
    first, second = await opened(services), await opened(services, "How do I chart in Excel?")
    await TIMERS["drop_mentor"](services, await _due(services, "drop", "", person="ana"))
    for thread in (first, second):
        found = await _now(services, thread)
        asked = {each.mentor for each in found.live_offers}
        assert asked
        assert "ana" not in asked


async def test_a_mentor_who_is_forgotten_loses_open_requests_and_every_word(
    services: Services,
) -> None:
    thread = await opened(services)
    now = services.now()
    ana = next(each for each in thread.offers if each.mentor == "ana")
    passed = thread.pass_on(ana.id, now, "zanzibar", "zanzibar")
    await kept(services, Change(threads=((thread, passed),)))
    other = await opened(services, "How do I chart in Excel?")
    await TIMERS["forget"](services, await _due(services, "forget", "", person="ana"))
    assert "zanzibar" not in str(await _now(services, thread))
    found = await _now(services, other)
    assert {each.mentor: each.state for each in found.offers}["ana"] is OfferState.WITHDRAWN


async def test_a_mentor_who_is_forgotten_while_answering_elsewhere_leaves_both(
    services: Services,
) -> None:
    thread = await opened(services)
    now = services.now()
    ana = next(each for each in thread.offers if each.mentor == "ana")
    taken = thread.take(ana.id, now, timedelta(minutes=30))
    line = FollowUp(
        id="l", sender=PersonId("ana"), recipient=PersonId("lea"), text="zanzibar", at=now
    )
    timer = Job(key=f"claim:{ana.id}", kind="claim", due=now + timedelta(minutes=30))
    change = Change(threads=((thread, taken.follow_up(line)),), jobs=(timer,))
    await kept(services, change)
    await TIMERS["forget"](services, await _due(services, "forget", "", person="ana"))
    found = await _now(services, thread)
    assert found.state is State.OPEN
    assert [each.text for each in found.follow_ups] == [texts.ERASED]


async def test_only_the_words_of_the_one_person_are_erased(services: Services) -> None:
    thread = await opened(services)
    offer, now = thread.offers[0], services.now()
    given = Answer(
        id=AnswerId("a"), offer=offer.id, mentor=offer.mentor, text=ANSWER, at=now, thanks="Ta!"
    )
    whole = thread.answer(given, now)
    of_learner = without_words_of(whole, thread.learner)
    assert (of_learner.text, of_learner.origin) == (texts.ERASED, "")
    assert (of_learner.answers[0].text, of_learner.answers[0].thanks) == (ANSWER, "")
    of_mentor = without_words_of(whole, offer.mentor)
    assert (of_mentor.text, of_mentor.answers[0].text) == (thread.text, texts.ERASED)
    assert of_mentor.answers[0].thanks == "Ta!"
