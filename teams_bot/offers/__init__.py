"""Offering a question: the first rung, the next one, and the end of the ladder.

Used by every action and timer that may have to ask somebody. Reads and thinks; writes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from matching.eligibility import weights_of
from matching.ladder import Rung
from matching.model import PersonId, Shortlist
from matching.rules import Rules
from matching.sources import Source
from matching.thread import Offer, OfferId, Place, State, Thread, ThreadId
from storage.change import Change, Interruption, Job, Pace, Person, Week
from teams_bot import texts
from teams_bot.closing import loop
from teams_bot.off_limits import topic_of
from teams_bot.offers.readers import next_digest
from teams_bot.offers.redraws import (
    refresh_offers,
    refresh_posted,
    refresh_quotes,
    refresh_status,
    refresh_words,
    standing,
)
from teams_bot.outcomes import NotAllowed
from teams_bot.postings import follow
from teams_bot.services import Services
from teams_bot.sources import SOURCES, Found, Posted
from teams_bot.threads import said_keys, search_over
from teams_bot.topics import wanted_skills
from teams_bot.waiting import at_asking

ENDED: Final = frozenset({State.CLOSED, State.UNANSWERED, State.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """A thread after a rung, with what has to be written beside it."""

    thread: Thread
    jobs: tuple[Job, ...] = ()
    capacity: dict[PersonId, int] = field(default_factory=dict)
    pace: Pace | None = None
    questions: dict[PersonId, int] = field(default_factory=dict)

    def change(
        self,
        before: Thread | None,
        *jobs: Job,
        cancel: tuple[str, ...] = (),
        unsaid: tuple[str, ...] = (),
    ) -> Change:
        """Make the change that takes the thread from `before` to here."""
        return Change(
            threads=((before, self.thread),),
            jobs=(*jobs, *self.jobs),
            capacity=self.capacity,
            pace=self.pace,
            questions=self.questions,
            cancel=cancel,
            unsaid=unsaid,
        )


async def begin(
    services: Services,
    learner: Person,
    text: str,
    origin: str,
    *,
    beside: Sequence[Thread] = (),
    cleared: Sequence[str] = (),
    place: Place | None = None,
    anonymous: bool = False,
) -> Climbed:
    """Open a thread for a question and climb its first rung.

    `beside` are threads that are opened in the same change: their offers count as load.
    Refuses a learner who has as many questions open as the rules allow.
    """
    most = (await services.rules()).rules.open_questions_max
    if learner.open_questions + len(beside) >= most:
        raise NotAllowed(texts.too_many_questions(most))
    found = await topic_of(services, text, cleared)
    if found is not None:  # whoever asks has looked for that before; nobody gets past it
        raise NotAllowed(texts.turn_to(found))
    skills = await wanted_skills(services, text)
    thread = Thread(
        id=ThreadId(services.new_id()),
        learner=learner.id,
        text=text,
        skills=skills,
        created=services.now(),
        origin=origin,
        anonymous=anonymous,
        seed=services.new_seed(),
        cleared=tuple(cleared),
        place=place,
    )
    climbed = await climb(services, thread, learner, beside=beside)
    told = await at_asking(services, climbed.thread, learner)
    climbed = replace(climbed, thread=replace(climbed.thread, promise=told))
    first = Job(
        key=f"status:{thread.id}",
        kind="status",
        due=thread.created,
        to=learner.id,
        thread=thread.id,
    )
    return replace(climbed, jobs=(first, *climbed.jobs), questions={learner.id: most})


async def climb(
    services: Services, thread: Thread, learner: Person, *, beside: Sequence[Thread] = ()
) -> Climbed:
    """Offer an open thread to the next mentors, or end it when nobody is left to ask."""
    rules, now = (await services.rules()).rules, services.now()
    if not thread.skills and not rules.ask_without_skill:
        return _exhausted(thread, (), now)
    ladder = rules.ladder_of(thread.skills)
    passed_over: dict[Source, Shortlist | None] = {}  # sources in which nobody could be asked
    for place, rung in enumerate(ladder[thread.next_place :], start=thread.next_place):
        if rung.source in passed_over:
            continue
        found = await SOURCES[rung.source](services, thread, learner, rung, beside)
        before = _kept(passed_over.values())
        if isinstance(found, Posted):
            after = thread.post(found.posting, found.ends, place=place, passed_over=before)
            return Climbed(thread=after, jobs=(*found.jobs, rung_timer(after)))
        if found is not None and found.shortlist.picks:
            offers = _offers(services, thread, found)
            after = thread.offer(
                offers, found.shortlist, found.ends, place=place, passed_over=before
            )
            return _offered(after, offers, found.shortlist, rules)
        passed_over[rung.source] = None if found is None else found.shortlist
    before = _kept(passed_over.values())
    reads = await next_digest(services, replace(thread, shortlists=(*thread.shortlists, *before)))
    if reads is not None:
        last = len(ladder) - 1
        after = thread.post(reads.posting, reads.ends, place=last, passed_over=before)
        return Climbed(thread=after, jobs=(rung_timer(after),))
    return _exhausted(thread, before, now)


def week_of(rules: Rules) -> Week:
    """Give what a week has room for, where a request is written."""
    return Week(weights=weights_of(rules), usual=rules.default_minutes_per_week)


def rung_of(rules: Rules, thread: Thread) -> Rung:
    """Give the rung a thread stands on, or will first; the rules may have changed meanwhile."""
    ladder = rules.ladder_of(thread.skills)
    return ladder[min(max(thread.next_place, 1), len(ladder)) - 1]


async def settle(
    services: Services,
    before: Thread,
    after: Thread,
    *jobs: Job,
    actor: PersonId | None = None,
    cancel: tuple[str, ...] = (),
) -> Change:
    """Make the change for a move on a thread: climb on where nobody is left who might react.

    The cards that say something else now are redrawn. Where the actor pressed one of them, their
    own is the reply to the press; who presses another card, such as an answer's, is no actor here.
    """
    now = services.now()
    over = after.rung_ends is not None and after.rung_ends <= now
    if after.state is State.OPEN and over and not after.sealed:
        after = after.rung_over()  # its timer came while somebody held the question
    climbed = Climbed(thread=after)
    if after.state is State.OPEN and not after.waits:
        learner = await services.store.person(after.learner)
        climbed = await climb(services, after, learner or Person(id=after.learner, name=""))
        cancel = (*cancel, rung_key(before))
    after = climbed.thread
    said_anew = (
        *refresh_offers(before, after, now),
        *refresh_words(before, after, now),
        *await refresh_posted(services, before, after),
        *await refresh_quotes(services, before, after),
    )
    redraws = [each for each in said_anew if each.to != actor]
    if before.learner != actor and standing(before) != standing(after):
        redraws.append(refresh_status(after, now))
    redraws += await follow(services, before, after, actor)
    waiting = await loop(services, before, after)
    return climbed.change(
        before,
        *jobs,
        *redraws,
        *waiting.jobs,
        cancel=(*cancel, *waiting.cancel),
        unsaid=_unsaid(before, after, now),
    )


def wait(thread: Thread, ends: datetime, now: datetime) -> Change:
    """Make the change that gives a rung more time; the learner's card says until when."""
    after = thread.wait(ends)
    return Change(threads=((thread, after),), jobs=(refresh_status(after, now),))


