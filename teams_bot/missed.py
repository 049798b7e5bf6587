"""Questions that passed the desk by while nobody was there: shown to it when somebody comes.

They stay on the rung they stand on, and whoever was asked there stays asked.
"""

from typing import Final

from matching.model import RefusalReason
from matching.sources import Source
from matching.thread import Posting, PostingId, State, Thread
from storage.change import Change, Person
from teams_bot.duty import DESK, on_duty, refusal
from teams_bot.offers.redraws import refresh_status
from teams_bot.services import Services

MOST: Final = 20  # the oldest first; the others wait for the next who comes


async def shown_now(services: Services, me: Person) -> Change:
    """Make the change that shows missed questions at the desk, if this person is there now."""
    rules, now = (await services.rules()).rules, services.now()
    if not on_duty(me, rules, now):
        return Change()
    threads, jobs = [], []
    for found in await services.store.missed(Source.CALL_CENTRE, MOST):
        learner = await services.store.person(found.learner)
        asks = learner or Person(id=found.learner, name="")
        if not _missed(found) or refusal(me, asks, rules) is not None:
            continue
        posting = Posting(
            id=PostingId(services.new_id()),
            source=Source.CALL_CENTRE,
            place=DESK,
            rung=found.rung,
            due=now,
        )
        after = found.also_post(posting)
        threads.append((found, after))
        jobs.append(refresh_status(after, now))
    return Change(threads=tuple(threads), jobs=tuple(jobs))


def _missed(thread: Thread) -> bool:
    """Whether nobody was on duty when the desk's turn came, and nobody in a channel is asked.

    Answers that are sealed there are to be opened before anybody else takes it. Whoever reads a
    digest may still take it beside the desk.
    """
    stood = any(each.source is Source.CALL_CENTRE for each in thread.postings)
    elsewhere = any(each.open and not each.in_digests for each in thread.postings)
    if thread.state is not State.OPEN or stood or elsewhere:
        return False
    passed = (each for each in thread.shortlists if each.source is Source.CALL_CENTRE)
    return any(one.reason is RefusalReason.OFF_DUTY for each in passed for one in each.refusals)
