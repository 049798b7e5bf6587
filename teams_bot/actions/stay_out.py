"""The press `stay_out`: no to being asked, once and for all."""

from dataclasses import replace

from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services


async def stay_out(_: Services, me: Person) -> Decision:
    """Remember that somebody is not to be asked, nor asked to join again."""
    told = Told(sentence=texts.SAY["stay_out"])
    return Decision(outcome=told, me=replace(me, opted_in=False, stays_out=True))
