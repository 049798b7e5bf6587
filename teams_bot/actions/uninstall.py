"""The app was removed: the person cannot be reached, and open requests move on."""

from dataclasses import replace

from storage.change import Change, Person
from storage.imports import leaver_job
from teams_bot.outcomes import Decision, Silent
from teams_bot.services import Services


async def uninstall(services: Services, me: Person) -> Decision:
    """Note that a person cannot be reached; their live offers go to others."""
    now = services.now()
    after = replace(me, address=None, reachable=False, welcomed=False, removed=now)
    return Decision(outcome=Silent(), change=Change(jobs=(leaver_job(me.id, now),)), me=after)
