"""The press `join`: agrees to be asked."""

from dataclasses import replace

from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services


async def join(services: Services, me: Person) -> Decision:
    """Put somebody on the list of those who may be asked."""
    await services.rules()
    said = texts.SAY["joined" if me.imported else "joined_unknown"]
    after = replace(me, opted_in=True, stays_out=False, silent_offers=0)
    return Decision(outcome=Told(sentence=said), me=after)
