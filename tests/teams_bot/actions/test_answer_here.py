"""The presses that choose where the first answer goes."""

from dataclasses import replace

import pytest

from matching.thread import Place, Thread
from storage.change import Change
from teams_bot import texts
from teams_bot.actions.answer_here import answer_here
from teams_bot.outcomes import AskedElsewhere, NotAllowed
from teams_bot.services import Services
from tests.support.company import kept, known, opened

PLACE = Place(
    kind="channel", service_url="https://x", conversation="19:c", user="29:l", bot="28:b"
)


async def placed(services: Services, place: Place | None = PLACE) -> Thread:
    before = await opened(services)
    after = before.answer_in(place)
    await kept(services, Change(threads=((before, after),)))
    return after


async def test_the_choice_is_kept_and_may_be_taken_back(services: Services) -> None:
    thread, lea = await placed(services), await known(services, "lea")
    for here in (True, False):
        decision = await answer_here(services, lea, thread.id, here=here)
        await kept(services, decision.change)
        assert isinstance(decision.outcome, AskedElsewhere)
        assert decision.outcome.thread is not None
        assert decision.outcome.thread.place == replace(PLACE, here=here)
    same = await answer_here(services, lea, thread.id, here=False)
    assert same.change == Change()


async def test_a_question_of_the_personal_chat_has_no_place(services: Services) -> None:
    thread, lea = await placed(services, None), await known(services, "lea")
    with pytest.raises(NotAllowed, match="where this was asked"):
        await answer_here(services, lea, thread.id, here=True)


async def test_it_is_too_late_once_it_is_over(services: Services) -> None:
    thread, lea = await placed(services), await known(services, "lea")
    over = thread.cancel(services.now())
    await kept(services, Change(threads=((thread, over),)))
    with pytest.raises(NotAllowed) as late:
        await answer_here(services, lea, thread.id, here=True)
    assert str(late.value) == texts.SAY["here_late"]
