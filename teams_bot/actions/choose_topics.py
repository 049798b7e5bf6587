"""The press `topics`: the learner says what the question is about.

The search begins anew with the chosen topics, as after an edit that names another skill. If there
is nobody who could be asked about them now, whoever was asked stays asked.
"""

from typing import Final

from matching.skills import SkillId
from matching.thread import IllegalMove, State, ThreadId
from storage.change import Change, Person
from teams_bot import texts
from teams_bot.off_limits import kept_back
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed, Told
from teams_bot.services import Services
from teams_bot.threads import own_question
from teams_bot.topics import chosen

TOPICS_MAX: Final = 15  # as many as a text can name, with what they belong to


async def choose_topics(services: Services, me: Person, thread: ThreadId, values: str) -> Decision:
    """Keep the chosen topics, and ask people who know them."""
    found = await own_question(services, me, thread)
    skills = await _known(services, chosen(values))
    stop = await kept_back(services, "", found.cleared, skills)
    if stop is not None:
        return stop
    try:
        after = found.choose(skills)
    except IllegalMove as late:
        worked_on = found.state in (State.TAKEN, State.ANSWERED)
        raise NotAllowed(texts.SAY["topics_late" if worked_on else "not_open"]) from late
    if set(skills) == set(found.skills):
        change = await settle(services, found, after)
        return Decision(outcome=Told(sentence=texts.SAY["topics_same"]), change=change)
    change = await settle(services, found, after.search_anew(services.now()))
    if _somebody_is_asked(change):
        return Decision(outcome=Told(sentence=texts.SAY["topics_anew"]), change=change)
    change = await settle(services, found, after)
    return Decision(outcome=Told(sentence=texts.SAY["topics_nobody"]), change=change)


async def _known(services: Services, skills: tuple[SkillId, ...]) -> tuple[SkillId, ...]:
    """Give the chosen skills, or refuse them."""
    if not skills:
        raise NotAllowed(texts.SAY["topics_none"])
    if len(skills) > TOPICS_MAX:
        raise NotAllowed(texts.too_many_topics(len(skills), TOPICS_MAX))
    known = (await services.taxonomy()).skills
    unknown = [each for each in skills if each not in known]
    if unknown:
        raise NotAllowed(texts.unknown_topics(unknown))
    return skills


def _somebody_is_asked(change: Change) -> bool:
    return any(after.waits for _, after in change.threads)
