"""The press `finish`."""

import pytest

from matching.thread import Answer, AnswerId, Rating, State, Thread
from storage.change import Change
from teams_bot.actions.finish import finish
from teams_bot.intents import Finish
from teams_bot.outcomes import Finished
from teams_bot.services import Services
from tests.support.company import ANSWER, kept, known, opened


async def _answered(services: Services) -> Thread:
    thread = await opened(services)
    offer, now = thread.offers[0], services.now()
    given = Answer(id=AnswerId("a1"), offer=offer.id, mentor=offer.mentor, text=ANSWER, at=now)
    after = thread.answer(given, now)
    await kept(services, Change(threads=((thread, after),)))
    return after


def _wish(thread: Thread, **inputs: str) -> Finish:
    return Finish(thread=thread.id, answer=AnswerId("a1"), **{"rating": "good", **inputs})


@pytest.mark.parametrize(
    ("inputs", "thanked"),
    [
        ({"rating": "great"}, True),
        ({"rating": "okay"}, False),
        ({"rating": "okay", "thanks": "Kind of you."}, True),
        ({"rating": "great", "next": "report"}, False),
        ({"rating": "great", "next": "block"}, False),
        ({"rating": "great", "next": "again"}, True),
    ],
)
async def test_the_mentor_hears_good_news_only(
    services: Services, inputs: dict[str, str], *, thanked: bool
) -> None:
    thread = await _answered(services)
    decision = await finish(services, await known(services, "lea"), _wish(thread, **inputs))
    assert ("thanks" in {each.kind for each in decision.change.jobs}) is thanked


async def test_who_is_blocked_already_is_not_blocked_twice(services: Services) -> None:
    thread = await _answered(services)
    me = await known(services, "lea")
    first = await finish(services, me, _wish(thread, next="block"))
    assert first.me is not None
    assert first.me.blocked == ("ana",)
    again = await finish(services, first.me, _wish(thread, next="report"))
    assert again.me is None


async def test_others_can_be_asked_after_all_once_the_question_is_closed(
    services: Services,
) -> None:
    thread = await _answered(services)
    me = await known(services, "lea")
    await kept(services, (await finish(services, me, _wish(thread))).change)
    closed = await services.store.thread(thread.id)
    assert closed is not None
    assert (closed.state, closed.ended is None) == (State.CLOSED, False)
    taken_back = await finish(services, me, _wish(thread, rating="not_helpful", next="again"))
    await kept(services, taken_back.change)
    open_again = await services.store.thread(thread.id)
    assert open_again is not None
    assert (open_again.state, open_again.ended) == (State.OPEN, None)
    assert open_again.answers[0].rating is Rating.NOT_HELPFUL
    assert (await known(services, "lea")).open_questions == 1


async def test_a_rating_that_changes_is_kept(services: Services) -> None:
    thread = await _answered(services)
    me = await known(services, "lea")
    await kept(services, (await finish(services, me, _wish(thread))).change)
    decision = await finish(services, me, _wish(thread, rating="okay", minutes_saved="5"))
    await kept(services, decision.change)
    assert isinstance(decision.outcome, Finished)
    assert decision.outcome.answer.rating is Rating.OKAY
    assert decision.outcome.thread.state is State.CLOSED
    assert "thanks" not in {each.kind for each in decision.change.jobs}
