"""`resume`: the end of a pause, or of being stood down."""

from dataclasses import replace

from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services
from teams_bot.silence import is_stood_down


async def resume(services: Services, me: Person) -> Decision:
    """Let somebody be asked again."""
    away = me.away_until is not None and me.away_until > services.now()
    paused = away or await is_stood_down(services, me)
    joined = me.opted_in or not (await services.rules()).rules.ask_consent
    said = texts.SAY["not_paused" if not paused else "resumed" if joined else "resumed_only"]
    after = replace(me, away_until=None, silent_offers=0)
    return Decision(outcome=Told(sentence=said), me=after)
