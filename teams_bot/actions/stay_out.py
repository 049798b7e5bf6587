"""The press `stay_out`: no to being asked, once and for all."""

from dataclasses import replace

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.interruptions import left_in_peace
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services


async def stay_out(services: Services, me: Person) -> Decision:
    """Remember that somebody is not to be asked, nor asked to join again."""
    told = Told(sentence=texts.SAY["stay_out"])
    change = Change(jobs=(left_in_peace(me, services.now()),))
    return Decision(outcome=told, change=change, me=replace(me, opted_in=False, stays_out=True))
