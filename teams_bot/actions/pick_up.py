"""The press `pick_up`: somebody takes a question of their digest, by their own choice."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from matching.model import RefusalReason
from matching.thread import Offer, OfferId, State, Thread, ThreadId
from storage.change import Job, Pace, Person
from teams_bot import texts
from teams_bot.digests import refusal, shown, still_waits
from teams_bot.offers import claim_key, offer_key, settle, week_of
from teams_bot.outcomes import Decision
from teams_bot.services import Services

FULL: Final = (RefusalReason.AT_CAPACITY, RefusalReason.OUT_OF_MINUTES)


async def pick_up(services: Services, me: Person, thread: ThreadId, pressed: str = "") -> Decision:
    """Hold the question and get its card, or read who was faster; the digest stays in view."""
    quoted = await services.store.quoted_in(me.id, pressed) if pressed else None
    found = await services.store.thread(thread)
    if found is None or not still_waits(found):
        return await _told(services, me, await _why_over(services, me, found), quoted)
    why, capacity = await refusal(services, me, found)
    if why is not None:
        return await _told(
            services, me, "picked_full" if why in FULL else "picked_not_you", quoted
        )
    now = services.now()
    rules = (await services.rules()).rules
    lock = timedelta(minutes=rules.claim_minutes)
    offer = Offer(id=OfferId(services.new_id()), mentor=me.id, rung=found.rung, due=now)
    after = found.volunteer(None, offer, now, lock)
    data = {"offer": offer.id}
    card = Job(
        key=offer_key(offer.id), kind="picked", due=now, to=me.id, thread=after.id, payload=data
    )
    timer = Job(
        key=claim_key(offer.id), kind="claim", due=now + lock, thread=after.id, payload=data
    )
    change = await settle(services, found, after, card, timer)
    pace = Pace(rest=timedelta(), week=week_of(rules))
    others = await shown(services, me, notice=texts.SAY["picked"], only=quoted)
    rest = tuple(each for each in others.threads if each.id != found.id)
    return Decision(
        outcome=replace(others, threads=rest),
        change=replace(change, capacity={me.id: capacity}, pace=pace),
    )


async def _told(
    services: Services, me: Person, said: str, quoted: frozenset[ThreadId] | None
) -> Decision:
    notice = texts.SAY.get(said, said)
    return Decision(outcome=await shown(services, me, notice=notice, only=quoted))


async def _why_over(services: Services, me: Person, thread: Thread | None) -> str:
    """Say why a question cannot be taken any more, or that this very person has it."""
    claim = None if thread is None or thread.state is not State.TAKEN else thread.claim
    if claim is None:
        return "picked_gone"
    if claim.mentor == me.id:
        return "picked"
    names = await services.store.names([claim.mentor])
    return texts.picked_by(names.get(claim.mentor, texts.SOMEBODY))
