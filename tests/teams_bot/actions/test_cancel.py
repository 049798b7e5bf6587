"""The press `cancel`."""

from matching.thread import State
from teams_bot.actions.cancel import cancel
from teams_bot.offers import rung_key
from teams_bot.outcomes import StatusShown
from teams_bot.services import Services
from teams_bot.threads import said_keys
from tests.support.company import QUESTION, kept, known, opened


async def test_a_question_taken_back_ends_its_timer_and_may_be_asked_again(
    services: Services,
) -> None:
    thread = await opened(services)
    me = await known(services, "lea")
    decision = await cancel(services, me, thread.id)
    assert decision.change.threads[0][1].state is State.CANCELLED
    assert decision.change.cancel == (rung_key(thread),)
    assert decision.change.unsaid == said_keys(me.id, QUESTION, services.now())
    assert {each.to for each in decision.change.jobs} == {"ana", "ben"}


async def test_a_question_that_ended_is_shown_and_not_changed(services: Services) -> None:
    thread = await opened(services)
    me = await known(services, "lea")
    await kept(services, (await cancel(services, me, thread.id)).change)
    again = await cancel(services, me, thread.id)
    assert again.change.threads == ()
    assert isinstance(again.outcome, StatusShown)
    assert again.outcome.thread.state is State.CANCELLED
