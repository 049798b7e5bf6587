"""The press `wrap_up` of the console: what came of a question, as one of the rule's codes."""

from matching.thread import OfferId, ThreadId
from storage.change import Change, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, NotAllowed, Silent
from teams_bot.services import Services
from teams_bot.threads import own_offer


async def wrap_up(
    services: Services, me: Person, thread: ThreadId, offer: OfferId, code: str
) -> Decision:
    """Keep the code with the offer; another one takes its place."""
    found, mine = await own_offer(services, me, thread, offer)
    if code not in (await services.rules()).rules.codes:
        raise NotAllowed(texts.SAY["desk_code"])
    after = found.wrap_up(mine.id, code)
    return Decision(outcome=Silent(), change=Change(threads=((found, after),)))
