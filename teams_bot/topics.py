"""What a question is about; and a text that is about nothing is no question."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from matching.skills import SkillId, words
from matching.thread import State, Thread
from teams_bot import texts
from teams_bot.outcomes import NotAllowed, Topics
from teams_bot.services import Services

WORDS_OF_A_TEXT: Final = 2  # at least, where no skill is named
OFFERED_MAX: Final = 100
OFFERED_BYTES: Final = 9000  # of labels and ids: a card has to stay small
_ESCAPED: Final = (("%", "%25"), (",", "%2C"))


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


async def topics_of(services: Services, thread: Thread) -> Topics:
    """Give what a question is about, and while it may be changed, what it may be about.

    Offered are its own topics, those of similar past questions, and the taxonomy's by label.
    """
    known = (await services.taxonomy()).skills
    named = {each: known[each].label for each in thread.skills if each in known}
    if thread.state is not State.OPEN:
        return Topics(named=named)
    near = await services.neighbours.near(thread.text, thread.skills)
    alike = [each for each in near.suggested if each in known]
    by_label = sorted(known, key=lambda each: (known[each].label.casefold(), each))
    ranked = dict.fromkeys((*named, *alike, *by_label))
    offered: dict[SkillId, str] = {}
    room = OFFERED_BYTES
    for each in islice(ranked, OFFERED_MAX):
        room -= len(f"{known[each].label[: texts.LABEL_CHARS]}{each}".encode())
        if room < 0:
            break
        offered[each] = known[each].label
    return Topics(named=named, offered=offered)


def as_value(skill: SkillId) -> str:
    """Write a skill as the value of a choice: Teams joins those that are chosen by commas.

    >>> as_value(SkillId("sales,-europe"))
    'sales%2C-europe'
    """
    text = str(skill)
    for mark, escaped in _ESCAPED:
        text = text.replace(mark, escaped)
    return text


def chosen(values: str) -> tuple[SkillId, ...]:
    """Read the chosen skills, each once.

    >>> chosen("excel,sales%2C-europe, ,excel")
    ('excel', 'sales,-europe')
    """
    found = []
    for each in values.split(","):
        text = each.strip()
        for mark, escaped in reversed(_ESCAPED):
            text = text.replace(escaped, mark)
        found.append(SkillId(text))
    return tuple(dict.fromkeys(each for each in found if each))
