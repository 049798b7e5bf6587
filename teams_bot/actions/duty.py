"""The switch of the console: on duty, or off."""

from dataclasses import replace

from storage.change import Person
from teams_bot import texts
from teams_bot.duty import next_shift
from teams_bot.missed import shown_now
from teams_bot.outcomes import Decision, NotAllowed, Silent
from teams_bot.services import Services


async def switch_duty(services: Services, me: Person, *, on: bool) -> Decision:
    """Take questions, or take none until the next shift; what somebody holds stays with them."""
    rules = (await services.rules()).rules
    if on and rules.ask_consent and not me.opted_in:
        raise NotAllowed(texts.SAY["desk_joined"])
    if not on:
        until = next_shift(me, rules, services.now())
        return Decision(outcome=Silent(), me=replace(me, off_duty=True, off_until=until))
    there = replace(me, off_duty=False, off_until=None)
    return Decision(outcome=Silent(), me=there, change=await shown_now(services, there))
