"""What a question is about."""

import pytest

from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from teams_bot.topics import wanted_skills
from tests.support.company import EXCEL, services, shared_database

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
