"""When time is up on a rung of the ladder, or for a mentor who holds a question."""

from datetime import timedelta
from typing import Final

from matching.thread import Offer, OfferId, OfferState, State, Thread, unseal
from storage.change import Change, Claimed, Work
from storage.commit import Cause
from teams_bot.offers import offer_key, rung_of, settle, wait
from teams_bot.postings import posting_key
from teams_bot.services import Services
from teams_bot.silence import with_silences
from teams_bot.timers.steps import thread_of
from teams_bot.turn import carry_out

LONGEST_OUTAGE: Final = timedelta(hours=6)
NOT_IN_TIME: Final = "not_in_time"


async def rung(services: Services, timer: Claimed) -> None:
    """Let the offers of a rung lapse that nobody reacted to, and climb on.

    A rung on which nobody was reached, as no card could leave yet, gets its time again instead,
    for as long as an outage may last.
    """
    standing = await _on_rung(services, timer)
    rules = (await services.rules()).rules
    minutes = 0 if standing is None else rung_of(rules, standing).minutes
    later = services.now() + timedelta(minutes=minutes)

    async def think_of_waiting() -> Change | None:
        thread = await _on_rung(services, timer)
        offers = () if thread is None else thread.live_offers
        if thread is None or await _anybody_reached(services, thread):
            return None
        now = services.now()
        begun = [each.due for each in offers] + [each.due for each in thread.postings if each.open]
        if now > max(begun) + LONGEST_OUTAGE:
            return None
        return wait(thread, later, now)

    async def think() -> Change:
        thread = await _on_rung(services, timer)
        if thread is None:
            return Change()
        if thread.sealed:
            return await settle(services, thread, unseal(thread, services.now()))
        after = thread
        for each in await _unread(services, thread):
            after = after.drop_offer(each.id, services.now(), NOT_IN_TIME)
        over = after.rung_over()
        silent = await _silent(services, after, over)
        return await with_silences(services, await settle(services, thread, over), silent)

    if not await carry_out(services, think_of_waiting, Cause(timer=timer, again=later)):
        await carry_out(services, think, Cause(timer=timer))


async def claim(services: Services, timer: Claimed) -> None:
    """Take a question back from a mentor whose lock ran out."""

    async def think() -> Change:
        thread = await thread_of(services, timer)
        offer = None if thread is None else thread.offer_of(OfferId(timer.job.payload["offer"]))
        if thread is None or offer is None or offer.state is not OfferState.TAKEN:
            return Change()
        return await settle(services, thread, thread.claim_over())

    await carry_out(services, think, Cause(timer=timer))


async def _on_rung(services: Services, timer: Claimed) -> Thread | None:
    """Read the thread of a rung's timer, if it still stands there and nobody holds it."""
    thread = await thread_of(services, timer)
    if thread is None or thread.state is not State.OPEN:
        return None
    return thread if thread.rung == timer.job.payload["rung"] else None


async def _anybody_reached(services: Services, thread: Thread) -> bool:
    """Whether a card of the rung may have arrived: an offer's, or one in a channel."""
    offers = {offer_key(each.id) for each in thread.live_offers}
    posted = {posting_key(each.id) for each in thread.postings if each.open}
    cards = offers | posted
    return not cards or await services.store.unsent(cards) != cards


async def _silent(services: Services, before: Thread, after: Thread) -> list[Offer]:
    """Give the offers that lapse now though their card was delivered."""
    lapsed = {
        offer_key(was.id): now
        for was, now in zip(before.offers, after.offers, strict=True)
        if was.state is OfferState.SENT and now.state is OfferState.EXPIRED
    }
    states = await services.store.job_states(lapsed) if lapsed else {}
    return [offer for key, offer in lapsed.items() if states.get(key) is Work.DONE]


async def _unread(services: Services, thread: Thread) -> set[Offer]:
    """Give the live offers whose card cannot have arrived yet."""
    offers = {offer_key(each.id): each for each in thread.live_offers}
    return {offers[key] for key in await services.store.unsent(offers)}
