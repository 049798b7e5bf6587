"""The press `report`: a moderator should look at what somebody wrote."""

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.crowds import read_there, still_shown
from teams_bot.intents import ReportIt
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.reports import (
    kept_apart,
    marked,
    parted,
    report_id,
    reported,
    with_blocked,
)
from teams_bot.services import Services


async def report(services: Services, me: Person, wish: ReportIt) -> Decision:
    """Keep the words for a moderator, show them to nobody else, and keep the two apart."""
    found, item = await read_there(services, me, wish)
    if not item.words or item.words in texts.GONE:
        raise NotAllowed(texts.SAY["report_nothing"])
    if await services.store.report(report_id(found, item, me.id)) is not None:
        return Decision(
            outcome=await still_shown(services, me, found, wish, texts.SAY["report_again"])
        )
    after = marked(parted(found, me.id, item.author), item, me.id)
    change: Change = await settle(services, found, after, actor=me.id)
    change = await reported(services, change, found, me, item)
    title, sentence = texts.TITLES["reported"], texts.SAY["reported"]
    blocked = with_blocked(me, item.author)
    return Decision(
        outcome=await still_shown(services, blocked or me, after, wish, sentence, title),
        change=kept_apart(services, change, me.id, item.author),
        me=blocked,
    )
