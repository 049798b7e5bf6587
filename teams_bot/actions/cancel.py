"""The press `cancel`: the learner takes the question back."""

from contextlib import suppress

from matching.thread import IllegalMove, ThreadId
from storage.change import Change, Person
from teams_bot.offers import rung_key, settle
from teams_bot.outcomes import Decision, StatusShown
from teams_bot.services import Services
from teams_bot.threads import names_in, own_question, zone_of


async def cancel(services: Services, me: Person, thread: ThreadId) -> Decision:
    """End the thread; the mentors' cards say so. One that was answered or ended is shown."""
    found = after = await own_question(services, me, thread)
    change = Change()
    with suppress(IllegalMove):
        after = found.cancel(services.now())
        change = await settle(services, found, after, actor=me.id, cancel=(rung_key(found),))
    names, zone = await names_in(services, after), await zone_of(services, me)
    return Decision(outcome=StatusShown(thread=after, names=names, zone=zone), change=change)
