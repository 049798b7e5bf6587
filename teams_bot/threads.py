"""Finding the thread, offer or answer that a press names, for the person who pressed it."""

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId
from matching.thread import (
    Answer,
    AnswerId,
    Move,
    Offer,
    OfferId,
    OfferState,
    Thread,
    ThreadId,
)
from storage.change import DraftId, Person
from teams_bot import texts
from teams_bot.outcomes import NotAllowed, OfferShown
from teams_bot.services import Services, within

RESENT: Final = timedelta(minutes=2)  # Teams re-sends a message with a new id within this time


async def own_offer(
    services: Services, me: Person, thread: ThreadId, offer: OfferId
) -> tuple[Thread, Offer]:
    """Give a thread and this mentor's offer of it, or refuse."""
    found = await _thread(services, thread)
    mine = found.offer_of(offer)
    if mine is None or mine.mentor != me.id:
        raise NotAllowed(texts.SAY["not_yours"])
    return found, mine


async def own_question(services: Services, me: Person, thread: ThreadId) -> Thread:
    """Give a thread that this learner asked, or refuse."""
    found = await _thread(services, thread)
    if found.learner != me.id:
        raise NotAllowed(texts.SAY["not_yours"])
    return found


async def own_answer(
    services: Services, me: Person, thread: ThreadId, answer: AnswerId
) -> tuple[Thread, Answer]:
    """Give an answer to this learner's question, or refuse."""
    found = await own_question(services, me, thread)
    given = found.answer_of(answer)
    if given is None:
        raise NotAllowed(texts.SAY["not_yours"])
    return found, given


async def any_part(services: Services, me: Person, thread: ThreadId) -> Thread:
    """Give a thread in which this person is learner or mentor, or refuse."""
    found = await _thread(services, thread)
    if me.id != found.learner and me.id not in found.asked:
        raise NotAllowed(texts.SAY["not_yours"])
    return found


async def names_in(services: Services, thread: Thread) -> dict[PersonId, str]:
    """Read the names of everybody in a thread; an anonymous learner has none."""
    learner = () if thread.anonymous else (thread.learner,)
    return await services.store.names((*learner, *(each.mentor for each in thread.offers)))


async def zone_of(services: Services, person: Person) -> str:
    """Give the time zone in which a person reads times."""
    return person.time_zone or (await services.rules()).rules.default_time_zone


async def offer_shown(
    services: Services, me: Person, thread: Thread, offer: OfferId, *, notice: str = ""
) -> OfferShown:
    """Show a mentor's own card as the thread stands now."""
    mine = thread.offer_of(offer)
    assert mine is not None  # noqa: S101 - callers found it by `own_offer`
    return OfferShown(
        thread=thread,
        offer=mine,
        names=await names_in(services, thread),
        zone=await zone_of(services, me),
        notice=notice,
    )


async def words_of(
    services: Services, me: Person, text: str, draft: DraftId | None, *, empty: str
) -> str:
    """Give the words of a press: typed into its field, or of the draft it names."""
    words = text
    if draft is not None:
        found = await services.store.draft(draft)
        if found is None or found.person != me.id:
            raise NotAllowed(texts.SAY["draft_gone"])
        words = text or found.text
    if not words:
        raise NotAllowed(empty)
    if len(words) > texts.ANSWER_LIMIT:
        raise NotAllowed(texts.too_long_answer(len(words), texts.ANSWER_LIMIT))
    return words


def said_keys(
    person: PersonId, text: str, now: datetime, *, anonymous: bool = False
) -> tuple[str, str]:
    """Name the same text of the same person within two to four minutes.

    With and without a name it is not the same.
    """
    whose = f"{person}\n" if anonymous else str(person)
    said = hashlib.sha256(f"{whose}\n{text.casefold()}".encode()).hexdigest()[:32]
    return within(f"said:{said}", now, RESENT)


def last_word(thread: Thread, mentor: PersonId) -> datetime | None:
    """Give when a mentor last took, answered or wrote something in a thread."""
    answers = [each.at for each in thread.answers if each.mentor == mentor]
    lines = [each.at for each in thread.follow_ups if each.sender == mentor]
    takes = [each.claimed for each in thread.offers if each.mentor == mentor and each.claimed]
    return max((*answers, *lines, *takes), default=None)


def may_come_late(thread: Thread) -> bool:
    """Whether somebody who passed, or let the time go by, may still answer on their card."""
    late = {OfferState.PASSED, OfferState.EXPIRED}
    posted = any(not (each.undelivered or each.in_digests) for each in thread.postings)
    asked = posted or any(each.state in late for each in thread.offers)
    return thread.may(Move.ANSWER) and asked


def may_ask_again(thread: Thread) -> bool:
    """Whether other mentors may be asked: a question whose words are gone is sent to nobody."""
    return thread.may(Move.AGAIN) and thread.text not in texts.GONE


def search_over(thread: Thread, question: str = "") -> str:
    """Say to the learner that nobody is left to ask; name the question where it is not shown."""
    return texts.unanswered(
        answered=bool(thread.answers), late=may_come_late(thread), question=question
    )


def why_nobody(thread: Thread) -> dict[str, int]:
    """Count why those who were read could not be asked, each of them once."""
    why = {each.mentor: each.reason for made in thread.shortlists for each in made.refusals}
    return dict(Counter(each.value for each in why.values()))


async def _thread(services: Services, thread: ThreadId) -> Thread:
    found = await services.store.thread(thread)
    if found is None:
        raise NotAllowed(texts.SAY["gone"])
    return found
