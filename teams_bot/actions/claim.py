"""The press `claim` of the console: somebody of the desk takes a question that stands there."""

from dataclasses import replace
from datetime import datetime, timedelta

from matching.model import RefusalReason
from matching.sources import Source
from matching.thread import IllegalMove, Offer, OfferId, Posting, PostingId, Thread, ThreadId
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.duty import is_off, refusal
from teams_bot.offers import claim_key, settle
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.services import Services
from teams_bot.threads import offer_shown


async def claim(services: Services, me: Person, thread: ThreadId, posting: PostingId) -> Decision:
    """Hold the question for as long as the lock lasts, or say kindly why not."""
    rules, now = (await services.rules()).rules, services.now()
    found, stands = await _standing(services, thread, posting)
    learner = await services.store.person(found.learner)
    why = refusal(me, learner or Person(id=found.learner, name=""), rules)
    if why is not None:
        raise NotAllowed(texts.SAY[_SAID.get(why, "desk_gone")])
    if is_off(me, now):
        raise NotAllowed(texts.SAY["desk_off"])
    holder = found.claim
    if holder is not None and holder.mentor == me.id:
        return Decision(outcome=await offer_shown(services, me, found, holder.id))
    if holder is not None:
        names = await services.store.names([holder.mentor])
        raise NotAllowed(texts.desk_taken(names.get(holder.mentor, texts.SOMEBODY)))
    if me.load >= rules.open_offers_max:
        raise NotAllowed(texts.desk_full(rules.open_offers_max))
    offer = _offer(services, me, stands, now)
    lock = timedelta(minutes=rules.claim_minutes)
    try:
        after = found.volunteer(stands.id, offer, now, lock)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["desk_gone"]) from late
    timer = Job(
        key=claim_key(offer.id),
        kind="claim",
        due=now + lock,
        thread=after.id,
        payload={"offer": offer.id},
    )
    change = await settle(services, found, after, timer, actor=me.id)
    return Decision(
        outcome=await offer_shown(services, me, after, offer.id),
        change=replace(change, capacity={me.id: rules.open_offers_max}),
    )


_SAID = {
    RefusalReason.OWN_QUESTION: "desk_own",
    RefusalReason.NOT_OPTED_IN: "desk_joined",
    RefusalReason.OFF_DUTY: "desk_off",
}


async def _standing(
    services: Services, thread: ThreadId, posting: PostingId
) -> tuple[Thread, Posting]:
    """Give a question that stands at the desk, or refuse."""
    found = await services.store.thread(thread)
    stands = None if found is None else found.posting_of(posting)
    if found is None or stands is None or stands.source is not Source.CALL_CENTRE:
        raise NotAllowed(texts.SAY["desk_gone"])
    return found, stands


def _offer(services: Services, me: Person, stands: Posting, now: datetime) -> Offer:
    return Offer(id=OfferId(services.new_id()), mentor=me.id, rung=stands.rung, due=now)
