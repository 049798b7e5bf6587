"""The press `inside`: this question does not leave the organisation."""

from matching.thread import ThreadId
from storage.change import Person
from teams_bot import texts
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services
from teams_bot.threads import own_question


async def keep_inside(services: Services, me: Person, thread: ThreadId) -> Decision:
    """Withdraw what was to leave, and ask colleagues only; others are asked in their place."""
    found = await own_question(services, me, thread)
    told = Told(sentence=texts.SAY["kept_inside"])
    if found.inside:
        return Decision(outcome=told)
    change = await settle(services, found, found.keep_inside(services.now()))
    return Decision(outcome=told, change=change)
