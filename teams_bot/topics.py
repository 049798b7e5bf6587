"""What a question is about; and a text that is about nothing is no question."""

from collections.abc import Mapping
from typing import Final

from matching.skills import SkillId, words
from teams_bot import texts
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services

WORDS_OF_A_TEXT: Final = 2  # at least, where no skill is named


async def wanted_skills(services: Services, text: str) -> Mapping[SkillId, float]:
    """Give the skills a question is about; refuse one without any, where the rules do.

    A lone word that names no skill is no question anybody could answer.
    """
    skills = (await services.taxonomy()).infer(text)
    if not skills and len(words(text)) < WORDS_OF_A_TEXT:
        raise NotAllowed(texts.SAY["whole_question"])
    if not skills and not (await services.rules()).rules.ask_without_skill:
        raise NotAllowed(texts.SAY["name_a_topic"])
    return skills
