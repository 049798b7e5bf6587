"""`resume`: the end of a pause."""

from dataclasses import replace

from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services


async def resume(services: Services, me: Person) -> Decision:
    """End a pause."""
    paused = me.away_until is not None and me.away_until > services.now()
    joined = me.opted_in or not (await services.rules()).rules.ask_consent
    said = texts.SAY["not_paused" if not paused else "resumed" if joined else "resumed_only"]
    return Decision(outcome=Told(sentence=said), me=replace(me, away_until=None))
