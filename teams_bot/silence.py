"""Who does not react is asked nothing more, and is asked once whether to go on.

The count of silent offers is kept by the transaction that lets one lapse. Any sign of life sets it
back; who has been stood down says so themselves: by reacting to a request, or on the card.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from matching.eligibility import stood_down
from matching.model import PersonId
from matching.thread import Offer
from storage.change import Change, Job, Person
from teams_bot.interruptions import planned
from teams_bot.services import Services

KIND: Final = "stand_down"
USEFUL: Final = timedelta(days=28)
REST: Final = timedelta(days=14)


async def with_silences(services: Services, change: Change, lapsed: Iterable[Offer]) -> Change:
    """Count offers that were delivered and ran out, and ask whoever reaches the limit to go on.

    Who answered or wrote to somebody else meanwhile was not silent, but busy. What was missed soon
    after the last silence belongs to it.
    """
    rules = (await services.rules()).rules
    most, apart = rules.silent_offers_max, timedelta(hours=rules.silent_apart_hours)
    silent: dict[PersonId, int] = {}
    jobs: list[Job] = []
    for offer in lapsed if most else ():
        person = await services.store.person(offer.mentor)
        if (
            person is None
            or _busy_since(person, offer.due)
            or _same_silence(person, offer.due, apart)
        ):
            continue
        silent[person.id] = person.silent_offers
        if person.silent_offers + 1 == most:
            question = await _question(services, person, offer)
            jobs += [] if question is None else [question]
    return replace(change, silent=silent, jobs=(*change.jobs, *jobs))


async def heard(services: Services, person: Person) -> Person:
    """Take note that somebody is there; who has been stood down stays so until they decide."""
    if not person.silent_offers or await is_stood_down(services, person):
        return person
    return replace(person, silent_offers=0)


async def is_stood_down(services: Services, person: Person) -> bool:
    """Whether somebody is asked nothing more until they say that they want to be."""
    return stood_down(person.silent_offers, (await services.rules()).rules)


async def _question(services: Services, person: Person, offer: Offer) -> Job | None:
    job = Job(key=f"{KIND}:{person.id}:{offer.id}", kind=KIND, due=services.now(), to=person.id)
    return await planned(services, person, job, until=services.now() + USEFUL)


def _same_silence(person: Person, at: datetime, apart: timedelta) -> bool:
    return bool(apart) and person.silent_at is not None and at < person.silent_at + apart


def _busy_since(person: Person, at: datetime) -> bool:
    return any(each > at for each in (*person.answered_at, *person.lines_at, *person.joints_at))
