"""The presses `here` and `only_me`: where the learner wants the first answer."""

from dataclasses import replace

from matching.thread import ThreadId
from storage.change import Change, Person
from teams_bot import texts
from teams_bot.offers import ENDED, settle
from teams_bot.outcomes import AskedElsewhere, Decision, NotAllowed
from teams_bot.services import Services
from teams_bot.threads import own_question


async def answer_here(services: Services, me: Person, thread: ThreadId, *, here: bool) -> Decision:
    """Post the first answer where the question was asked, or not; the mentors' cards tell it.

    Once somebody has answered it is too late: they wrote for the learner alone.
    """
    found = await own_question(services, me, thread)
    place = found.place
    if place is None:
        raise NotAllowed(texts.SAY["place_gone"])
    if found.answers or found.state in ENDED:
        raise NotAllowed(texts.SAY["here_late"])
    after, change = found, Change()
    if place.here is not here:
        after = found.answer_in(replace(place, here=here))
        change = await settle(services, found, after)
    shown = AskedElsewhere(how="asked", me=me, thread=after, bot=place.bot)
    return Decision(outcome=shown, change=change)
