"""The press `follow_up`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import Answer, AnswerId, Thread
from storage.change import Change, Draft, DraftId, Job
from teams_bot.actions.follow_up import follow_up
from teams_bot.intents import FollowUpIt
from teams_bot.nonces import nonce_for, was_issued
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
        nonce = nonce_for(thread, me.id, "1")
        wish = FollowUpIt(thread=thread.id, answer=answer, text="And on a Mac?", nonce=nonce)
        decision = await follow_up(services, me, wish)
        assert isinstance(decision.outcome, FollowedUp)
        assert decision.outcome.to == to
        (job,) = decision.change.jobs
        assert (job.kind, job.to) == ("follow_up", to)


@pytest.mark.parametrize("nonce", ["", "n1", "of-another"])
async def test_a_press_of_a_card_that_was_not_issued_sends_nothing_and_keeps_the_words(
    services: Services, nonce: str
) -> None:
    thread = await _answered_by_two(services)
    made_up = nonce_for(thread, thread.answers[0].mentor, "1") if nonce == "of-another" else nonce
    wish = FollowUpIt(thread=thread.id, text="Hm?", nonce=made_up)
    decision = await follow_up(services, await known(services, "lea"), wish)
    assert decision.change == Change()
    assert isinstance(decision.outcome, FollowedUp)
    assert decision.outcome.unsent == "Hm?"
    assert was_issued(thread, thread.learner, decision.outcome.nonce)


async def test_a_draft_is_sent_once_and_only_by_its_author(services: Services) -> None:
    thread = await _answered_by_two(services)
    me = await known(services, "lea")
    draft = Draft(id=DraftId("d"), person=me.id, parts=("Hm?",), created=services.now())
    await kept(services, Change(drafts=(draft,)))
    wish = FollowUpIt(thread=thread.id, text="Or this?", draft=draft.id)
    with pytest.raises(NotAllowed, match="already sent or is too old"):
        await follow_up(services, await known(services, "ana"), wish)
    await kept(services, (await follow_up(services, me, wish)).change)
    with pytest.raises(NotAllowed, match="already sent or is too old"):
        await follow_up(services, me, wish)


async def test_who_holds_the_question_may_ask_back_and_be_written_to(services: Services) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    taken = thread.take(offer.id, services.now(), timedelta(minutes=30))
    timer = Job(key=f"claim:{offer.id}", kind="claim", due=services.now() + timedelta(minutes=30))
    await kept(services, Change(threads=((thread, taken),), jobs=(timer,)))
    for who, to in (("ana", "lea"), ("lea", "ana")):
        nonce = nonce_for(thread, PersonId(who), "1")
        wish = FollowUpIt(thread=thread.id, text="Hm?", nonce=nonce)
        decision = await follow_up(services, await known(services, who), wish)
        assert isinstance(decision.outcome, FollowedUp)
        assert decision.outcome.to == to
    with pytest.raises(NotAllowed, match="nobody to write to"):
        await follow_up(services, await known(services, "ben"), wish)


async def test_a_field_sends_one_line_and_keeps_other_words_for_the_next_press(
    services: Services,
) -> None:
    thread = await _answered_by_two(services)
    me = await known(services, "lea")
    first = FollowUpIt(thread=thread.id, text="And on a Mac?", nonce=nonce_for(thread, me.id, "1"))
    await kept(services, (await follow_up(services, me, first)).change)
    for text, unsent in (("And on a Mac?", ""), ("Or on a phone?", "Or on a phone?")):
        again = await follow_up(services, me, replace(first, text=text))
        assert again.change == Change()
        assert isinstance(again.outcome, FollowedUp)
        assert again.outcome.unsent == unsent
        assert len(again.outcome.thread.follow_ups) == 1
    fresh = replace(first, text="Or on a phone?", nonce=again.outcome.nonce)
    decision = await follow_up(services, me, fresh)
    assert [each.kind for each in decision.change.jobs] == ["follow_up"]
