"""The learner's verdict on one answer: what it changes, who hears of it, which cards follow.

Used by the long form (`finish`) and by the verdicts of one tap. Reads and thinks; writes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from matching.thread import (
    SOLVED,
    WAITING,
    Answer,
    AnswerId,
    IllegalMove,
    Rating,
    Tapped,
    Thread,
    posted_for,
)
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.closing import reminder_key
from teams_bot.interruptions import in_hours
from teams_bot.nonces import nonce_for
from teams_bot.offers import rung_key, settle
from teams_bot.outcomes import Decision, Finished, NotAllowed, Verdict
from teams_bot.reports import item_of, kept_apart, report_id, reported, unseen, with_blocked
from teams_bot.services import Services
from teams_bot.threads import last_word, names_in

APART: Final = ("report", "block")  # the two are not brought together again
NEWS: Final = "news"  # good news after words of thanks, which are not told again
_Card = tuple[str, str, Mapping[str, str]]  # its kind, its job, what a redrawing needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A verdict as it was given."""

    rating: Rating
    next: str
    minutes: int | None = None
    thanks: str = ""
    tapped: Tapped | None = None  # in one tap, instead of in the fields
    pressed: str = ""  # on which message


def words_key(answer: AnswerId) -> str:
    """Name the message of words of thanks that follow good news."""
    return f"thanks:{answer}:words"


async def judged(
    services: Services, me: Person, found: Thread, answer: Answer, wish: Wish
) -> Decision:
    """Keep the verdict on one answer; close, ask others, report or block as wished.

    The newest rating counts, and what it leaves out stays; `keep` changes the rating alone. The
    rating of a reported answer is final, as is a report or a block.
    """
    if answer.reported:
        return await _shown(services, me, found, answer, wish, Verdict.FINAL)
    try:
        after = _moved(found, answer.id, wish, now=services.now())
    except IllegalMove as late:
        if wish.next == "again":  # it is being asked
            return await _shown(services, me, found, answer, wish, Verdict.SAME)
        raise NotAllowed(texts.SAY["not_open"]) from late
    most = (await services.rules()).rules.open_questions_max
    begins = after.state in WAITING and found.state not in WAITING
    if begins and me.open_questions >= most:
        raise NotAllowed(texts.too_many_questions(most))
    same = after.answer_of(answer.id) == answer and after.state is found.state
    if same and wish.next not in APART:
        return await _shown(services, me, found, answer, wish, Verdict.SAME)
    jobs = await _thanks(services, after, answer, wish)
    if jobs:
        after = _with_thanks(after, answer.id)
    jobs = (*jobs, *await _elsewhere(services, after, answer, wish))
    change = await settle(services, found, after, *jobs, cancel=_moot(found, after))
    differs = answer.rating is not None and _said(after.answer_of(answer.id)) != _said(answer)
    became = Verdict.CHANGED if differs else Verdict.KEPT
    shown = await _shown(services, me, change.threads[0][1], answer, wish, became)
    change = replace(change, questions={me.id: most})
    if wish.next not in APART:
        return replace(shown, change=change)
    change = kept_apart(services, change, me.id, answer.mentor)
    if wish.next == "report":
        item = item_of(found, me.id, answer.id, "")
        if await services.store.report(report_id(found, item, me.id)) is None:
            change = await reported(services, change, found, me, item)
    return replace(shown, change=change, me=with_blocked(me, answer.mentor))


async def _shown(  # noqa: PLR0917 - all of it is shown
    services: Services, me: Person, thread: Thread, answer: Answer, wish: Wish, became: Verdict
) -> Decision:
    names = await names_in(services, thread)
    rated = thread.answer_of(answer.id) or answer
    shown = Finished(
        thread=thread,
        answer=rated,
        next=wish.next,
        names=names,
        verdict=became,
        nonce=nonce_for(thread, thread.learner, services.new_id()),
        hidden=unseen(me) | ({answer.mentor} if wish.next in APART else frozenset()),
        tapped=wish.tapped,
    )
    return Decision(outcome=shown)


def _said(answer: Answer | None) -> tuple[Rating | None, int | None, str] | None:
    return None if answer is None else (answer.rating, answer.minutes_saved, answer.thanks)


def _moot(found: Thread, after: Thread) -> tuple[str, ...]:
    """Name the timer that has nothing to do any more, where the question moved on."""
    return () if after.state is found.state else (rung_key(found),)


def _moved(thread: Thread, answer: AnswerId, wish: Wish, *, now: datetime) -> Thread:
    if wish.next == "keep":
        return thread.rate(
            answer, rating=wish.rating, minutes_saved=wish.minutes, thanks=wish.thanks
        )
    if wish.next == "again":
        if thread.text in texts.GONE:  # there is nothing left to ask
            raise NotAllowed(texts.SAY["not_open"])
        return thread.again(
            answer, rating=wish.rating, minutes_saved=wish.minutes, thanks=wish.thanks
        )
    return thread.finish(
        answer,
        now,
        rating=wish.rating,
        minutes_saved=wish.minutes,
        thanks=wish.thanks,
        reported=wish.next == "report",
    )


async def _thanks(
    services: Services, after: Thread, before: Answer, wish: Wish
) -> tuple[Job, ...]:
    """Tell the mentor how it ended: good news and words of thanks once each, together or not."""
    rated = after.answer_of(before.id)
    words = rated is not None and bool(rated.thanks) and not before.thanks
    solved = wish.rating in SOLVED and not (before.good_news or before.rating in SOLVED)
    if wish.next in APART or not (words or solved):
        return ()
    first = f"thanks:{before.id}"
    follows = words_key(before.id) if words else f"{first}:{NEWS}"
    key = follows if before.thanked else first
    if key in await services.store.job_states((key,)):  # the words were removed since
        return ()
    job = Job(
        key=key,
        kind="thanks",
        due=services.now(),
        to=before.mentor,
        thread=after.id,
        payload={"answer": before.id} | ({NEWS: True} if key.endswith(NEWS) else {}),
    )
    return (await in_hours(services, job, last_word(after, before.mentor)),)


def _with_thanks(thread: Thread, answer: AnswerId) -> Thread:
    answers = (
        replace(each, thanked=True, good_news=each.good_news or each.rating in SOLVED)
        if each.id == answer
        else each
        for each in thread.answers
    )
    return replace(thread, answers=tuple(answers))


async def _elsewhere(
    services: Services, after: Thread, answer: Answer, wish: Wish
) -> tuple[Job, ...]:
    """Redraw the cards that ask for the verdict, where it was given on another card.

    The pressed one is replaced by the reply, and must not be drawn anew under somebody's hands.
    """
    if not wish.pressed:
        return ()
    posting = posted_for(after, answer.id)
    card: _Card = (
        ("answer", f"answer:{answer.id}", {"answer": answer.id})
        if posting is None
        else ("combined", f"combined:{posting.id}", {"posting": posting.id})
    )
    asking: tuple[_Card, ...] = (card, ("reminder", reminder_key(after.id), {}))
    sent = [(each, await services.store.sent_id(each[1])) for each in asking]
    return tuple(
        Job(
            key=f"{kind}_update:{after.id}:{after.revision}:verdict",
            kind=f"{kind}_update",
            due=services.now(),
            to=after.learner,
            thread=after.id,
            payload=payload,
        )
        for (kind, _, payload), message in sent
        if message is not None and message != wish.pressed
    )
