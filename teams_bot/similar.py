"""What was asked and answered before, as somebody who asks may see it.

The index says which threads are alike; what is shown is read from the database each time, so that
a rating, a report or an erased word counts at once.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId
from matching.thread import RATING_POINTS, Answer, Rating, State, Thread, ThreadId
from storage.change import Draft, DraftId, Entry, Job, Person
from teams_bot import texts
from teams_bot.outcomes import Past, SimilarShown
from teams_bot.services import Services

READ_SECONDS: Final = 0.5  # beside `teams_bot.answered.LOOK_SECONDS`
DAY: Final = "%Y-%m-%d"  # by which deflections are counted
LOOKED_AT: Final = 8  # threads, of which some may not be shown
HELPFUL: Final = frozenset(Rating) - {Rating.NOT_HELPFUL}

log = logging.getLogger(__name__)


async def similar(
    services: Services,
    me: Person,
    text: str,
    origin: str,
    cleared: tuple[str, ...] = (),
    *,
    anonymous: bool = False,
) -> SimilarShown | None:
    """Find answers to similar questions that this person may see, with the draft that waits.

    None where there are none, or where they cannot be found in time: then people are asked.
    """
    rules = (await services.rules()).rules
    before = services.answered
    if before is None or not rules.similar_shown:
        return None
    near = await before.alike(text, LOOKED_AT)
    least = rules.similar_threshold if before.by_meaning else rules.similar_threshold_characters
    wanted = [ThreadId(each.key) for each in near if each.likeness >= least]
    if not wanted:
        return None
    try:
        async with asyncio.timeout(READ_SECONDS):
            settled = services.now() - timedelta(hours=rules.similar_after_hours)
            found = await _answers(services, me, wanted, settled)
            shown = _each_once(found)[: rules.similar_shown]
            names = await names_of(services, shown)
    except Exception:
        log.exception("similar answers could not be read; people are asked")
        return None
    if not shown:
        return None
    draft = Draft(
        id=DraftId(services.new_id()),
        person=me.id,
        parts=(text,),
        created=services.now(),
        origin=origin,
        cleared=cleared,
        anonymous=anonymous,
        similar=tuple(Entry(thread=each.thread.id, answer=each.answer.id) for each in shown),
    )
    return SimilarShown(draft=draft, past=tuple(shown), names=names, now=services.now())


def showing(draft: Draft, now: datetime) -> Job:
    """Make the job that shows what answers a draft: drawn when it leaves, as all is by then."""
    return Job(
        key=f"similar:{draft.id}",
        kind="similar",
        due=now,
        to=draft.person,
        payload={"draft": draft.id},
    )


def check_key(deflection: DraftId) -> str:
    """Name the message that asks later whether an answer truly was enough."""
    return f"check:{deflection}"


async def past_of(services: Services, who: PersonId, entries: Iterable[Entry]) -> tuple[Past, ...]:
    """Read shown answers again; what was erased or reported meanwhile is left out.

    So are those of people whom `who` is kept apart from.
    """
    me = await services.store.person(who)
    wanted = {each.thread: each.answer for each in entries}
    threads = await services.store.threads_by(wanted)
    found = ((thread, thread.answer_of(wanted[thread.id])) for thread in threads)
    return tuple(
        Past(thread=thread, answer=answer)
        for thread, answer in found
        if answer is not None and _readable(thread, answer) and not _apart(me, thread, answer)
    )


async def names_of(services: Services, past: Iterable[Past]) -> Mapping[PersonId, str]:
    """Read the names of who answered; who was forgotten has none."""
    names = await services.store.names(each.answer.mentor for each in past)
    return {who: name for who, name in names.items() if name != texts.ERASED}


async def _answers(
    services: Services, me: Person, wanted: Iterable[ThreadId], settled: datetime
) -> list[Past]:
    """Give the best answer of each thread that has one for this person, given by then."""
    threads = await services.store.threads_by(wanted)
    mentors = {each.mentor for thread in threads for each in thread.answers} - {me.id}
    read = await asyncio.gather(*(services.store.person(each) for each in sorted(mentors)))
    known = {each.id: each for each in read if each is not None}
    found = []
    for thread in threads:
        given = (each for each in thread.answers if each.at <= settled)
        good = [each for each in given if _good(thread, each, me, known)]
        if good:
            found.append(Past(thread=thread, answer=max(good, key=_worth)))
    return found


def _good(thread: Thread, answer: Answer, me: Person, known: Mapping[PersonId, Person]) -> bool:
    """Whether an answer was rated at least okay, and these two people see each other at all."""
    mentor = known.get(answer.mentor)
    apart = _apart(me, thread, answer) or (mentor is not None and me.id in mentor.blocked)
    helped = answer.rating in HELPFUL
    return _readable(thread, answer) and helped and not apart and answer.mentor != me.id


def _apart(me: Person | None, thread: Thread, answer: Answer) -> bool:
    """Whether this person is kept apart from who asked or who answered."""
    kept = set() if me is None else {*me.blocked, *me.apart}
    return not kept.isdisjoint({thread.learner, answer.mentor})


def _readable(thread: Thread, answer: Answer) -> bool:
    """Whether the words are there for others: neither erased, reported nor taken back."""
    gone = not texts.GONE.isdisjoint({thread.text, answer.text})
    reported = answer.reported or thread.reported
    return not gone and not reported and thread.state is not State.CANCELLED


def _worth(answer: Answer) -> tuple[float, object]:
    return RATING_POINTS[answer.rating] if answer.rating else 0.0, answer.at


def _each_once(found: Iterable[Past]) -> list[Past]:
    """Leave out an answer whose words were shown already; the best rated of equals is shown."""
    best: dict[str, Past] = {}
    for each in found:
        said = " ".join(each.answer.text.casefold().split())
        if said not in best or _worth(best[said].answer) < _worth(each.answer):
            best[said] = each
    return list(best.values())
