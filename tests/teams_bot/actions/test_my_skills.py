"""`my skills`."""

from dataclasses import replace

from matching.skills import SkillId
from teams_bot.actions.my_skills import my_skills
from teams_bot.outcomes import SkillsShown
from teams_bot.services import Services
from tests.support.company import EXCEL, known


async def test_skills_are_shown_by_their_labels_and_unknown_ones_not_at_all(
    services: Services,
) -> None:
    me = replace(await known(services, "ana"), skills_own={EXCEL: 3, SkillId("gone"): 2})
    shown = (await my_skills(services, me)).outcome
    assert isinstance(shown, SkillsShown)
    assert shown.labels == {EXCEL: "Excel"}
    assert not shown.saved
