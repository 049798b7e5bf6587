"""Nobody is interrupted too often: one budget a day, of everything that asks for attention.

Offers, reminders and all else that nobody asked for count together. A day is any 24 hours, not
the date: nobody gets a day's messages late in the evening and the next day's in the morning.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from matching.hours import WorkingHours

DAY: Final = timedelta(hours=24)


def has_room(taken: Iterable[datetime], at: datetime, per_day: int) -> bool:
    """Whether one more at this time leaves every 24 hours around it within the budget.

    Counted is what is less than a day away on either side. Where each of them was added so, no 24
    hours hold more than `per_day`, in whatever order they came.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> has_room([nine, nine], nine + timedelta(hours=23), 2)
    False
    >>> has_room([nine, nine], nine + timedelta(hours=24), 2)
    True
    """
    return sum(at - DAY < each < at + DAY for each in taken) < per_day


def moment(
    hours: WorkingHours,
    taken: Iterable[datetime],
    per_day: int,
    *,
    earliest: datetime,
    until: datetime,
) -> datetime | None:
    """Give the first moment within the hours and the budget; None where none is left in time.

    >>> from datetime import UTC
    >>> from matching.hours import parse_hours
    >>> office = parse_hours("mon-fri 09:00-17:00")
    >>> friday = datetime(2026, 3, 6, 18, tzinfo=UTC)
    >>> week = friday + timedelta(days=7)
    >>> moment(office, [], 1, earliest=friday, until=week).isoformat()
    '2026-03-09T09:00:00+00:00'
    >>> monday = datetime(2026, 3, 9, 12, tzinfo=UTC)
    >>> moment(office, [monday], 1, earliest=friday, until=week).isoformat()
    '2026-03-10T12:00:00+00:00'
    >>> moment(office, [monday], 1, earliest=friday, until=monday) is None
    True
    """
    known = sorted(taken)
    # room appears only a day after something that was counted, and within the hours
    for start in (earliest, *(each + DAY for each in known if each + DAY > earliest)):
        at = hours.next_opening(start)
        if at is None or at > until:
            return None
        if has_room(known, at, per_day):
            return at
    return None
