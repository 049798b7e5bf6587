"""What happens when time is up, or when somebody is no longer there.

Each may run twice without harm: the second time finds nothing left to do.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from matching.model import PersonId
from matching.thread import (
    IllegalMove,
    Joint,
    Offer,
    OfferId,
    OfferState,
    Posting,
    State,
    Thread,
    ThreadId,
    take_down,
    unseal,
)
from storage.change import Change, Claimed, Job
from storage.commit import Cause
from storage.jobs import DEAD_LETTER
from teams_bot import nightly, texts
from teams_bot.offers import offer_key, rung_of, settle, wait
from teams_bot.places import not_posted, posted_key
from teams_bot.postings import posting_key, redraw_start
from teams_bot.reports import KEEP_APART
from teams_bot.services import Services
from teams_bot.turn import carry_out

LONGEST_OUTAGE: Final = timedelta(hours=6)
NOT_IN_TIME: Final = "not_in_time"
CHANNEL_GONE: Final = "channel_gone"

Timer = Callable[[Services, Claimed], Awaitable[None]]


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
        return await settle(services, thread, after.rung_over())

    if not await carry_out(services, think_of_waiting, Cause(timer=timer, again=later)):
        await carry_out(services, think, Cause(timer=timer))


async def claim(services: Services, timer: Claimed) -> None:
    """Take a question back from a mentor whose lock ran out."""

    async def think() -> Change:
        thread = await _thread(services, timer)
        offer = None if thread is None else thread.offer_of(OfferId(timer.job.payload["offer"]))
        if thread is None or offer is None or offer.state is not OfferState.TAKEN:
            return Change()
        return await settle(services, thread, thread.claim_over())

    await carry_out(services, think, Cause(timer=timer))


async def dead_letter(services: Services, timer: Claimed) -> None:
    """Withdraw an offer whose card was given up, and ask somebody else at once.

    An answer that could not be posted where it was asked: the learner is told.

    It says nothing about the mentor, who saw nothing. Of other messages nothing follows.
    """
    key, why = timer.job.payload["key"], timer.job.payload["why"]

    async def think() -> Change:
        thread = await _thread(services, timer)
        if thread is not None and key == posted_key(thread):
            return not_posted(thread, services.now())
        gone = None if thread is None else _lost_posting(thread, key)
        if thread is not None and gone is not None:
            return await settle(services, thread, _not_seen(thread, gone, why, services.now()))
        offers = () if thread is None else thread.offers
        lost = next((each for each in offers if offer_key(each.id) == key), None)
        if thread is None or lost is None or lost.undelivered or lost.reacted is not None:
            return Change()
        return await settle(services, thread, thread.drop_offer(lost.id, services.now(), why))

    await carry_out(services, think, Cause(timer=timer))


async def channel_gone(services: Services, timer: Claimed) -> None:
    """Let the questions that stand in a channel climb on: nobody sees them there any more."""
    channel = timer.job.payload["channel"]

    def moved(thread: Thread) -> Thread | None:
        stands = [each for each in thread.postings if each.open and each.place == channel]
        if thread.state is not State.OPEN or not stands:
            return None
        return _not_seen(thread, stands[0], CHANNEL_GONE, services.now())

    async def each(thread: Thread) -> Change | None:
        after = moved(thread)
        return None if after is None else await settle(services, thread, after)

    for thread in await services.store.posted_at(channel):
        await _each(services, thread.id, each)
    await carry_out(services, _nothing, Cause(timer=timer))


def _lost_posting(thread: Thread, key: str) -> Posting | None:
    """Find the open posting whose card, or whose redrawing, a job was."""
    if thread.state is not State.OPEN:
        return None
    return next(
        (
            each
            for each in thread.postings
            if each.open and (key == posting_key(each.id) or key.startswith(redraw_start(each.id)))
        ),
        None,
    )


def _not_seen(thread: Thread, posting: Posting, why: str, now: datetime) -> Thread:
    """Take a posting down; what was answered there already is opened instead."""
    return unseal(thread, now) if thread.sealed else take_down(thread, posting.id, why)


async def drop_mentor(services: Services, timer: Claimed) -> None:
    """Withdraw every live offer of somebody who left or cannot be reached."""
    person = PersonId(timer.job.payload["person"])
    for thread in await services.store.threads_with(person):
        await _each(services, thread.id, lambda found: _dropped(services, found, person))
    await carry_out(services, _nothing, Cause(timer=timer))


async def keep_apart(services: Services, timer: Claimed) -> None:
    """Withdraw every live offer between two people who are not brought together again."""
    one, other = (PersonId(timer.job.payload[each]) for each in ("one", "other"))
    for learner, mentor in ((one, other), (other, one)):
        for thread in await services.store.threads_between(learner, mentor):
            await _each(services, thread.id, partial(_dropped_from, services, person=mentor))
    await carry_out(services, _nothing, Cause(timer=timer))


async def forget(services: Services, timer: Claimed) -> None:
    """Erase somebody's words from every thread, end their questions, withdraw their offers."""
    person = PersonId(timer.job.payload["person"])
    while threads := await services.store.threads_naming(person, texts.ERASED):
        for thread in threads:
            await _each(services, thread.id, lambda found: _erased(services, found, person))
    for thread in await services.store.threads_with(person):
        await _each(services, thread.id, lambda found: _dropped(services, found, person))
    await services.store.erase_shown()
    await services.store.leave_out_of_snapshots(person)
    await carry_out(services, _nothing, Cause(timer=timer))


