"""An edited message."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from matching.skills import Skill, SkillId
from matching.thread import OfferState, State
from storage.change import Change, Job
from teams_bot import texts
from teams_bot.actions.edit import edit
from teams_bot.outcomes import NotAllowed, Silent, Told
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


WORD: Final = SkillId("word")


async def _teach(services: Services, *who: str) -> None:
    await services.store.import_skills([Skill(id=WORD, label="Word")])
    people = [await known(services, each) for each in who]
    able = tuple((each, replace(each, skills_own={WORD: 5})) for each in people)
    await kept(services, Change(people=able))


async def test_an_edit_that_names_another_skill_asks_people_who_have_it(
    services: Services,
) -> None:
    await _teach(services, "dan")
    asked = (await opened(services)).asked
    assert "dan" not in asked
    me = await known(services, "lea")
    decision = await edit(services, me, "origin-1", "How do I number pages in Word?")
    assert decision.outcome == Told(sentence=texts.SAY["edited_anew"])
    await kept(services, decision.change)
    after = decision.change.threads[0][1]
    assert set(after.skills) == {WORD}
    assert [each.mentor for each in after.live_offers] == ["dan"]
    assert {each.state for each in after.offers if each.mentor in asked} == {OfferState.EXPIRED}
    redrawn = {each.to for each in decision.change.jobs if each.kind == "offer_update"}
    assert redrawn == asked


async def test_an_edit_to_a_skill_nobody_else_has_leaves_those_asked_before(
    services: Services,
) -> None:
    await _teach(services)
    thread = await opened(services)
    me = await known(services, "lea")
    decision = await edit(services, me, "origin-1", "How do I number pages in Word?")
    assert decision.outcome == Told(sentence=texts.SAY["edited_nobody"])
    await kept(services, decision.change)
    after = decision.change.threads[0][1]
    assert (after.state, after.live_offers) == (State.OPEN, thread.live_offers)


async def test_a_question_that_somebody_took_keeps_its_words(services: Services) -> None:
    thread = await opened(services)
    taken = thread.take(thread.offers[0].id, services.now(), timedelta(minutes=30))
    timer = Job(key=f"claim:{thread.offers[0].id}", kind="claim", due=services.now())
    await kept(services, Change(threads=((thread, taken),), jobs=(timer,)))
    with pytest.raises(NotAllowed, match="already working"):
        await edit(services, await known(services, "lea"), "origin-1", NEW)
