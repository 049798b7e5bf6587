"""The press `answer`."""

from dataclasses import replace

import pytest

from matching.thread import State
from storage.change import Change, Draft, DraftId
from teams_bot import texts
from teams_bot.actions.answer import answer
from teams_bot.intents import AnswerIt
from teams_bot.offers import rung_key
from teams_bot.outcomes import Done, NotAllowed, OfferShown
from teams_bot.services import Services
from tests.support.company import ANSWER, kept, known, opened


async def test_an_answer_goes_to_the_learner_and_ends_the_timers(services: Services) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    wish = AnswerIt(thread=thread.id, offer=offer.id, text=ANSWER)
    decision = await answer(services, await known(services, offer.mentor), wish)
    after = decision.change.threads[0][1]
    assert after.state is State.ANSWERED
    assert (f"claim:{offer.id}", rung_key(thread)) == decision.change.cancel
    told = {(each.kind, each.to) for each in decision.change.jobs}
    timers = {("remind", None), ("rest", None)}
    assert told == {*timers, ("answer", "lea"), ("status_update", "lea"), ("offer_update", "ben")}


async def test_the_words_of_a_draft_are_an_answer_and_the_offers_own_card_follows(
    services: Services,
) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    me = await known(services, offer.mentor)
    draft = Draft(id=DraftId("d1"), person=me.id, parts=(ANSWER,), created=services.now())
    await kept(services, Change(drafts=(draft,)))
    wish = AnswerIt(thread=thread.id, offer=offer.id, draft=draft.id)
    decision = await answer(services, me, wish)
    assert decision.change.threads[0][1].answers[0].text == ANSWER
    assert decision.change.spent == (draft.id,)
    assert decision.outcome == Done(
        title=texts.TITLES["answer_sent"], sentence=texts.SAY["answer_sent"]
    )
    assert me.id in {each.to for each in decision.change.jobs if each.kind == "offer_update"}


async def test_a_second_answer_shows_the_card_with_a_notice(services: Services) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    me = await known(services, offer.mentor)
    wish = AnswerIt(thread=thread.id, offer=offer.id, text=ANSWER)
    await kept(services, (await answer(services, me, wish)).change)
    again = await answer(services, me, wish)
    assert again.change.threads == ()
    assert isinstance(again.outcome, OfferShown)
    assert "already answered" in again.outcome.notice


async def test_a_text_is_not_taken_for_a_second_answer_and_gets_no_second_card(
    services: Services,
) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    me = await known(services, offer.mentor)
    wish = AnswerIt(thread=thread.id, offer=offer.id, text=ANSWER)
    await kept(services, (await answer(services, me, wish)).change)
    with pytest.raises(NotAllowed, match="already answered"):
        await answer(services, me, replace(wish, draft=DraftId("d1")))


async def test_an_empty_answer_is_refused(services: Services) -> None:
    thread = await opened(services)
    wish = AnswerIt(thread=thread.id, offer=thread.offers[0].id)
    with pytest.raises(NotAllowed, match="empty"):
        await answer(services, await known(services, "ana"), wish)
