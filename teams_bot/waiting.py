"""How long the learner will probably wait: before asking, at the asking, and while it climbs."""

from datetime import datetime, timedelta

from matching.thread import WAITING, State, Thread
from matching.waits import (
    ASKED,
    RUNGS,
    Promise,
    Where,
    estimate,
    main_skill,
    part_of_day,
    promise,
)
from storage.change import Person
from teams_bot.outcomes import Wait
from teams_bot.services import Services
from teams_bot.threads import zone_of

MINUTE = timedelta(minutes=1)


async def before_asking(services: Services, me: Person, text: str) -> Wait:
    """Estimate from past questions of this skill and part of day, whoever would be asked."""
    skill = main_skill((await services.taxonomy()).infer(text))
    part = part_of_day(services.now(), await zone_of(services, me))
    where = Where(rung=ASKED, skill=skill, part=part)
    return Wait(found=estimate((await services.waits()).table, where), asking=True)


async def anything(services: Services) -> Wait | None:
    """Estimate from all past questions; None where they say too little."""
    found = estimate((await services.waits()).table, Where(rung=ASKED))
    return None if found is None else Wait(found=found)


async def at_asking(services: Services, thread: Thread, learner: Person) -> Promise | None:
    """Give what the learner is about to be told, to be kept with the thread."""
    since = readable(thread)
    if since is None:
        return None
    known = await services.waits()
    where = _where(thread, since, await zone_of(services, learner))
    return promise(known.table, where, since, known.number)


async def while_open(services: Services, thread: Thread, zone: str) -> Wait | None:
    """Estimate how long it takes from now on; None where nobody waits for a first answer.

    It counts from when somebody on the present rung can read the question: before that opening
    nothing is promised. While somebody is on it the same is said, as past questions were taken
    as well; that too little is known is then left unsaid.
    """
    since, now = readable(thread), services.now()
    if thread.state not in WAITING or thread.answers or since is None:
        return None
    waited = max(0.0, (now - since) / MINUTE)
    where = _where(thread, since, zone)
    found = estimate((await services.waits()).table, where, waited)
    if thread.state is State.TAKEN and (found is None or found.usual is None):
        return None
    return Wait(
        found=found,
        waited=(now - thread.created) / MINUTE,
        opens=since if since > now else None,
    )


def readable(thread: Thread) -> datetime | None:
    """Give when somebody on the present rung can first read the question."""
    due = [each.due for each in thread.offers if each.rung == thread.rung]
    due += [each.due for each in thread.postings if each.rung == thread.rung]
    return min(due, default=None)


def _where(thread: Thread, since: datetime, zone: str) -> Where:
    return Where(
        rung=min(thread.rung, RUNGS),
        skill=main_skill(thread.skills),
        part=part_of_day(since, zone),
    )
