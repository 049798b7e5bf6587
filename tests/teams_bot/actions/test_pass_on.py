"""The press `pass`."""

from matching.thread import Answer, AnswerId, OfferState
from storage.change import Change
from teams_bot.actions.pass_on import pass_on
from teams_bot.intents import PassOn
from teams_bot.services import Services
from tests.support.company import ANSWER, kept, known, opened


async def test_the_next_are_asked_only_when_nobody_else_is_left(services: Services) -> None:
    thread = await opened(services)
    for number, mentor in enumerate(("ana", "ben"), 1):
        offer = next(each for each in thread.offers if each.mentor == mentor)
        wish = PassOn(thread=thread.id, offer=offer.id, suggest="Dan", reason="Busy")
        decision = await pass_on(services, await known(services, mentor), wish)
        await kept(services, decision.change)
        assert decision.change.threads[0][1].rung == number


async def test_who_has_answered_cannot_pass_and_sees_the_answer(services: Services) -> None:
    thread = await opened(services)
    offer, now = thread.offers[0], services.now()
    given = Answer(id=AnswerId("a1"), offer=offer.id, mentor=offer.mentor, text=ANSWER, at=now)
    await kept(services, Change(threads=((thread, thread.answer(given, now)),)))
    wish = PassOn(thread=thread.id, offer=offer.id)
    decision = await pass_on(services, await known(services, offer.mentor), wish)
    assert decision.change.threads == ()
    assert decision.outcome.offer.state is OfferState.ANSWERED  # type: ignore[union-attr]
