"""What is told at most once a day, or once in a long while, as things stand when it leaves."""

from storage.change import Job
from teams_bot import cards
from teams_bot.cards.drawn import Drawn
from teams_bot.digests import shown
from teams_bot.services import Services


async def digest(services: Services, job: Job) -> Drawn | None:
    """Draw what waits on somebody's skills; nothing to those who are asked one by one again."""
    me = None if job.to is None else await services.store.person(job.to)
    if me is None or not me.digest:
        return None
    found = await shown(services, me)
    return cards.digest(found) if found.threads else None
