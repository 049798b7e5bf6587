"""The press `follow_up`."""

from datetime import timedelta

import pytest

from matching.thread import Answer, AnswerId, Thread
from storage.change import Change, Job
from teams_bot.actions.follow_up import follow_up
from teams_bot.intents import FollowUpIt
from teams_bot.outcomes import FollowedUp, NotAllowed
from teams_bot.services import Services
from tests.support.company import ANSWER, kept, known, opened


async def _answered_by_two(services: Services) -> Thread:
    thread = await opened(services)
    now = services.now()
    first, second = (
        Answer(id=AnswerId(each.mentor), offer=each.id, mentor=each.mentor, text=ANSWER, at=now)
        for each in thread.offers
    )
    after = thread.answer(first, now).answer(second, now)
    await kept(services, Change(threads=((thread, after),)))
    return after


async def test_a_line_goes_to_whom_the_card_is_about_or_to_the_newest(services: Services) -> None:
    thread = await _answered_by_two(services)
    me = await known(services, "lea")
    for answer, to in ((AnswerId("ana"), "ana"), (None, "ben"), (AnswerId("gone"), "ben")):
        wish = FollowUpIt(thread=thread.id, answer=answer, text="And on a Mac?")
        decision = await follow_up(services, me, wish)
        assert isinstance(decision.outcome, FollowedUp)
        assert decision.outcome.to == to
        (job,) = decision.change.jobs
        assert (job.kind, job.to) == ("follow_up", to)


async def test_lines_without_a_nonce_are_never_taken_for_one_another(services: Services) -> None:
    thread = await _answered_by_two(services)
    me = await known(services, "lea")
    wish = FollowUpIt(thread=thread.id, text="Hm?")
    for _ in range(2):
        await kept(services, (await follow_up(services, me, wish)).change)
    found = await services.store.thread(thread.id)
    assert found is not None
    assert len(found.follow_ups) == 2


async def test_who_holds_the_question_may_ask_back_and_be_written_to(services: Services) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    taken = thread.take(offer.id, services.now(), timedelta(minutes=30))
    timer = Job(key=f"claim:{offer.id}", kind="claim", due=services.now() + timedelta(minutes=30))
    await kept(services, Change(threads=((thread, taken),), jobs=(timer,)))
    for who, to in (("ana", "lea"), ("lea", "ana")):
        wish = FollowUpIt(thread=thread.id, text="Hm?")
        decision = await follow_up(services, await known(services, who), wish)
        assert isinstance(decision.outcome, FollowedUp)
        assert decision.outcome.to == to
    with pytest.raises(NotAllowed, match="nobody to write to"):
        await follow_up(services, await known(services, "ben"), wish)
