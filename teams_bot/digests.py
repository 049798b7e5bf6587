"""Asked once a day: when a digest comes, and which questions are in it.

For each reader there is one timer, of the next day on which their hours open. When it is due it
writes that day's message, if there is anything to tell, and the timer after it. The night writes
a timer that is missing.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from matching.eligibility import by_own_choice, refusal_of
from matching.model import Candidate, PersonId, Question, RefusalReason
from matching.rules import Rules
from matching.sources import COLLEAGUES, Source
from matching.thread import State, Thread, ThreadId, spoken
from storage.change import Change, Job, Person, Policy
from storage.commit import Cause
from teams_bot import texts
from teams_bot.choosing import asking
from teams_bot.interruptions import hours_of, planned
from teams_bot.outcomes import DigestShown
from teams_bot.services import Services

TIMER: Final = "digest_day"
MESSAGE: Final = "digest"
PAGE: Final = 500  # readers looked at once


def may_choose(person: Person) -> bool:
    """Whether somebody is asked in a way that a digest can take the place of."""
    return person.source in COLLEAGUES


def digest_key(person: Person, day: str) -> str:
    """Name the digest of a day."""
    return f"{MESSAGE}:{person.id}:{day}"


def day_of(person: Person, rules: Rules, at: datetime) -> str:
    """Give the date on somebody's own calendar."""
    zone = ZoneInfo(person.time_zone or rules.default_time_zone)
    return f"{at.astimezone(zone):%Y-%m-%d}"


async def next_day(services: Services, person: Person) -> tuple[Job, ...]:
    """Make the timer of somebody's next digest, unless it is there or their hours never open."""
    rules, now = (await services.rules()).rules, services.now()
    due = hours_of(person, rules).opening_after(now)
    if not person.digest or due is None:
        return ()
    key = f"{TIMER}:{person.id}:{day_of(person, rules, due)}"
    if await services.store.job_states([key]):
        return ()
    return (Job(key=key, kind=TIMER, due=due, payload={"person": person.id}),)


async def mend_timers(services: Services) -> int:
    """Write the timers that readers should have and have not; give how many."""
    written, after = 0, PersonId("")
    while True:
        page = await services.store.digest_readers(after, PAGE)
        for each in page:
            jobs = await next_day(services, each) if each.active else ()
            if jobs:
                await services.store.commit(Change(jobs=jobs), Cause(), services.now())
                written += 1
        if len(page) < PAGE:
            return written
        after = page[-1].id


async def message_of(services: Services, person: Person, due: datetime) -> Job | None:
    """Plan the digest of the day of `due`; None where that is over or nothing waits."""
    rules, now = (await services.rules()).rules, services.now()
    day = day_of(person, rules, due)
    key = digest_key(person, day)
    if day != day_of(person, rules, now) or await services.store.job_states([key]):
        return None
    if not await waiting_for(services, person):
        return None
    job = Job(key=key, kind=MESSAGE, due=now, to=person.id, policy=Policy.ONCE)
    return await planned(services, person, job, until=_midnight(person, rules, now))


async def waiting_for(
    services: Services,
    person: Person,
    *,
    even_if_full: bool = False,
    only: Collection[ThreadId] | None = None,
) -> tuple[Thread, ...]:
    """Give the questions somebody may take up now, the oldest first, as many as a digest shows.

    `even_if_full`: also those they may take up once they have room. `only`: no others than these.
    """
    rules = (await services.rules()).rules
    found: list[Thread] = []
    chooser = await _chooser(services, person, rules)
    if chooser is not None and even_if_full:
        chooser = replace(chooser, load=0, minutes_used=0, silent_offers=0)
    if chooser is None or not person.skills:
        return ()
    for each in await services.store.waiting_on(person.skills):
        wanted = only is None or each.id in only
        if wanted and len(found) < rules.digest_questions_max:
            found += [each] if await _refused(services, chooser, each) is None else []
    return tuple(found)


async def refusal(
    services: Services, person: Person, thread: Thread
) -> tuple[RefusalReason | None, int]:
    """Say why somebody may not take up a question they chose; and how many they may hold."""
    chooser = await _chooser(services, person, (await services.rules()).rules)
    if chooser is None:
        return RefusalReason.LEFT, 0
    there = replace(chooser, silent_offers=0)  # who presses has reacted
    return await _refused(services, there, thread), chooser.capacity


async def shown(
    services: Services,
    person: Person,
    *,
    notice: str = "",
    full: bool = False,
    only: Collection[ThreadId] | None = None,
) -> DigestShown:
    """Give somebody's digest as things stand now; after a press also to whom has no room left.

    `only`: of what a message showed before, what still waits, so that it is known what it shows.
    """
    threads = await waiting_for(services, person, even_if_full=full or bool(notice), only=only)
    known = (await services.taxonomy()).skills
    named = {each: known[each].label for one in threads for each in one.skills if each in known}
    return DigestShown(threads=threads, labels=named, now=services.now(), notice=notice)


def still_waits(thread: Thread) -> bool:
    """Whether a question waits for somebody to take it, and its words may be shown."""
    return thread.state is State.OPEN and not thread.reported and thread.text not in texts.GONE


async def _chooser(services: Services, person: Person, rules: Rules) -> Candidate | None:
    found = await services.store.candidate(person.id, rules, services.now())
    return None if found is None else by_own_choice(found)


async def _refused(services: Services, chooser: Candidate, thread: Thread) -> RefusalReason | None:
    """Give the first reason why somebody may not take up a question: the gates of being asked.

    Of its ladder a rung of colleagues must have been reached: no topic that is kept for others
    is shown to them, nor one before whoever comes first.
    """
    if not still_waits(thread):
        return RefusalReason.ALREADY_ASKED
    rules, now = (await services.rules()).rules, services.now()
    reached = rules.ladder_of(thread.skills)[: thread.next_place]
    if all(each.source is not Source.PEER for each in reached):
        return RefusalReason.OTHER_SOURCE
    if chooser.skills.keys().isdisjoint(thread.skills):
        return RefusalReason.OTHER_SOURCE
    learner = await services.store.person(thread.learner)
    who = asking(thread, learner or Person(id=thread.learner, name=""))
    if not thread.anonymous and rules.pair_rest_hours:
        helped = await services.store.helped_at(chooser.id, [thread.learner])
        chooser = replace(chooser, helped_at=helped.get(thread.learner))
    question = Question(
        text=thread.text,
        skills=thread.skills,
        already_asked=thread.asked | spoken(thread),
        inside=thread.inside,
    )
    return refusal_of(chooser, question, who, rules, now)


def _midnight(person: Person, rules: Rules, now: datetime) -> datetime:
    """Give the end of today on somebody's own calendar."""
    here = now.astimezone(ZoneInfo(person.time_zone or rules.default_time_zone))
    start = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return (start + timedelta(days=1)).astimezone(now.tzinfo)
