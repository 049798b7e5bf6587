"""`pause until Monday`: nobody is sent to this person until then."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.interruptions import left_in_peace
from teams_bot.outcomes import Decision, NotAllowed, Told
from teams_bot.services import Services
from teams_bot.threads import zone_of

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
YEAR: Final = timedelta(days=366)
SHORTEST_NAME: Final = 3
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH: Final = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? ([a-z]+)(?: (\d{4}))?"
)
_MONTH_DAY: Final = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")


async def pause(services: Services, me: Person, until: str) -> Decision:
    """Leave a person in peace until the start of a day in their own time zone."""
    zone = await zone_of(services, me)
    now = services.now()
    try:
        day = day_named(until, now.astimezone(ZoneInfo(zone)))
    except ValueError as unclear:
        raise NotAllowed(texts.SAY["pause_unknown" if until else "pause_how"]) from unclear
    if not now < day <= now + YEAR:
        raise NotAllowed(texts.SAY["pause_past"])
    told = Told(sentence=texts.paused(f"{day:%A, %d %B %Y}"))
    after = replace(me, away_until=day.astimezone(now.tzinfo), silent_offers=0)
    return Decision(outcome=told, change=Change(jobs=(left_in_peace(me, now),)), me=after)


def day_named(text: str, today: datetime) -> datetime:
    """Give the start of the day that is named; `ValueError` when none is.

    >>> day_named("Monday", datetime(2026, 11, 22, 15))
    datetime.datetime(2026, 11, 23, 0, 0)
    >>> day_named("24 December", datetime(2026, 11, 22)).date().isoformat()
    '2026-12-24'
    """
    words = text.casefold().strip(" .!").removeprefix("next ").removeprefix("on ")
    start = today.replace(hour=0, minute=0, second=0, microsecond=0)
    if words == "tomorrow":
        return start + timedelta(days=1)
    if len(words) >= SHORTEST_NAME:
        for number, name in enumerate(DAYS):
            if name.startswith(words):
                return start + timedelta(days=(number - start.weekday() - 1) % 7 + 1)
    return _date(words, start)


def _date(words: str, start: datetime) -> datetime:
    if found := _ISO.fullmatch(words):
        return start.replace(year=int(found[1]), month=int(found[2]), day=int(found[3]))
    if found := _DAY_MONTH.fullmatch(words):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_DAY.fullmatch(words):
        month, day, year = found[1], found[2], found[3]
    else:
        raise ValueError(words)
    named = [number for number, each in enumerate(MONTHS, 1) if each.startswith(month)]
    if len(month) < SHORTEST_NAME or not named:
        raise ValueError(words)
    at = start.replace(year=int(year or start.year), month=named[0], day=int(day))
    return at if year or at > start else at.replace(year=start.year + 1)
