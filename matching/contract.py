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


def minutes_left(bought: int, used: int, requests: int, each: int) -> int:
    """Give the minutes nobody has spoken for.

    `requests` are still open, and each is worth an answer.

    >>> minutes_left(20, 12, 1, 3), minutes_left(20, 12, 3, 3)
    (5, -1)
    """
    return bought - used - requests * each
