"""Who does not react is asked nothing more, and is asked once whether to go on.

The count of silent offers is kept by the transaction that lets one lapse. Any sign of life sets it
back; who has been stood down says so themselves: by reacting to a request, or on the card. The
night asks whoever is stood down and was not asked.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from matching.eligibility import stood_down
from matching.model import PersonId
from matching.rules import Rules
from matching.thread import Offer
from storage.change import Change, Committed, Job, Person, Silence
from storage.commit import Cause
from teams_bot.interruptions import planned
from teams_bot.services import Services

KIND: Final = "stand_down"
USEFUL: Final = timedelta(days=28)
REST: Final = timedelta(days=14)
PAGE: Final = 500  # people read at once
A_NIGHT: Final = 10_000


async def with_silences(services: Services, change: Change, lapsed: Iterable[Offer]) -> Change:
    """Count offers that were delivered and ran out, and ask whoever reaches the limit to go on.

    Who answered or wrote to somebody else meanwhile was not silent, but busy. What was missed soon
    after the last silence belongs to it. Who is stood down is counted no further.
    """
    rules = (await services.rules()).rules
    silent: dict[PersonId, Silence] = {}
    jobs: list[Job] = []
    for offer in lapsed if rules.silent_offers_max else ():
        person = await services.store.person(offer.mentor)
        if person is None or not _counts(person, offer.due, rules):
            continue
        asked = None
        if stood_down(person.silent_offers + 1, rules):
            asked = await _question(services, person, offer.id)
        jobs += [] if asked is None else [asked]
        silent[person.id] = Silence(before=person.silent_offers, asks=asked is not None)
    return replace(change, silent=silent, jobs=(*change.jobs, *jobs))


async def ask_the_stood_down(services: Services) -> int:
    """Ask whoever was stood down without being asked to go on; give how many.

    That comes of a rule made stricter, or of no room for the question when the last offer ran out.
    """
    rules = (await services.rules()).rules
    asked, after = 0, PersonId("")
    while rules.silent_offers_max and asked < A_NIGHT:
        page = await services.store.silent(rules.silent_offers_max, after, PAGE)
        unasked = [each for each in page if not _was_asked(each)]
        asked += sum([await _asked(services, each) for each in unasked])
        if len(page) < PAGE:
            break
        after = page[-1].id
    return asked


async def heard(services: Services, person: Person) -> Person:
    """Take note that somebody is there; who has been stood down stays so until they decide."""
    if not person.silent_offers or await is_stood_down(services, person):
        return person
    return replace(person, silent_offers=0)


async def is_stood_down(services: Services, person: Person) -> bool:
    """Whether somebody is asked nothing more until they say that they want to be."""
    return stood_down(person.silent_offers, (await services.rules()).rules)


async def _question(services: Services, person: Person, after: object) -> Job | None:
    job = Job(key=f"{KIND}:{person.id}:{after}", kind=KIND, due=services.now(), to=person.id)
    return await planned(services, person, job, until=services.now() + USEFUL)


async def _asked(services: Services, person: Person) -> bool:
    """Write the question to somebody who is stood down; no, where somebody else just did."""
    job = await _question(services, person, person.silent_at)
    if job is None:
        return False
    marked = (person, replace(person, go_on_asked=services.now()))
    change = Change(people=(marked,), jobs=(job,))
    return isinstance(await services.store.commit(change, Cause(), services.now()), Committed)


def _was_asked(person: Person) -> bool:
    """Whether somebody was asked since the last silence that was counted."""
    asked, silent = person.go_on_asked, person.silent_at
    return asked is not None and (silent is None or asked >= silent)


def _counts(person: Person, at: datetime, rules: Rules) -> bool:
    """Whether an offer that reached somebody then, and ran out, is one more silence."""
    apart = timedelta(hours=rules.silent_apart_hours)
    same = bool(apart) and person.silent_at is not None and at < person.silent_at + apart
    return not (same or stood_down(person.silent_offers, rules) or _busy_since(person, at))


def _busy_since(person: Person, at: datetime) -> bool:
    return any(each > at for each in (*person.answered_at, *person.lines_at, *person.joints_at))
