"""When somebody may be asked: weekly hours on the wall clock of their own time zone.

`mon-fri 09:00-17:00`, several ranges with `,` or `;` between them, days that wrap (`sat-mon`),
`24:00` as an end, ends of the next day (`22:00-06:00`), and `never`.

A wall-clock time becomes an instant as RFC 5545 (3.3.5) has it: one that the clock skips counts
with the offset before the gap (so it shifts forward), one that comes twice is its first coming.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HORIZON: Final = timedelta(days=14)  # how far ahead an opening is looked for
NEVER: Final = "never"

_DAY: Final = 1440  # minutes
_REACH: Final = 3  # days: a span may end on the next day, a zone be a day off, a gap last a day
_DAYS_KNOWN: Final = 64  # of one person's hours kept worked out
_OPENINGS_KNOWN: Final = 8  # everybody who has these hours is asked about the same moment
_LONGEST_TEXT: Final = 500
_RANGE: Final = re.compile(
    r"([a-z]+)(?:-([a-z]+))? ([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])"
)

Window = tuple[datetime, datetime]  # UTC; the end is outside


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """One range of one weekday, in minutes after that day's midnight on the wall clock."""

    day: int  # 0 Monday .. 6 Sunday
    opens: int  # 0 .. 1439
    closes: int  # after `opens`, by less than a day, or 1440; above 1440 it is the next day's

    def __post_init__(self) -> None:
        """Refuse what no week has."""
        if not (0 <= self.day < len(DAYS) and _lasts(self.opens, self.closes)):
            raise ValueError(f"A week has no span like {self}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """The hours of a week in one time zone."""

    zone: str = "UTC"
    spans: tuple[Span, ...]
    _known: dict[int, tuple[Window, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _openings: dict[datetime, datetime | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Refuse a time zone that nobody knows, before a question depends on it."""
        _zone(self.zone)

    def __str__(self) -> str:
        """Give the canonical text, which parses back (the zone is kept beside it).

        >>> str(parse_hours("Sat - Mon 9:00-12:00; sun 10:00-14:00"))
        'mon 09:00-12:00, sat 09:00-12:00, sun 09:00-14:00'
        """
        days: dict[tuple[int, int], list[int]] = {}
        for span in sorted(self.spans):
            days.setdefault((span.opens, span.closes), []).append(span.day)
        runs = [(run, times) for times, found in days.items() for run in _runs(found)]
        runs.sort(key=lambda each: (each[0][0], each[1]))
        return ", ".join(f"{_days(*run)} {_times(*times)}" for run, times in runs) or NEVER

    def is_open(self, at: datetime) -> bool:
        """Whether an instant falls into the hours; the end is outside.

        >>> hours = parse_hours("mon-fri 09:00-17:00", "Europe/Berlin")
        >>> hours.is_open(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
        True
        >>> hours.is_open(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
        False
        """
        at = at.astimezone(UTC)
        return any(opens <= at < closes for opens, closes in self._windows(at.toordinal()))

    def next_opening(self, at: datetime) -> datetime | None:
        """Give the first instant from `at` on (UTC) that is inside the hours, within 14 days.

        >>> parse_hours("mon-fri 09:00-17:00").next_opening(datetime(2026, 3, 6, 17, tzinfo=UTC))
        datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.timezone.utc)
        """
        at = at.astimezone(UTC)
        known = self._openings
        if at not in known:
            if len(known) >= _OPENINGS_KNOWN:
                known.clear()
            known[at] = self._opening(at)
        return known[at]

    def next_closing(self, at: datetime) -> datetime | None:
        """Give the end (UTC) of the hours that are open at an instant, or open next after it.

        >>> parse_hours("mon-fri 09:00-17:00").next_closing(datetime(2026, 3, 6, 17, tzinfo=UTC))
        datetime.datetime(2026, 3, 9, 17, 0, tzinfo=datetime.timezone.utc)
        """
        opening = self.next_opening(at)
        if opening is None:
            return None
        windows = self._windows(opening.toordinal())
        return next(end for start, end in windows if start <= opening < end)

    def opening_on(self, day: date) -> datetime | None:
        """Give when the hours first open (UTC) on a day of their own wall clock, if they do.

        >>> hours = parse_hours("mon-fri 09:00-12:00, mon-fri 13:00-17:00", "Europe/Berlin")
        >>> hours.opening_on(date(2026, 3, 2))
        datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.timezone.utc)
        >>> hours.opening_on(date(2026, 3, 1)) is None
        True
        """
        opens = [each.opens for each in self.spans if each.day == day.weekday()]
        if not opens:
            return None
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - on the wall clock
        return _instant(midnight + timedelta(minutes=min(opens)), _zone(self.zone))

    def opening_after(self, at: datetime) -> datetime | None:
        """Give the next first opening (UTC) of a day after an instant, within 14 days.

        >>> hours = parse_hours("mon-fri 09:00-12:00, mon-fri 13:00-17:00")
        >>> hours.opening_after(datetime(2026, 3, 6, 9, tzinfo=UTC))
        datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.timezone.utc)
        """
        today = at.astimezone(_zone(self.zone)).date()
        days = (today + timedelta(days=each) for each in range(HORIZON.days + 1))
        found = (self.opening_on(each) for each in days)
        return next((each for each in found if each is not None and each > at), None)

    def after_open(self, at: datetime, lasts: timedelta) -> datetime:
        """Give the instant (UTC) by which the hours were open for so long from `at` on.

        Hours that stay shut for 14 days count as open from then on, so that every clock ends.

        >>> hours = parse_hours("mon-fri 09:00-17:00")
        >>> hours.after_open(datetime(2026, 3, 6, 16, 30, tzinfo=UTC), timedelta(hours=1))
        datetime.datetime(2026, 3, 9, 9, 30, tzinfo=datetime.timezone.utc)
        """
        at = at.astimezone(UTC)
        while (opening := self.next_opening(at)) is not None:
            closing = next(
                end for start, end in self._windows(opening.toordinal()) if end > opening
            )
            if opening + lasts <= closing:
                return opening + lasts
            lasts -= closing - opening
            at = closing
        return at + HORIZON + lasts

    def _opening(self, at: datetime) -> datetime | None:
        today = at.toordinal()
        ahead = (
            max(at, opens)
            for day in range(today, today + HORIZON.days + 1)
            for opens, closes in self._windows(day)
            if closes > at
        )
        found = next(ahead, None)
        return found if found is not None and found <= at + HORIZON else None

    def _windows(self, day: int) -> tuple[Window, ...]:
        """Give the windows around a day of UTC, in order; each day is worked out once."""
        if (found := self._known.get(day)) is None:
            if len(self._known) >= _DAYS_KNOWN:
                self._known.clear()
            found = self._known[day] = tuple(_merged(self._windows_around(day)))
        return found

    def _windows_around(self, day: int) -> Iterator[Window]:
        zone = _zone(self.zone)
        for local in range(day - _REACH, day + _REACH + 1):
            midnight = datetime.fromordinal(local)
            for span in self.spans:
                if span.day == midnight.weekday():
                    yield (
                        _instant(midnight + timedelta(minutes=span.opens), zone),
                        _instant(midnight + timedelta(minutes=span.closes), zone),
                    )


def parse_hours(text: str, zone: str = "UTC") -> WorkingHours:
    """Read hours; a ValueError says in one sentence what cannot be read.

    >>> str(parse_hours("mon-thu 08:00-12:00, mon-thu 13:00-17:00, fri 08:00-12:00"))
    'mon-fri 08:00-12:00, mon-thu 13:00-17:00'
    >>> parse_hours("weekdays 9 to 5")
    Traceback (most recent call last):
    ValueError: 'weekdays 9 to 5' is not hours such as mon-fri 09:00-17:00.
    """
    return _parse(text, zone)


@lru_cache(maxsize=4096)
def _parse(text: str, zone: str) -> WorkingHours:
    plain = re.sub(r"\s*-\s*", "-", " ".join(text.casefold().replace("\u2013", "-").split()))
    if plain == NEVER:
        return WorkingHours(zone=zone, spans=())
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"Hours have at most {_LONGEST_TEXT} characters.")
    parts = [part.strip() for part in re.split("[,;]", plain) if part.strip()] or [plain]
    spans = [span for part in parts for span in _spans(part)]
    return WorkingHours(zone=zone, spans=_joined(spans))


