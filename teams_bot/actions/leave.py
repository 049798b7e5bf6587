"""The press `leave` on the page of a mail's link: asks for nothing any more."""

from dataclasses import replace

from storage.change import Change, Person
from storage.imports import leaver_job
from teams_bot import texts
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services


async def leave(services: Services, me: Person) -> Decision:
    """Take somebody off the list of those who may be asked; open requests go to others."""
    told = Told(sentence=texts.SAY["left"])
    change = Change(jobs=(leaver_job(me.id, services.now()),))
    return Decision(outcome=told, change=change, me=replace(me, opted_in=False))
