"""A message was deleted: the question it became is taken back, and its text erased."""

from dataclasses import replace

from matching.thread import IllegalMove
from storage.change import Person
from teams_bot import texts
from teams_bot.offers import rung_key, settle
from teams_bot.outcomes import Decision, Silent, Told
from teams_bot.services import Services


async def delete(services: Services, me: Person, origin: str) -> Decision:
    """Cancel the thread of a deleted message; an answered one stays, without its text."""
    found = await services.store.thread_from(me.id, origin)
    if found is None or found.text == texts.ERASED:
        return Decision(outcome=Silent())
    try:
        ended = found.cancel(services.now())
    except IllegalMove:
        ended = replace(found, revision=found.revision + 1)
    after = replace(ended, text=texts.ERASED)
    change = await settle(services, found, after, cancel=(rung_key(found),))
    return Decision(outcome=Told(sentence=texts.SAY["deleted"]), change=change)
