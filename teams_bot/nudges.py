"""One friendly message to who agreed to be asked and has heard nothing for long.

The night finds them, a page at a time, and spreads the messages over the first hours of their next
working day. It is at most so many a night; whoever is left comes the night after.
"""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from matching.eligibility import stood_down
from matching.model import PersonId
from matching.rules import Rules
from storage.change import Change, Faster, Job, Person, Policy
from storage.commit import Cause
from teams_bot.digests import may_choose
from teams_bot.interruptions import hours_of, planned
from teams_bot.outcomes import NudgeShown
from teams_bot.services import Services

KIND: Final = "nudge"
PAGE: Final = 500  # people read at once
AT_ONCE: Final = 50  # messages written at once
A_NIGHT: Final = 10_000
SPREAD: Final = timedelta(hours=6)  # of open hours, from the opening on
USEFUL: Final = timedelta(days=7)


async def plan_nudges(services: Services) -> int:
    """Write the nudges of a night; give how many."""
    days = (await services.rules()).rules.nudge_days
    written, after = 0, PersonId("")
    while days and written < A_NIGHT:
        page = await services.store.asked_nothing(_since(services, days), after, PAGE)
        jobs = await _of_page(services, page, days)
        for start in range(0, len(jobs), AT_ONCE):
            written += await _write(services, jobs[start : start + AT_ONCE])
        if len(page) < PAGE:
            break
        after = page[-1].id
    return written


async def nudge_of(services: Services, person: PersonId) -> NudgeShown | None:
    """Give what somebody is told, as things stand now; None where they have heard something."""
    rules = (await services.rules()).rules
    me = await services.store.person(person)
    if me is None or not rules.nudge_days or not _may_get(me, rules, services.now()):
        return None
    if await services.store.sent_to([person], _since(services, rules.nudge_days)):
        return None
    known = (await services.taxonomy()).skills
    labels = tuple(known[each].label for each in me.skills if each in known)
    return NudgeShown(labels=labels, digests=may_choose(me) and not me.digest)


async def _of_page(services: Services, page: Sequence[Person], days: int) -> list[Job]:
    rules, now = (await services.rules()).rules, services.now()
    quiet = [each for each in page if _may_get(each, rules, now)]
    heard = await services.store.sent_to((each.id for each in quiet), _since(services, days))
    found = [await _planned(services, each, rules) for each in quiet if each.id not in heard]
    return [each for each in found if each is not None]


async def _planned(services: Services, person: Person, rules: Rules) -> Job | None:
    now, hours = services.now(), hours_of(person, rules)
    opening = hours.opening_after(now)
    if opening is None:
        return None
    key = f"{KIND}:{person.id}:{now:%Y-%m-%d}"
    share = zlib.crc32(key.encode()) / 2**32
    due = hours.after_open(opening, share * SPREAD)
    job = Job(key=key, kind=KIND, due=due.replace(microsecond=0), to=person.id, policy=Policy.ONCE)
    return await planned(services, person, job, until=due + USEFUL)


async def _write(services: Services, jobs: Sequence[Job]) -> int:
    """Write messages in one transaction; where somebody was faster, one by one without theirs."""
    change = Change(jobs=tuple(jobs))
    written = await services.store.commit(change, Cause(), services.now())
    if not isinstance(written, Faster):
        return len(jobs)
    return 0 if len(jobs) == 1 else sum([await _write(services, [each]) for each in jobs])


def _may_get(person: Person, rules: Rules, now: datetime) -> bool:
    """Whether somebody may be asked at all, and by a message here."""
    peace = (person.away_until, person.suspended_until)
    in_peace = any(each is not None and each > now for each in peace)
    takes_part = person.opted_in and person.active and person.imported
    here = person.reachable and person.address is not None and may_choose(person)
    return takes_part and here and not in_peace and not stood_down(person.silent_offers, rules)


def _since(services: Services, days: int) -> datetime:
    return services.now() - timedelta(days=days)