def rung_key(thread: Thread) -> str:
    """Name the timer of the rung a thread stands on."""
    return f"rung:{thread.id}:{thread.rung}"


def rung_timer(thread: Thread) -> Job:
    """Make the timer of the rung a thread has just climbed to."""
    assert thread.rung_ends is not None  # noqa: S101 - a climb says when its time is up
    return Job(
        key=rung_key(thread),
        kind="rung",
        due=thread.rung_ends,
        thread=thread.id,
        payload={"rung": thread.rung},
    )


def offer_key(offer: OfferId) -> str:
    """Name the message that carries an offer."""
    return f"offer:{offer}"


def claim_key(offer: OfferId) -> str:
    """Name the timer of a mentor's claim."""
    return f"claim:{offer}"


def _unsaid(before: Thread, after: Thread, now: datetime) -> tuple[str, ...]:
    """Let a question be asked again that has ended or was reworded: it is no re-send."""
    over = after.state in ENDED and before.state is not after.state
    again = said_keys(before.learner, before.text, now, anonymous=before.anonymous)
    return again if over or before.text != after.text else ()


def _kept(shortlists: Iterable[Shortlist | None]) -> tuple[Shortlist, ...]:
    """Keep of the rungs that were passed over the first, and those that tell of somebody."""
    made = [each for each in shortlists if each is not None]
    return tuple(each for number, each in enumerate(made) if not number or each.refusals)


def _offered(
    after: Thread, offers: Sequence[Offer], shortlist: Shortlist, rules: Rules
) -> Climbed:
    cards = tuple(
        Job(
            key=offer_key(each.id),
            kind="offer",
            due=each.due,
            to=each.mentor,
            thread=after.id,
            payload={"offer": each.id},
            interruption=Interruption(per_day=rules.interruptions_per_day),
        )
        for each in offers
    )
    timer = rung_timer(after)
    capacity = {pick.mentor: pick.capacity for pick in shortlist.picks}
    pace = Pace(rest=timedelta(minutes=rules.rest_minutes), week=week_of(rules))
    return Climbed(thread=after, jobs=(*cards, timer), capacity=capacity, pace=pace)


def _offers(services: Services, thread: Thread, found: Found) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            id=OfferId(services.new_id()),
            mentor=pick.mentor,
            rung=thread.rung + 1,
            source=found.shortlist.source,
            due=max(pick.opens_at or found.soonest, found.soonest),
            outside=pick.mentor in found.outside,
        )
        for pick in found.shortlist.picks
    )


def _exhausted(thread: Thread, shortlists: tuple[Shortlist, ...], now: datetime) -> Climbed:
    after = thread.exhaust(now, *shortlists)
    if not thread.rung:  # the learner's first card says it
        return Climbed(thread=after)
    told = Job(
        key=f"say:unanswered:{thread.id}:{after.revision}",
        kind="say",
        due=now,
        to=thread.learner,
        thread=thread.id,
        payload={"sentence": search_over(after, after.text)},
    )
    return Climbed(thread=after, jobs=(told,))
