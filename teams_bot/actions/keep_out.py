"""The press `keep_out_of_channel`: this question is not shown in a channel."""

from matching.thread import IllegalMove, ThreadId, keep_out
from storage.change import Person
from teams_bot import texts
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed, Told
from teams_bot.services import Services
from teams_bot.threads import own_question


async def keep_out_of_channel(services: Services, me: Person, thread: ThreadId) -> Decision:
    """Post it in no channel, and take it out of the one it stands in; others are asked instead."""
    found = await own_question(services, me, thread)
    told = Told(sentence=texts.SAY["kept_out"])
    if found.kept_out:
        return Decision(outcome=told)
    try:
        after = keep_out(found)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["keep_out_late"]) from late
    return Decision(outcome=told, change=await settle(services, found, after))
