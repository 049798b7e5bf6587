"""The press `stop_asking`: no more questions."""

from dataclasses import replace

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.interruptions import left_in_peace
from teams_bot.outcomes import Decision, Done
from teams_bot.services import Services


async def stop_asking(services: Services, me: Person) -> Decision:
    """Take somebody off the list of those who may be asked, for good; what they hold stays."""
    done = Done(title=texts.TITLES["stop_asking"], sentence=texts.SAY["stop_asking"])
    change = Change(jobs=(left_in_peace(me, services.now()),))
    after = replace(me, silent_offers=0, opted_in=False, stays_out=True)
    return Decision(outcome=done, change=change, me=after)
