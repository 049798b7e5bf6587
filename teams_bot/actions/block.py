"""The press `block`: two people are never brought together again."""

from storage.change import Person
from teams_bot import texts
from teams_bot.intents import BlockIt
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, Done
from teams_bot.reports import item_of, kept_apart, parted, with_blocked
from teams_bot.services import Services
from teams_bot.threads import any_part


async def block(services: Services, me: Person, wish: BlockIt) -> Decision:
    """Keep the two apart; the other one is not told."""
    found = await any_part(services, me, wish.thread)
    item = item_of(found, me.id, wish.answer, wish.line)
    change = await settle(services, found, parted(found, me.id, item.author), actor=me.id)
    return Decision(
        outcome=Done(title=texts.TITLES["blocked"], sentence=texts.SAY["blocked"]),
        change=kept_apart(services, change, me.id, item.author),
        me=with_blocked(me, item.author),
    )
