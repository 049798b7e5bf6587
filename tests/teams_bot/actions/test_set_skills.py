"""The press `set_skills`."""

from dataclasses import replace

import pytest

from matching.skills import Skill, SkillId
from teams_bot.actions.set_skills import MOST_SKILLS, set_skills
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from tests.support.company import EXCEL, known

SALES = SkillId("sales")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Excel: 4; sales: 2", {EXCEL: 4, SALES: 2}),
        ("excel\nSALES:5", {EXCEL: 3, SALES: 5}),
        ("; ;Excel:1;", {EXCEL: 1}),
        ("", {}),
    ],
)
async def test_a_list_is_read_as_people_write_it(
    services: Services, text: str, kept: dict[SkillId, int]
) -> None:
    await services.store.import_skills([Skill(id=SALES, label="Sales")])
    decision = await set_skills(services, await known(services, "ana"), text, asked=True)
    assert decision.me is not None
    assert decision.me.skills_own == kept


async def test_a_list_that_is_too_long_is_refused(services: Services) -> None:
    many = [Skill(id=SkillId(f"s{each}"), label=f"S {each}") for each in range(MOST_SKILLS + 1)]
    await services.store.import_skills(many)
    text = ";".join(each.id for each in many)
    with pytest.raises(NotAllowed, match="60 are the most"):
        await set_skills(services, await known(services, "ana"), text, asked=True)


@pytest.mark.parametrize("joined", [True, False])
async def test_what_was_not_said_is_no_consent(services: Services, *, joined: bool) -> None:
    me = replace(await known(services, "ana"), opted_in=joined)
    decision = await set_skills(services, me, "Excel: 4", asked=None)
    assert decision.me is not None
    assert decision.me.opted_in is joined


async def test_without_a_list_nothing_is_changed(services: Services) -> None:
    me = await known(services, "ana")
    with pytest.raises(NotAllowed, match="nothing was changed"):
        await set_skills(services, me, None, asked=False)
