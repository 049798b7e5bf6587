"""`my effect`: whom somebody helped, what it took and what it saved. Their own figures alone."""

from datetime import timedelta

from matching.effect import DAYS, effect
from matching.eligibility import weights_of
from storage.change import Person
from teams_bot.outcomes import Decision, EffectShown
from teams_bot.services import Services
from teams_bot.threads import zone_of


async def my_effect(services: Services, me: Person) -> Decision:
    """Show a mentor what their help came to."""
    now, rules = services.now(), (await services.rules()).rules
    given = await services.store.help_of(me.id, now - timedelta(days=max(DAYS)))
    found = effect(given, weights_of(rules), now, await zone_of(services, me))
    return Decision(outcome=EffectShown(effect=found))
