"""Which cards say something else after a move, and the jobs that redraw them."""

from datetime import datetime
from typing import Final

from matching.model import PersonId
from matching.sources import Source
from matching.thread import FollowUp, Move, OfferState, State, Thread
from storage.change import Job
from teams_bot import texts
from teams_bot.closing import reminder_key
from teams_bot.places import posted_key
from teams_bot.services import Services

THANKS: Final = ("thanks_update", "thanks_words_update", "thanks_news_update")
LATE: Final = frozenset({OfferState.PASSED, OfferState.EXPIRED})  # their cards take answers


def refresh_offers(before: Thread, after: Thread, now: datetime) -> tuple[Job, ...]:
    """Make the jobs that redraw the cards of mentors whose offer, or the question, changed.

    When a thread ends, the cards that still took an answer say so; when its learner opens it
    again, they take one again.
    """
    reworded = (before.text, before.place) != (after.text, after.place)
    turned = _takes_answers(before) is not _takes_answers(after)
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
        and (reworded or old[each.id] is not each.state or (turned and each.state in LATE))
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


def refresh_words(before: Thread, after: Thread, now: datetime) -> tuple[Job, ...]:
    """Make the jobs that redraw answers, lines and thanks after words on them were taken away.

    These may be their own, the question's, or what the same two wrote beside them: who writes back
    reads all of it on the card they pressed. An edited question leaves them as they are: they show
    what was answered.
    """
    gone = _gone(before.text, after.text)
    lines = {each.id: each.text for each in before.follow_ups}
    answers = {each.id: each for each in before.answers}
    lost = {
        _mentor_of(after, each)
        for each in after.follow_ups
        if _gone(lines.get(each.id, each.text), each.text)
    }
    lost |= {
        each.mentor
        for each in after.answers
        if each.id in answers and _gone(answers[each.id].text, each.text)
    }
    found = [
        (each.recipient, "follow_up_update", {"line": each.id})
        for each in after.follow_ups
        if each.id in lines and (gone or _mentor_of(after, each) in lost)
    ]
    for each in after.answers:
        was = answers.get(each.id, each)
        if gone or each.mentor in lost:
            found.append((after.learner, "answer_update", {"answer": each.id}))
        if was.thanked and (gone or (was.thanks and not each.thanks)):
            found += [(each.mentor, kind, {"answer": each.id}) for kind in THANKS]
    return tuple(
        Job(
            key=f"{kind}:{item}:{after.revision}",
            kind=kind,
            due=now,
            to=reader,
            thread=after.id,
            payload=payload,
        )
        for reader, kind, payload in found
        for item in payload.values()
    )


async def refresh_posted(services: Services, before: Thread, after: Thread) -> tuple[Job, ...]:
    """Make the job that takes the same words off what was posted where the question was asked.

    The thread may have forgotten where that was: the job that sent it knows.
    """
    first = next(iter(before.answers), None)
    if first is None:
        return ()
    still = after.answer_of(first.id) or first
    if not (_gone(before.text, after.text) or _gone(first.text, still.text)):
        return ()
    address = await services.store.sent_where(posted_key(after))
    if address is None:
        return ()
    posted = Job(
        key=f"posted_update:{after.id}:{after.revision}",
        kind="posted_update",
        due=services.now(),
        address=address,
        thread=after.id,
        payload={
            "answer": first.id,
            "named": before.place is not None and before.place.named,
        },
    )
    return (posted,)


async def refresh_quotes(services: Services, before: Thread, after: Thread) -> tuple[Job, ...]:
    """Make the jobs that redraw what quotes words which changed or were erased.

    That is digests, of a question's words, and the learner's reminder, of these and the answers'.
    """
    now, known = services.now(), {each.id: each.text for each in before.answers}
    reworded = before.text != after.text
    jobs = [
        Job(
            key=f"digest_update:{each.job}:{after.id}:{after.revision}",
            kind="digest_update",
            due=now,
            to=each.to,
            payload={"sent": each.sent, "quotes": list(each.quotes)},
        )
        for each in (await services.store.quoting(after.id) if reworded else ())
    ]
    answers = any(known.get(each.id, each.text) != each.text for each in after.answers)
    reminder = reminder_key(after.id)
    if (reworded or answers) and await services.store.sent_id(reminder) is not None:
        jobs.append(
            Job(
                key=f"reminder_update:{after.id}:{after.revision}:words",
                kind="reminder_update",
                due=now,
                to=after.learner,
                thread=after.id,
            )
        )
    return tuple(jobs)


def standing(thread: Thread) -> tuple[object, ...]:
    """Give what the learner's card shows of a thread: while it is open, who is asked now."""
    asked = tuple(each.state for each in thread.offers) if thread.state is State.OPEN else ()
    about = thread.text, tuple(thread.skills), thread.kept_out
    return thread.state, thread.inferred, thread.rung, about, len(thread.answers), asked


def _gone(before: str, after: str) -> bool:
    return before != after and after in texts.GONE


def _mentor_of(thread: Thread, line: FollowUp) -> PersonId:
    return line.recipient if line.sender == thread.learner else line.sender


def _takes_answers(thread: Thread) -> bool:
    return thread.may(Move.ANSWER)
