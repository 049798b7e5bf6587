"""The press `take`: a mentor claims a question, for as long as the lock holds."""

from datetime import timedelta

from matching.thread import IllegalMove
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.intents import Take
from teams_bot.offers import claim_key, settle
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.reports import are_apart
from teams_bot.services import Services
from teams_bot.threads import offer_shown, own_offer


async def take(services: Services, me: Person, wish: Take) -> Decision:
    """Claim the thread, or say kindly who was faster."""
    found, mine = await own_offer(services, me, wish.thread, wish.offer)
    offer = mine.id
    if are_apart(me, found.learner):
        raise NotAllowed(texts.SAY["no_more_lines"])
    claim = found.claim
    if claim is not None and claim.mentor != me.id:
        names = await services.store.names([claim.mentor])
        notice = texts.taken_by(names.get(claim.mentor, "Somebody"))
        return Decision(outcome=await offer_shown(services, me, found, offer, notice=notice))
    now = services.now()
    lock = timedelta(minutes=(await services.rules()).rules.claim_minutes)
    try:
        after = found.take(offer, now, lock)
    except IllegalMove:
        return Decision(outcome=await offer_shown(services, me, found, offer))
    timer = Job(
        key=claim_key(offer),
        kind="claim",
        due=now + lock,
        thread=after.id,
        payload={"offer": offer},
    )
    return Decision(
        outcome=await offer_shown(services, me, after, offer),
        change=await settle(services, found, after, timer, actor=me.id),
    )
