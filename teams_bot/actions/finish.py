"""The press `finish`: rating, minutes saved, thanks, and what comes next, in one step."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from matching.thread import Answer, AnswerId, IllegalMove, Rating, State, Thread
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.intents import Finish
from teams_bot.offers import rung_key, settle
from teams_bot.outcomes import Decision, Finished, NotAllowed
from teams_bot.services import Services
from teams_bot.threads import names_in, own_answer

NEXT: Final = ("close", "again", "report", "block")
MINUTES_LIMIT: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    rating: Rating
    minutes: int | None
    next: str
    thanks: str


async def finish(services: Services, me: Person, wish: Finish) -> Decision:
    """Keep the verdict on one answer; close, ask others, report or block as wished."""
    found, answer = await own_answer(services, me, wish.thread, wish.answer)
    verdict = _verdict(wish)
    now = services.now()
    try:
        after = _moved(found, answer.id, verdict, now=now)
    except IllegalMove as late:
        if verdict.next == "again" and found.state is not State.CLOSED:  # it is being asked
            return await _shown(services, found, answer, verdict)
        raise NotAllowed(texts.SAY["not_open"]) from late
    jobs = _thanks(services, found, answer, verdict)
    change = await settle(services, found, after, *jobs, actor=me.id, cancel=(rung_key(found),))
    kept = change.threads[0][1]
    rated = kept.answer_of(answer.id)
    assert rated is not None  # noqa: S101 - it was there before the move
    shown = await _shown(services, kept, rated, verdict)
    return replace(shown, change=change, me=_apart(me, answer, verdict))


async def _shown(
    services: Services, thread: Thread, answer: Answer, verdict: _Verdict
) -> Decision:
    names = await names_in(services, thread)
    return Decision(outcome=Finished(thread=thread, answer=answer, next=verdict.next, names=names))


def _verdict(wish: Finish) -> _Verdict:
    if wish.rating not in {each.value for each in Rating}:
        raise NotAllowed(texts.SAY["rate_first"])
    if wish.next not in NEXT:
        raise NotAllowed(texts.SAY["next_how"])
    return _Verdict(
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


def _moved(thread: Thread, answer: AnswerId, verdict: _Verdict, *, now: datetime) -> Thread:
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


def _thanks(
    services: Services, thread: Thread, answer: Answer, verdict: _Verdict
) -> tuple[Job, ...]:
    """Tell the mentor how it ended: once, and only good news or thanks."""
    kind = verdict.rating in (Rating.GREAT, Rating.GOOD) or verdict.thanks
    if not kind or verdict.next in ("report", "block") or answer.rating is not None:
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


def _apart(me: Person, answer: Answer, verdict: _Verdict) -> Person | None:
    """Keep two people apart for good after a report or a block."""
    if verdict.next not in ("report", "block") or answer.mentor in me.blocked:
        return None
    return replace(me, blocked=(*me.blocked, answer.mentor))
