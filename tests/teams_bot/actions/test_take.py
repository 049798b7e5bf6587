"""The press `take`."""

from datetime import timedelta

from matching.thread import State
from teams_bot.actions.take import take
from teams_bot.intents import Take
from teams_bot.outcomes import OfferShown
from teams_bot.services import Services
from tests.support.company import kept, known, opened


async def test_who_takes_a_question_has_it_until_the_lock_ends(services: Services) -> None:
    thread = await opened(services)
    first, second = thread.offers
    wish = Take(thread=thread.id, offer=first.id)
    decision = await take(services, await known(services, first.mentor), wish)
    after = decision.change.threads[0][1]
    assert after.state is State.TAKEN
    assert after.claim_ends is not None
    (timer,) = (each for each in decision.change.jobs if each.kind == "claim")
    assert timer.due == after.claim_ends
    assert after.claim_ends - services.now() <= timedelta(minutes=30)
    await kept(services, decision.change)

    mine = await take(services, await known(services, first.mentor), wish)
    assert mine.change.threads == ()
    late = Take(thread=thread.id, offer=second.id)
    other = await take(services, await known(services, second.mentor), late)
    assert other.change.threads == ()
    assert isinstance(other.outcome, OfferShown)
    assert "Ana has just taken this one" in other.outcome.notice
