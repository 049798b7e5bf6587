"""Which cards say something else after a move, and the jobs that redraw them."""

from datetime import datetime
from typing import Final

from matching.sources import Source
from matching.thread import Move, OfferState, State, Thread
from storage.change import Job

LATE: Final = frozenset({OfferState.PASSED, OfferState.EXPIRED})  # their cards take answers


def refresh_offers(before: Thread, after: Thread, now: datetime) -> tuple[Job, ...]:
    """Make the jobs that redraw the cards of mentors whose offer, or the question, changed.

    When a thread ends, the cards that still took an answer say so.
    """
    reworded = (before.text, before.place) != (after.text, after.place)
    over = _takes_answers(before) and not _takes_answers(after)
    old = {each.id: each.state for each in before.offers}
    return tuple(
        Job(
            key=f"offer_update:{each.id}:{after.revision}",
            kind="offer_update",
            due=now,
            to=each.mentor,
            thread=after.id,
            payload={"offer": each.id},
        )
        for each in after.offers
        if each.id in old
        and each.source is not Source.CROWD  # theirs is the card of the channel
        and (reworded or old[each.id] is not each.state or (over and each.state in LATE))
    )


def refresh_status(thread: Thread, now: datetime) -> Job:
    """Make the job that redraws the learner's card."""
    return Job(
        key=f"status_update:{thread.id}:{thread.revision}",
        kind="status_update",
        due=now,
        to=thread.learner,
        thread=thread.id,
    )


def standing(thread: Thread) -> tuple[object, ...]:
    """Give what the learner's card shows of a thread: while it is open, who is asked now."""
    asked = tuple(each.state for each in thread.offers) if thread.state is State.OPEN else ()
    about = thread.text, tuple(thread.skills), thread.kept_out
    return thread.state, thread.inferred, thread.rung, about, len(thread.answers), asked


def _takes_answers(thread: Thread) -> bool:
    return thread.may(Move.ANSWER)
