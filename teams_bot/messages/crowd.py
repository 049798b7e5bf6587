"""A question in a channel, and its answers together."""

from matching.thread import WAITING, Posting, PostingId, State, Thread, together
from storage.change import Job
from teams_bot import cards
from teams_bot.cards.drawn import Drawn
from teams_bot.crowds import combined_shown, own_shown
from teams_bot.messages.reading import thread_of
from teams_bot.services import Services
from teams_bot.threads import names_in


async def posting(services: Services, job: Job) -> Drawn | None:
    """Draw a question for a channel while it still waits there.

    Also while somebody holds it: it may come back, and would then stand nowhere.
    """
    thread, posting = await _where(services, job)
    if thread is None or posting is None or not posting.open or thread.state not in WAITING:
        return None
    return await posting_again(services, job)


async def posting_again(services: Services, job: Job) -> Drawn | None:
    """Draw a question in a channel as it stands."""
    thread, posting = await _where(services, job)
    if thread is None or posting is None:
        return None
    zone = (await services.rules()).rules.default_time_zone
    return cards.in_channel(
        thread, posting, await names_in(services, thread), zone, services.now()
    )


async def combined(services: Services, job: Job) -> Drawn | None:
    """Draw all answers from a channel for the learner."""
    thread, posting = await _where(services, job)
    if thread is None or posting is None or not together(thread, posting.id):
        return None
    return cards.combined(await combined_shown(services, thread, posting.id))


async def own(services: Services, job: Job) -> Drawn | None:
    """Draw what somebody who answered may say of the others, while that matters."""
    thread, _ = await _where(services, job)
    over = thread is None or thread.state is not State.ANSWERED
    return None if over else await own_again(services, job)


async def own_again(services: Services, job: Job) -> Drawn | None:
    """Draw the card of somebody who answered as it stands."""
    thread, posting = await _where(services, job)
    me = None if job.to is None else await services.store.person(job.to)
    if thread is None or posting is None or me is None:
        return None
    return cards.own(await own_shown(services, me, thread, posting))


async def _where(services: Services, job: Job) -> tuple[Thread | None, Posting | None]:
    thread = await thread_of(services, job)
    posting = PostingId(job.payload["posting"])
    return thread, None if thread is None else thread.posting_of(posting)
