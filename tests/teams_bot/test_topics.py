"""What a question is about."""

from dataclasses import replace

import pytest

from matching.skills import Skill, SkillId
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from teams_bot.topics import OFFERED_MAX, as_value, chosen, topics_of, wanted_skills
from tests.support.company import EXCEL, opened, services, shared_database
from tests.teams_bot.test_similar import answered

__all__ = ["services", "shared_database"]


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Excel?", {EXCEL: 1.0}),
        ("My spreadsheet is empty", {EXCEL: 1.0}),
        ("What now?", {}),
        ("\u600e\u4e48\u505a", {}),
    ],
)
async def test_a_text_is_about_the_skills_it_names(
    services: Services, text: str, skills: dict[str, float]
) -> None:
    assert await wanted_skills(services, text) == skills


@pytest.mark.parametrize("text", ["What?", "?!", "Hm \U0001f984"])
async def test_a_lone_word_that_names_no_skill_is_no_question(
    services: Services, text: str
) -> None:
    with pytest.raises(NotAllowed, match="whole question"):
        await wanted_skills(services, text)


async def test_offered_are_its_own_topics_then_those_of_similar_questions_then_the_others(
    services: Services,
) -> None:
    skills = [Skill(id=SkillId(f"s{n}"), label=f"{n:03} skill") for n in range(150)]
    await services.store.import_skills(skills)
    thread = replace(await opened(services), skills={SkillId("s90"): 1.0, SkillId("gone"): 1.0})
    await answered(services, None)
    assert list((await topics_of(services, thread)).offered)[:2] == ["s90", "s0"]
    await services.neighbours.refresh()
    found = await topics_of(services, thread)
    assert dict(found.named) == {"s90": "090 skill"}
    assert list(found.offered)[:4] == ["s90", EXCEL, "s0", "s1"]
    assert len(found.offered) == OFFERED_MAX
    taken = thread.take(thread.offers[0].id, services.now(), services.now() - services.now())
    assert dict((await topics_of(services, taken)).offered) == {}


async def test_no_more_is_offered_than_a_card_has_room_for(services: Services) -> None:
    skills = [Skill(id=SkillId(f"{n}-" + "\u8868" * 90), label="\u8868" * 90) for n in range(99)]
    await services.store.import_skills(skills)
    found = await topics_of(services, await opened(services))
    assert 5 < len(found.offered) < 30


def test_a_choice_is_read_back_as_it_was_written() -> None:
    skills = tuple(SkillId(each) for each in ("a,b", "100%", "%2C", "plain"))
    assert chosen(",".join(map(as_value, skills))) == skills
