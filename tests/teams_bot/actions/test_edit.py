"""An edited message."""

from datetime import timedelta

import pytest

from storage.change import Change, Job
from teams_bot.actions.edit import edit
from teams_bot.outcomes import NotAllowed, Silent
from teams_bot.services import Services
from tests.support.company import QUESTION, kept, known, opened

NEW = "How do I pivot in Excel for Mac?"


async def test_new_words_reach_every_card(services: Services) -> None:
    await opened(services)
    decision = await edit(services, await known(services, "lea"), "origin-1", NEW)
    assert decision.change.threads[0][1].text == NEW
    told = {(each.kind, each.to) for each in decision.change.jobs}
    assert told == {("offer_update", "ana"), ("offer_update", "ben"), ("status_update", "lea")}


async def test_the_same_words_change_nothing(services: Services) -> None:
    await opened(services)
    me = await known(services, "lea")
    assert (await edit(services, me, "origin-1", QUESTION)).outcome == Silent()


async def test_a_question_that_somebody_took_keeps_its_words(services: Services) -> None:
    thread = await opened(services)
    taken = thread.take(thread.offers[0].id, services.now(), timedelta(minutes=30))
    timer = Job(key=f"claim:{thread.offers[0].id}", kind="claim", due=services.now())
    await kept(services, Change(threads=((thread, taken),), jobs=(timer,)))
    with pytest.raises(NotAllowed, match="already working"):
        await edit(services, await known(services, "lea"), "origin-1", NEW)
