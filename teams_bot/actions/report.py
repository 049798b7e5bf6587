"""The press `report`: a moderator should look at what somebody wrote."""

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.intents import ReportIt
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.reports import (
    item_of,
    kept_apart,
    marked,
    parted,
    report_id,
    reported,
    with_blocked,
)
from teams_bot.services import Services
from teams_bot.threads import any_part


async def report(services: Services, me: Person, wish: ReportIt) -> Decision:
    """Keep the words for a moderator, show them to nobody else, and keep the two apart."""
    found = await any_part(services, me, wish.thread)
    item = item_of(found, me.id, wish.answer, wish.line)
    if not item.words or item.words in {texts.ERASED, texts.REMOVED}:
        raise NotAllowed(texts.SAY["report_nothing"])
    if await services.store.report(report_id(found, item, me.id)) is not None:
        return Decision(outcome=Done(sentence=texts.SAY["report_again"]))
    after = marked(parted(found, me.id, item.author), item)
    change: Change = await settle(services, found, after, actor=me.id)
    change = await reported(services, change, found, me, item)
    return Decision(
        outcome=Done(title=texts.TITLES["reported"], sentence=texts.SAY["reported"]),
        change=kept_apart(services, change, me.id, item.author),
        me=with_blocked(me, item.author),
    )
