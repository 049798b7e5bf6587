"""The press `wrap_up` of the console: what came of a question, as one of the rule's codes."""

from matching.thread import IllegalMove, OfferId, ThreadId
from storage.change import Change, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.services import Services
from teams_bot.threads import offer_shown, own_offer


async def wrap_up(
    services: Services, me: Person, thread: ThreadId, offer: OfferId, code: str
) -> Decision:
    """Keep the code with the offer; another one takes its place."""
    found, mine = await own_offer(services, me, thread, offer)
    if code not in (await services.rules()).rules.codes:
        raise NotAllowed(texts.SAY["desk_code"])
    try:
        after = found.wrap_up(mine.id, code)
    except IllegalMove as early:
        raise NotAllowed(texts.SAY["desk_early"]) from early
    change = Change() if mine.wrap_up == code else Change(threads=((found, after),))
    return Decision(outcome=await offer_shown(services, me, after, mine.id), change=change)
