"""When a message that nobody asked for may leave, if at all; and when thanks and lines do.

Whoever writes such a job makes it with `planned`; `teams_bot.leaving` looks again when it is due.
What belongs to a talk that goes on is made with `in_hours`: it is not counted, and is never lost.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from matching.hours import WorkingHours, parse_hours
from matching.interruptions import moment
from matching.rules import Rules
from storage.change import Interruption, Job, Person
from teams_bot.services import Services

LEFT_IN_PEACE: Final = "left_in_peace"
TALK: Final = timedelta(hours=1)  # after their last word somebody is taken to be there still


async def planned(services: Services, person: Person, job: Job, *, until: datetime) -> Job | None:
    """Give a job that interrupts, due when it may leave; None where it may not in time.

    It leaves within the person's hours, not in a pause, and on the first day with room. The day's
    budget is kept by the transaction that writes it, so a change holds one for a person at most.
    """
    rules = (await services.rules()).rules
    at = moment(
        hours_of(person, rules),
        person.interrupted_at,
        rules.interruptions_per_day,
        earliest=max((job.due, *_peace(person))),
        until=until,
    )
    if at is None:
        services.kept_back[job.kind] += 1
        return None
    counted = Interruption(per_day=rules.interruptions_per_day, until=until)
    return replace(job, due=at, interruption=counted)


async def planned_for_each(
    services: Services, jobs: Iterable[Job], *, until: datetime
) -> tuple[Job, ...]:
    """Plan a job for each of a few people; whoever has no room in time gets none."""
    found = []
    for job in jobs:
        person = None if job.to is None else await services.store.person(job.to)
        if person is not None and (one := await planned(services, person, job, until=until)):
            found.append(one)
    return tuple(found)


async def in_hours(services: Services, job: Job, last_word: datetime | None) -> Job:
    """Give a job for a helper, due within their hours and not in a pause.

    While they are in the talk it is due at once, and where their hours never open, too: they
    helped all the same.
    """
    person = None if job.to is None else await services.store.person(job.to)
    talking = last_word is not None and last_word > services.now() - TALK
    if person is None or talking:
        return job
    hours = hours_of(person, (await services.rules()).rules)
    opening = hours.next_opening(max((job.due, *_peace(person))))
    return job if opening is None else replace(job, due=opening)


async def in_peace(services: Services, person: Person) -> bool:
    """Whether somebody is not to be interrupted now: outside their hours, or in a pause."""
    rules, now = (await services.rules()).rules, services.now()
    return any(each > now for each in _peace(person)) or not hours_of(person, rules).is_open(now)


async def never_opens(services: Services, person: Person) -> bool:
    """Whether somebody's hours are "never", so that nothing is sent to them by itself."""
    hours = hours_of(person, (await services.rules()).rules)
    return hours.opening_after(services.now()) is None


def hours_of(person: Person, rules: Rules) -> WorkingHours:
    """Give somebody's hours, or the rules' defaults."""
    zone = person.time_zone or rules.default_time_zone
    return parse_hours(person.hours or rules.default_hours, zone)


def left_in_peace(person: Person, now: datetime) -> Job:
    """Make the job that takes back requests that were planned before somebody asked for peace."""
    return Job(
        key=f"{LEFT_IN_PEACE}:{person.id}:{now.isoformat()}",
        kind=LEFT_IN_PEACE,
        due=now,
        payload={"person": person.id},
    )


def _peace(person: Person) -> tuple[datetime, ...]:
    """Give until when somebody has paused, or was suspended."""
    until = (person.away_until, person.suspended_until)
    return tuple(each for each in until if each is not None)
