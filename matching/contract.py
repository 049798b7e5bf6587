"""The contract of somebody outside the organisation: until which day, and how many minutes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def ends_at(day: str, zone: str) -> datetime | None:
    """Give the moment a contract is over: the end of its last day in the mentor's own time zone.

    `day` is an ISO date, "" for a contract without an end.

    >>> ends_at("2027-03-31", "Europe/Berlin").isoformat(), ends_at("", "UTC")
    ('2027-04-01T00:00:00+02:00', None)
    """
    if not day:
        return None
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), ZoneInfo(zone))


def minutes_used(answers: int, minutes_per_question: int) -> int:
    """Give the minutes that so many answers are counted as.

    >>> minutes_used(7, 3)
    21
    """
    return answers * minutes_per_question


def minutes_left(bought: int | None, spoken_for: int, minutes_per_question: int) -> int | None:
    """Give the minutes nobody has spoken for; None where they are not counted.

    `spoken_for` are answers and requests that are still open, each worth an answer.

    >>> minutes_left(20, 5, 3), minutes_left(20, 7, 3), minutes_left(None, 7, 3)
    (5, -1, None)
    """
    return None if bought is None else bought - minutes_used(spoken_for, minutes_per_question)
