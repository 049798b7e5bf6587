"""What is told at most once a day, or once in a long while, as things stand when it leaves."""

from dataclasses import replace

from storage.change import Job
from teams_bot import cards
from teams_bot.cards.drawn import Drawn
from teams_bot.digests import shown
from teams_bot.nudges import nudge_of
from teams_bot.services import Services


async def digest(services: Services, job: Job) -> Drawn | None:
    """Draw what waits on somebody's skills; nothing to those who are asked one by one again."""
    me = None if job.to is None else await services.store.person(job.to)
    if me is None or not me.digest:
        return None
    found = await shown(services, me)
    if not found.threads:
        return None
    return replace(cards.digest(found), quotes=tuple(each.id for each in found.threads))


async def digest_again(services: Services, job: Job) -> Drawn | None:
    """Draw what a digest that was sent showed, as it stands now."""
    me = None if job.to is None else await services.store.person(job.to)
    if me is None:
        return None
    return cards.digest(await shown(services, me, full=True, only=job.payload["quotes"]))


async def nudge(services: Services, job: Job) -> Drawn | None:
    """Draw what somebody is listed for, unless they have heard something since it was planned."""
    found = None if job.to is None else await nudge_of(services, job.to)
    return None if found is None else cards.nudge(found)
