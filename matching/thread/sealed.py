"""Answers of several people to one posted question: sealed until enough are in, or time is up.

Nobody is led by what another wrote: until then the answers are in `Thread.sealed`, where only
their number is told. Then all of them become answers like others, at once.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from matching.model import PersonId
from matching.sources import Source
from matching.thread.parts import Answer, AnswerId, Offer, Posting, PostingId, Stance
from matching.thread.states import IllegalMove, Move, OfferState, State
from matching.thread.whole import Thread, by_standing, opened_at

KEPT_OUT: Final = "kept_out"  # why a posting is seen by nobody any more


def cast(
    thread: Thread, posting: PostingId, offer: Offer, answer: Answer, now: datetime
) -> Thread:
    """Record the one answer of somebody who came by; a late one is an answer at once.

    `offer` says whose it is: whoever answers holds one, like everybody else who helps.
    """
    known = thread.posting_of(posting)
    if known is None or known.open:
        thread.check(Move.CAST)
    found = _posting(thread, posting, Move.CAST)
    if offer.mentor == thread.learner or offer.mentor in spoken(thread):
        raise IllegalMove(Move.CAST, thread.state, "this person has nothing to answer here")
    if any(each.mentor == offer.mentor for each in thread.live_offers):
        raise IllegalMove(Move.CAST, thread.state, "this person was asked for themselves")
    held = replace(offer, source=found.source, rung=found.rung)
    if not found.open:
        asked = replace(thread, offers=(*thread.offers, held))
        return asked.answer(replace(answer, late=True), now)
    done = replace(held, state=OfferState.ANSWERED, reacted=now)
    return thread.become(
        Move.CAST,
        State.OPEN,
        offers=(*thread.offers, done),
        sealed=(*thread.sealed, replace(answer, late=False)),
    )


def unseal(thread: Thread, now: datetime) -> Thread:
    """Show all sealed answers at once, the best record first; the question is answered."""
    thread.check(Move.UNSEAL)
    if not thread.sealed:
        raise IllegalMove(Move.UNSEAL, thread.state, "nothing is sealed")
    return thread.become(
        Move.UNSEAL,
        State.ANSWERED,
        answers=(*thread.answers, *by_standing(thread.sealed)),
        sealed=(),
        postings=opened_at(thread, now),
        rung_ends=None,
        ended=None,
    )


def take_down(thread: Thread, posting: PostingId, why: str) -> Thread:
    """Note that a posted question is seen by nobody any more; what is sealed has to be opened."""
    thread.check(Move.TAKE_DOWN)
    found = _posting(thread, posting, Move.TAKE_DOWN)
    if thread.sealed or not found.open:
        raise IllegalMove(Move.TAKE_DOWN, thread.state, "answers to it are there, or it is over")
    down = replace(found, open=False, undelivered=why)
    postings = (down if each.id == posting else each for each in thread.postings)
    return thread.become(Move.TAKE_DOWN, State.OPEN, postings=tuple(postings))


def keep_out(thread: Thread) -> Thread:
    """Let the question be posted in no channel; where it stands and nobody answered, it goes."""
    thread.check(Move.DROP_MENTOR)
    if thread.sealed:
        raise IllegalMove(Move.DROP_MENTOR, thread.state, "answers to it are sealed")
    postings = (
        replace(each, open=False, undelivered=KEPT_OUT)
        if each.source is Source.CROWD and not together(thread, each.id)
        else each
        for each in thread.postings
    )
    return thread.become(Move.DROP_MENTOR, thread.state, postings=tuple(postings), kept_out=True)


def full(thread: Thread) -> bool:
    """Whether as many answers are sealed as are waited for."""
    wanted = [each.answers for each in thread.postings if each.open]
    return bool(thread.sealed) and len(thread.sealed) >= min(wanted, default=1)


def stand(thread: Thread, mentor: PersonId, answer: AnswerId) -> Thread:
    """Record that somebody says the same as another, or stands by their own answer.

    Only of the answers that came to the same posting, and of them all only once: the newest.
    """
    thread.check(Move.STAND)
    mine = [each for each in thread.answers if each.mentor == mentor]
    beside = {each.id for own in mine for each in _beside(thread, own)}
    if answer not in beside:
        raise IllegalMove(Move.STAND, thread.state, "this person answered something else")
    others = tuple(each for each in thread.stances if each.mentor != mentor)
    said = Stance(mentor=mentor, answer=answer)
    return thread.become(Move.STAND, State.ANSWERED, stances=(*others, said))


def together(thread: Thread, posting: PostingId) -> tuple[Answer, ...]:
    """Give the opened answers to one posting, best record first, late ones last as they came."""
    found = thread.posting_of(posting)
    rung = None if found is None else found.rung
    crowd = {
        each.id for each in thread.offers if each.rung == rung and each.source is Source.CROWD
    }
    return tuple(each for each in thread.answers if each.offer in crowd)


def posted_for(thread: Thread, answer: AnswerId) -> Posting | None:
    """Give the posting in a channel that an answer belongs to, if it came to one."""
    return next(
        (
            each
            for each in thread.postings
            if any(given.id == answer for given in together(thread, each.id))
        ),
        None,
    )


def spoken(thread: Thread) -> frozenset[PersonId]:
    """Give everybody who has answered, sealed or not."""
    return frozenset(each.mentor for each in (*thread.answers, *thread.sealed))


def _posting(thread: Thread, posting: PostingId, move: Move) -> Posting:
    found = thread.posting_of(posting)
    if found is None or found.source is not Source.CROWD:
        raise IllegalMove(move, thread.state, "it was never posted there")
    return found


def _beside(thread: Thread, answer: Answer) -> tuple[Answer, ...]:
    posting = posted_for(thread, answer.id)
    return () if posting is None else together(thread, posting.id)
