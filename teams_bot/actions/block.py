"""The press `block`: two people are never brought together again."""

from storage.change import Person
from teams_bot import texts
from teams_bot.crowds import read_there, still_shown
from teams_bot.intents import BlockIt
from teams_bot.offers import settle
from teams_bot.outcomes import Decision
from teams_bot.reports import kept_apart, parted, with_blocked
from teams_bot.services import Services


async def block(services: Services, me: Person, wish: BlockIt) -> Decision:
    """Keep the two apart; the other one is not told."""
    found, item = await read_there(services, me, wish)
    after = parted(found, me.id, item.author)
    change = await settle(services, found, after, actor=me.id)
    title, sentence = texts.TITLES["blocked"], texts.SAY["blocked"]
    blocked = with_blocked(me, item.author)
    return Decision(
        outcome=await still_shown(services, blocked or me, after, wish, sentence, title),
        change=kept_apart(services, change, me.id, item.author),
        me=blocked,
    )
