"""The press `decide`: what a moderator makes of a report."""

from storage.change import Person
from teams_bot import texts
from teams_bot.intents import DecideReport
from teams_bot.moderation import decided, decision_from
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.services import Services


async def decide_report(services: Services, me: Person, wish: DecideReport) -> Decision:
    """Do what was decided, and note who decided it."""
    store = services.store
    if me.id not in await store.moderators():
        raise NotAllowed(texts.SAY["moderators_only"])
    found = await store.report(wish.report)
    if found is None:
        raise NotAllowed(texts.SAY["report_gone"])
    if me.id in {found.reporter, found.reported}:
        raise NotAllowed(texts.SAY["report_yours"])
    made = decision_from(wish.ruling, me.id, wish.note, wish.days)
    change = await decided(services, found, made)
    return Decision(outcome=Done(sentence=texts.RULED[made.ruling]), change=change)
