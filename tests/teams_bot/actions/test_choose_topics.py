"""The press `topics`: the learner says what the question is about."""

from dataclasses import replace
from typing import Final

import pytest

from matching.skills import Skill, SkillId
from matching.thread import Thread
from storage.change import Change
from teams_bot import texts
from teams_bot.actions.choose_topics import TOPICS_MAX, choose_topics
from teams_bot.actions.edit import edit
from teams_bot.outcomes import NotAllowed, Told
from teams_bot.services import Services
from teams_bot.topics import as_value
from tests.support.company import EXCEL, kept, known, opened

WORD: Final = SkillId("word, for europe")
NOBODYS: Final = SkillId("knitting")


async def _taught(services: Services) -> Thread:
    """A question about Excel; Dan alone knows Word, and nobody knits."""
    await services.store.import_skills(
        [Skill(id=WORD, label="Word"), Skill(id=NOBODYS, label="Knitting")]
    )
    dan = await known(services, "dan")
    await kept(services, Change(people=((dan, replace(dan, skills_own={WORD: 5})),)))
    return await opened(services)


async def _press(services: Services, thread: Thread, values: str, who: str = "lea") -> str:
    """Press; keep what is decided, and give what is said."""
    me = await known(services, who)
    decision = await choose_topics(services, me, thread.id, values)
    await kept(services, decision.change)
    assert isinstance(decision.outcome, Told)
    return decision.outcome.sentence


async def _now(services: Services, thread: Thread) -> Thread:
    found = await services.store.thread(thread.id)
    assert found is not None
    return found


async def test_another_topic_asks_people_who_know_it(services: Services) -> None:
    asked = await _taught(services)
    assert await _press(services, asked, as_value(WORD)) == texts.SAY["topics_anew"]
    after = await _now(services, asked)
    assert dict(after.skills) == {WORD: 1.0}
    assert [each.mentor for each in after.live_offers] == ["dan"]


async def test_a_topic_nobody_knows_leaves_who_was_asked(services: Services) -> None:
    asked = await _taught(services)
    assert await _press(services, asked, NOBODYS) == texts.SAY["topics_nobody"]
    after = await _now(services, asked)
    assert (dict(after.skills), after.live_offers) == ({NOBODYS: 1.0}, asked.live_offers)


async def test_chosen_topics_outlast_an_edit_and_the_same_ones_change_nobody(
    services: Services,
) -> None:
    asked = await _taught(services)
    assert await _press(services, asked, EXCEL) == texts.SAY["topics_same"]
    assert (await _now(services, asked)).live_offers == asked.live_offers
    me = await known(services, "lea")
    decision = await edit(services, me, "origin-1", "How do I write knitting patterns?")
    ((_, after),) = decision.change.threads
    assert dict(after.skills) == {EXCEL: 1.0}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ("", "Choose at least one topic"),
        (" , ,", "Choose at least one topic"),
        ("excel,zzz,yyy", "Not in the organisation's list: zzz and yyy"),
        (",".join(f"s{number}" for number in range(300)), f"300 topics; {TOPICS_MAX} are"),
    ],
)
async def test_what_cannot_be_chosen_gets_one_sentence(
    services: Services, values: str, says: str
) -> None:
    asked = await opened(services)
    with pytest.raises(NotAllowed, match=says):
        await _press(services, asked, values)
    assert await _now(services, asked) == asked


async def test_somebody_elses_question_keeps_its_topics(services: Services) -> None:
    asked = await opened(services)
    with pytest.raises(NotAllowed, match="Only the person"):
        await _press(services, asked, EXCEL, who="lou")


async def test_a_question_that_is_over_or_taken_keeps_its_topics(services: Services) -> None:
    asked = await opened(services)
    over = asked.cancel(services.now())
    await kept(services, Change(threads=((asked, over),)))
    with pytest.raises(NotAllowed, match="This question is over"):
        await _press(services, asked, EXCEL)
    other = await opened(services, "How do I chart in Excel?")
    rules = (await services.rules()).rules
    assert rules.claim_minutes
    answered = other.pass_on(other.offers[0].id, services.now(), "", "")
    await kept(services, Change(threads=((other, answered),)))
    assert await _press(services, other, EXCEL) == texts.SAY["topics_same"]
