"""The one reminder: what came of an answer."""

from matching.thread import Thread
from storage.change import Job
from teams_bot import cards, texts
from teams_bot.cards.drawn import Drawn
from teams_bot.messages.reading import is_apart, thread_of
from teams_bot.services import Services
from teams_bot.threads import names_in


async def reminder(services: Services, job: Job) -> Drawn | None:
    """Ask what came of the answers, while the learner has said nothing of them."""
    thread = await thread_of(services, job)
    if thread is None or not thread.unsaid or thread.text in texts.GONE:
        return None
    if not (await services.rules()).rules.reminder_hours:
        return None
    if any([await is_apart(services, job, each.mentor) for each in thread.answers]):
        return None
    return await _drawn(services, thread)


async def reminder_again(services: Services, job: Job) -> Drawn | None:
    """Draw the reminder as the question stands: without buttons once the learner has spoken."""
    thread = await thread_of(services, job)
    return None if thread is None else await _drawn(services, thread)


async def _drawn(services: Services, thread: Thread) -> Drawn:
    return cards.remind(thread, await names_in(services, thread))
