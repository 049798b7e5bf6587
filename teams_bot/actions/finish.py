"""The press `finish`: rating, minutes saved, thanks, and what comes next, in one step."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from matching.thread import WAITING, Answer, AnswerId, IllegalMove, Rating, State, Thread
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.intents import Finish
from teams_bot.nonces import nonce_for
from teams_bot.offers import rung_key, settle
from teams_bot.outcomes import Decision, Finished, NotAllowed, Verdict
from teams_bot.reports import item_of, kept_apart, report_id, reported, unseen, with_blocked
from teams_bot.services import Services
from teams_bot.threads import names_in, own_answer

NEXT: Final = ("close", "again", "keep", "report", "block")
APART: Final = ("report", "block")  # the two are not brought together again
MINUTES_LIMIT: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    rating: Rating
    minutes: int | None
    next: str
    thanks: str


async def finish(services: Services, me: Person, wish: Finish) -> Decision:
    """Keep the verdict on one answer; close, ask others, report or block as wished.

    The newest rating counts, and what it leaves out stays; `keep` changes the rating alone. The
    rating of a reported answer is final, as is a report or a block.
    """
    found, answer = await own_answer(services, me, wish.thread, wish.answer)
    verdict = _verdict(wish)
    if answer.reported:
        return await _shown(services, me, found, answer, verdict, Verdict.FINAL)
    try:
        after = _moved(found, answer.id, verdict, now=services.now())
    except IllegalMove as late:
        if verdict.next == "again" and found.state is not State.CLOSED:  # it is being asked
            return await _shown(services, me, found, answer, verdict, Verdict.SAME)
        raise NotAllowed(texts.SAY["not_open"]) from late
    most = (await services.rules()).rules.open_questions_max
    begins = after.state in WAITING and found.state not in WAITING
    if begins and me.open_questions >= most:
        raise NotAllowed(texts.too_many_questions(most))
    same = after.answer_of(answer.id) == answer and after.state is found.state
    if same and verdict.next not in APART:
        return await _shown(services, me, found, answer, verdict, Verdict.SAME)
    jobs = _thanks(services, found, answer, verdict)
    change = await settle(services, found, after, *jobs, cancel=_moot(found, after))
    changed = answer.rating is not None and _said(after.answer_of(answer.id)) != _said(answer)
    became = Verdict.CHANGED if changed else Verdict.KEPT
    shown = await _shown(services, me, change.threads[0][1], answer, verdict, became)
    change = replace(change, questions={me.id: most})
    if verdict.next not in APART:
        return replace(shown, change=change)
    change = kept_apart(services, change, me.id, answer.mentor)
    if verdict.next == "report":
        item = item_of(found, me.id, answer.id, "")
        if await services.store.report(report_id(found, item, me.id)) is None:
            change = await reported(services, change, found, me, item)
    return replace(shown, change=change, me=with_blocked(me, answer.mentor))


async def _shown(  # noqa: PLR0917 - all of it is shown
    services: Services, me: Person, thread: Thread, answer: Answer, wish: _Wish, became: Verdict
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
    )
    return Decision(outcome=shown)


def _verdict(wish: Finish) -> _Wish:
    if wish.rating not in {each.value for each in Rating}:
        raise NotAllowed(texts.SAY["rate_first"])
    if wish.next not in NEXT:
        raise NotAllowed(texts.SAY["next_how"])
    return _Wish(
        rating=Rating(wish.rating),
        minutes=_minutes(wish.minutes_saved),
        next=wish.next,
        thanks=wish.thanks,
    )


def _minutes(text: str) -> int | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (0 <= number <= MINUTES_LIMIT and number.is_integer()):
        raise NotAllowed(texts.SAY["minutes_how"])
    return int(number)


def _said(answer: Answer | None) -> tuple[Rating | None, int | None, str] | None:
    return None if answer is None else (answer.rating, answer.minutes_saved, answer.thanks)


def _moot(found: Thread, after: Thread) -> tuple[str, ...]:
    """Name the timer that has nothing to do any more, where the question moved on."""
    return () if after.state is found.state else (rung_key(found),)


def _moved(thread: Thread, answer: AnswerId, verdict: _Wish, *, now: datetime) -> Thread:
    if verdict.next == "keep":
        return thread.rate(
            answer, rating=verdict.rating, minutes_saved=verdict.minutes, thanks=verdict.thanks
        )
    if verdict.next == "again":
        return thread.again(
            answer, rating=verdict.rating, minutes_saved=verdict.minutes, thanks=verdict.thanks
        )
    return thread.finish(
        answer,
        now,
        rating=verdict.rating,
        minutes_saved=verdict.minutes,
        thanks=verdict.thanks,
        reported=verdict.next == "report",
    )


def _thanks(services: Services, thread: Thread, answer: Answer, verdict: _Wish) -> tuple[Job, ...]:
    """Tell the mentor how it ended: once, and only good news or thanks."""
    kind = verdict.rating in (Rating.GREAT, Rating.GOOD) or verdict.thanks
    if not kind or verdict.next in APART or answer.rating is not None:
        return ()
    return (
        Job(
            key=f"thanks:{answer.id}",
            kind="thanks",
            due=services.now(),
            to=answer.mentor,
            thread=thread.id,
            payload={"answer": answer.id},
        ),
    )