async def _dropped_from(services: Services, thread: Thread, *, person: PersonId) -> Change | None:
    return await _dropped(services, thread, person)


async def _dropped(services: Services, thread: Thread, person: PersonId) -> Change | None:
    if not any(each.mentor == person for each in thread.live_offers):
        return None
    return await settle(services, thread, thread.drop_mentor(person))


async def _erased(services: Services, thread: Thread, person: PersonId) -> Change:
    after = thread
    if thread.learner == person:
        try:
            after = thread.cancel(services.now())
        except IllegalMove:
            after = thread  # it has ended already, or was answered
    elif any(each.mentor == person for each in thread.live_offers):
        after = thread.drop_mentor(person)
    cards = _erased_answers(thread, person, services.now())
    return await settle(services, thread, without_words_of(after, person), *cards, actor=person)


def _erased_answers(thread: Thread, person: PersonId, now: datetime) -> tuple[Job, ...]:
    """Make the jobs that redraw the learner's cards of the answers that are being erased."""
    return tuple(
        Job(
            key=f"answer_update:{each.id}:erased",
            kind="answer_update",
            due=now,
            to=thread.learner,
            thread=thread.id,
            payload={"answer": each.id},
        )
        for each in thread.answers
        if each.mentor == person and each.text != texts.ERASED
    )


def without_words_of(thread: Thread, person: PersonId) -> Thread:
    """Give a thread in which nothing that this person wrote is left; counts stay."""
    mine = thread.learner == person
    return replace(
        thread,
        text=texts.ERASED if mine else thread.text,
        origin="" if mine else thread.origin,
        place=None if mine else thread.place,
        answers=tuple(
            replace(
                each,
                text=texts.ERASED if each.mentor == person else each.text,
                thanks="" if mine else each.thanks,
            )
            for each in thread.answers
        ),
        offers=tuple(
            replace(each, suggestion="", reason="") if each.mentor == person else each
            for each in thread.offers
        ),
        sealed=tuple(each for each in thread.sealed if each.mentor != person),
        joint=_joint_without(thread.joint, person),
        follow_ups=tuple(
            replace(each, text=texts.ERASED) if each.sender == person else each
            for each in thread.follow_ups
        ),
        revision=thread.revision + 1,
    )


def _joint_without(joint: Joint | None, person: PersonId) -> Joint | None:
    if joint is None:
        return None
    said = tuple(
        replace(each, text=texts.ERASED) if each.mentor == person else each
        for each in joint.objections
    )
    erased = joint.writer == person and joint.text
    return replace(joint, text=texts.ERASED if erased else joint.text, objections=said)


async def _each(
    services: Services, identity: ThreadId, move: Callable[[Thread], Awaitable[Change | None]]
) -> None:
    async def think() -> Change | None:
        thread = await services.store.thread(identity)
        return None if thread is None else await move(thread)

    await carry_out(services, think, Cause())


async def _nothing() -> Change:
    return Change()


async def _on_rung(services: Services, timer: Claimed) -> Thread | None:
    """Read the thread of a rung's timer, if it still stands there and nobody holds it."""
    thread = await _thread(services, timer)
    if thread is None or thread.state is not State.OPEN:
        return None
    return thread if thread.rung == timer.job.payload["rung"] else None


async def _anybody_reached(services: Services, thread: Thread) -> bool:
    """Whether a card of the rung may have arrived: an offer's, or one in a channel."""
    offers = {offer_key(each.id) for each in thread.live_offers}
    posted = {posting_key(each.id) for each in thread.postings if each.open}
    cards = offers | posted
    return not cards or await services.store.unsent(cards) != cards


async def _unread(services: Services, thread: Thread) -> set[Offer]:
    """Give the live offers whose card cannot have arrived yet."""
    offers = {offer_key(each.id): each for each in thread.live_offers}
    return {offers[key] for key in await services.store.unsent(offers)}


async def _thread(services: Services, timer: Claimed) -> Thread | None:
    return None if timer.job.thread is None else await services.store.thread(timer.job.thread)


TIMERS: Final[Mapping[str, Timer]] = {
    "rung": rung,
    "claim": claim,
    DEAD_LETTER: dead_letter,
    "drop_mentor": drop_mentor,
    KEEP_APART: keep_apart,
    "forget": forget,
    "channel_gone": channel_gone,
    nightly.KIND: nightly.snapshot,
}