def _spans(part: str) -> Iterator[Span]:
    found = _RANGE.fullmatch(part)
    if found is None:
        raise ValueError(f"{part!r} is not hours such as mon-fri 09:00-17:00.")
    first, last, *times = found.groups()
    opens, closes = (int(hour) * 60 + int(minute) for hour, minute in (times[:2], times[2:]))
    if opens >= _DAY or closes > _DAY:
        raise ValueError(f"{part!r} has a time that no clock shows; 24:00 is the latest end.")
    if opens == closes:
        raise ValueError(f"{part!r} ends when it starts; the whole day is 00:00-24:00.")
    start, end = _weekday(first), _weekday(last or first)
    for day in range(start, end + 1 if end >= start else end + 8):
        yield Span(day=day % 7, opens=opens, closes=closes if closes > opens else closes + _DAY)


def _weekday(word: str) -> int:
    for number, day in enumerate(DAYS):
        if len(word) >= len("mon") and day.startswith(word):
            return number
    raise ValueError(f"{word!r} is not a day such as mon.")


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join ranges of one day that touch, unless the result would be more than a day."""
    joined: list[Span] = []
    for span in sorted(set(spans)):
        last = joined[-1] if joined else None
        if last is not None and last.day == span.day and span.opens <= last.closes:
            closes = max(last.closes, span.closes)
            if _lasts(last.opens, closes):
                joined[-1] = Span(day=last.day, opens=last.opens, closes=closes)
                continue
        joined.append(span)
    return tuple(joined)


def _lasts(opens: int, closes: int) -> bool:
    """Whether a range has a length that can be written: under a day, or one from midnight."""
    return 0 <= opens < min(closes, _DAY) and (
        closes < opens + _DAY or (opens, closes) == (0, _DAY)
    )


def _runs(days: list[int]) -> Iterator[tuple[int, int]]:
    """Split ascending days into runs of neighbours, each as first and last."""
    for _, group in groupby(enumerate(days), key=lambda each: each[1] - each[0]):
        run = [day for _, day in group]
        yield run[0], run[-1]


def _merged(windows: Iterable[Window]) -> Iterator[Window]:
    """Give windows in order and apart. One that a gap swallows ends by its start and is none."""
    opens = closes = datetime.min.replace(tzinfo=UTC)
    for start, end in sorted(window for window in windows if window[0] < window[1]):
        if start > closes:
            if closes > opens:
                yield opens, closes
            opens, closes = start, end
        closes = max(closes, end)
    if closes > opens:
        yield opens, closes


def _days(first: int, last: int) -> str:
    return DAYS[first][:3] if first == last else f"{DAYS[first][:3]}-{DAYS[last][:3]}"


def _times(opens: int, closes: int) -> str:
    end = closes if closes <= _DAY else closes - _DAY
    return f"{opens // 60:02}:{opens % 60:02}-{end // 60:02}:{end % 60:02}"


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=1024)
def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (ValueError, KeyError, OSError):
        raise ValueError(f"{key!r} is not an IANA time zone such as Europe/Berlin.") from None
