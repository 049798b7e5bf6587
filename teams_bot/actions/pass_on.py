"""The press `pass`: not for me; perhaps somebody better, perhaps a reason."""

from matching.thread import IllegalMove
from storage.change import Person
from teams_bot.intents import PassOn
from teams_bot.offers import claim_key, settle
from teams_bot.outcomes import Decision
from teams_bot.services import Services
from teams_bot.threads import offer_shown, own_offer


async def pass_on(services: Services, me: Person, wish: PassOn) -> Decision:
    """Decline an offer; when nobody else is asked any more, the next mentors are at once."""
    found, mine = await own_offer(services, me, wish.thread, wish.offer)
    try:
        after = found.pass_on(mine.id, services.now(), wish.suggest, wish.reason)
    except IllegalMove:
        return Decision(outcome=await offer_shown(services, me, found, mine.id))
    change = await settle(services, found, after, actor=me.id, cancel=(claim_key(mine.id),))
    settled = change.threads[0][1]  # others are asked by now, or nobody is left
    return Decision(outcome=await offer_shown(services, me, settled, mine.id), change=change)
