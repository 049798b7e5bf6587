"""When a message was given up, or the channel it stood in has gone."""

from datetime import datetime
from typing import Final

from matching.thread import Posting, State, Thread, take_down, unseal
from storage.change import Change, Claimed
from storage.commit import Cause
from teams_bot.offers import offer_key, settle
from teams_bot.places import not_posted, posted_key
from teams_bot.postings import posting_key, redraw_start
from teams_bot.services import Services
from teams_bot.timers.steps import nothing, on_thread, thread_of
from teams_bot.turn import carry_out

CHANNEL_GONE: Final = "channel_gone"


async def dead_letter(services: Services, timer: Claimed) -> None:
    """Withdraw an offer whose card was given up, and ask somebody else at once.

    An answer that could not be posted where it was asked: the learner is told.

    It says nothing about the mentor, who saw nothing. Of other messages nothing follows.
    """
    key, why = timer.job.payload["key"], timer.job.payload["why"]

    async def think() -> Change:
        thread = await thread_of(services, timer)
        if thread is not None and key == posted_key(thread):
            return not_posted(thread, services.now())
        gone = None if thread is None else _lost_posting(thread, key)
        if thread is not None and gone is not None:
            return await settle(services, thread, _not_seen(thread, gone, why, services.now()))
        offers = () if thread is None else thread.offers
        lost = next((each for each in offers if offer_key(each.id) == key), None)
        if thread is None or lost is None or lost.undelivered or lost.reacted is not None:
            return Change()
        return await settle(services, thread, thread.drop_offer(lost.id, services.now(), why))

    await carry_out(services, think, Cause(timer=timer))


async def channel_gone(services: Services, timer: Claimed) -> None:
    """Let the questions that stand in a channel climb on: nobody sees them there any more."""
    channel = timer.job.payload["channel"]

    def moved(thread: Thread) -> Thread | None:
        stands = [each for each in thread.postings if each.open and each.place == channel]
        if thread.state is not State.OPEN or not stands:
            return None
        return _not_seen(thread, stands[0], CHANNEL_GONE, services.now())

    async def each(thread: Thread) -> Change | None:
        after = moved(thread)
        return None if after is None else await settle(services, thread, after)

    for thread in await services.store.posted_at(channel):
        await on_thread(services, thread.id, each)
    await carry_out(services, nothing, Cause(timer=timer))


def _lost_posting(thread: Thread, key: str) -> Posting | None:
    """Find the open posting whose card, or whose redrawing, a job was."""
    if thread.state is not State.OPEN:
        return None
    return next(
        (
            each
            for each in thread.postings
            if each.open and (key == posting_key(each.id) or key.startswith(redraw_start(each.id)))
        ),
        None,
    )


def _not_seen(thread: Thread, posting: Posting, why: str, now: datetime) -> Thread:
    """Take a posting down; what was answered there already is opened instead."""
    return unseal(thread, now) if thread.sealed else take_down(thread, posting.id, why)
