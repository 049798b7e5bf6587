import pickle
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.hours import DAYS, HORIZON, Span, WorkingHours, parse_hours
from tests.support.builders import NEVER

SPELLINGS = [
    ("mon-fri 09:00-17:00", "mon-fri 09:00-17:00"),
    ("  MON - Fri   9:00 - 17:00 ", "mon-fri 09:00-17:00"),
    ("Monday\u2013Friday 09:00\u201317:00", "mon-fri 09:00-17:00"),
    ("sat 10:00-14:00", "sat 10:00-14:00"),
    ("sat-mon 10:00-14:00", "mon 10:00-14:00, sat-sun 10:00-14:00"),
    ("tue-mon 10:00-14:00", "mon-sun 10:00-14:00"),
    ("mon-sun 00:00-24:00", "mon-sun 00:00-24:00"),
    ("mon 22:00-00:00", "mon 22:00-24:00"),
    ("fri 22:00-06:00", "fri 22:00-06:00"),
    ("mon 09:00-12:00; mon 11:00-15:00", "mon 09:00-15:00"),
    ("mon 09:00-12:00, mon 12:00-15:00,", "mon 09:00-15:00"),
    ("mon 00:00-24:00, mon 22:00-06:00", "mon 00:00-24:00, mon 22:00-06:00"),
    (
        "mon-thu 08:00-12:00, mon-thu 13:00-17:00, fri 08:00-12:00",
        "mon-fri 08:00-12:00, mon-thu 13:00-17:00",
    ),
    (" Never ", "never"),
]

MISTAKES = [
    ("", "'' is not hours such as mon-fri 09:00-17:00."),
    (" ; ", "';' is not hours such as mon-fri 09:00-17:00."),
    ("9 to 5", "'9 to 5' is not hours such as mon-fri 09:00-17:00."),
    ("mon, tue 09:00-17:00", "'mon' is not hours such as mon-fri 09:00-17:00."),
    ("mon 09:00", "'mon 09:00' is not hours such as mon-fri 09:00-17:00."),
    ("mon 09:60-17:00", "'mon 09:60-17:00' is not hours such as mon-fri 09:00-17:00."),
    ("mon \u0669:00-17:00", "'mon \u0669:00-17:00' is not hours such as mon-fri 09:00-17:00."),
    ("mo 09:00-17:00", "'mo' is not a day such as mon."),
    ("mon-day 09:00-17:00", "'day' is not a day such as mon."),
    (
        "mon 24:00-25:00",
        "'mon 24:00-25:00' has a time that no clock shows; 24:00 is the latest end.",
    ),
    (
        "mon 09:00-24:01",
        "'mon 09:00-24:01' has a time that no clock shows; 24:00 is the latest end.",
    ),
    ("mon 09:00-09:00", "'mon 09:00-09:00' ends when it starts; the whole day is 00:00-24:00."),
    ("mon 09:00-17:00," * 60, "Hours have at most 500 characters."),
]

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kathmandu",
)
WEEKS = (
    "mon-fri 09:00-17:00",
    "mon-sun 00:00-24:00",
    "mon-sun 02:30-03:30",
    "mon-sun 01:15-02:15",
    "mon-sun 02:15-02:45, mon-sun 23:30-00:30",
    "fri-sun 22:00-06:00",
    "sun 00:00-24:00",
)


@pytest.mark.parametrize(("text", "canonical"), SPELLINGS)
def test_hours_are_read_in_every_spelling_and_written_in_one(text, canonical):
    hours = parse_hours(text, "Europe/Berlin")
    assert str(hours) == canonical
    assert parse_hours(canonical, "Europe/Berlin") == hours


@pytest.mark.parametrize(("text", "sentence"), MISTAKES)
def test_a_mistake_in_hours_gets_one_clear_sentence(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_hours(text)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Europe", "../../etc/passwd", "a\x00b"])
def test_a_zone_that_nobody_knows_is_named(zone):
    sentence = f"{zone!r} is not an IANA time zone such as Europe/Berlin."
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_hours("mon 09:00-17:00", zone)


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        (7, 0, 1),
        (-1, 0, 1),
        (0, 1440, 1441),
        (0, -1, 5),
        (0, 60, 60),
        (0, 60, 1500),
        (0, 1439, 3000),
    ],
)
def test_a_span_that_no_week_has_cannot_be_made(day, opens, closes):
    with pytest.raises(ValueError, match="A week has no span like"):
        Span(day=day, opens=opens, closes=closes)


spans = st.builds(
    lambda day, opens, length: Span(day=day, opens=opens, closes=opens + length),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1439),
)
weeks = st.lists(spans | st.just(Span(day=2, opens=0, closes=1440)), max_size=6)


@given(weeks)
def test_the_text_of_any_hours_means_the_same_hours(found):
    hours = WorkingHours(zone="Europe/Berlin", spans=tuple(found))
    again = parse_hours(str(hours), "Europe/Berlin")
    assert parse_hours(str(again), "Europe/Berlin") == again
    for minute in range(0, 8 * 1440, 97):
        at = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minute)
        assert again.is_open(at) == hours.is_open(at)


def test_hours_that_never_open_have_no_next_opening():
    hours = parse_hours("never")
    assert not hours.is_open(datetime(2026, 3, 4, tzinfo=UTC))
    assert hours.next_opening(datetime(2026, 3, 4, tzinfo=UTC)) is None


def test_an_opening_that_a_gap_swallows_leaves_the_week_after():
    """Apia had no 30 December 2011; its Friday counts a day later, as RFC 5545 shifts it."""
    hours = parse_hours("fri 09:00-17:00", "Pacific/Apia")
    at = datetime(2011, 12, 29, 12, tzinfo=UTC)
    assert hours.next_opening(at) == datetime(2011, 12, 30, 19, tzinfo=UTC)
    assert datetime(2011, 12, 30, 19, tzinfo=UTC).astimezone(ZoneInfo("Pacific/Apia")).day == 31


def test_a_span_inside_a_gap_that_would_end_before_it_starts_does_not_open():
    hours = parse_hours("sun 02:30-03:00", "Europe/Berlin")
    assert hours.next_opening(datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(
        2026, 4, 5, 0, 30, tzinfo=UTC
    )


def test_times_of_any_zone_may_be_asked_and_answers_are_utc():
    hours = parse_hours("mon-fri 09:00-17:00", "Europe/Berlin")
    berlin = datetime(2026, 3, 4, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert not hours.is_open(berlin)
    opening = hours.next_opening(berlin)
    assert opening == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    assert opening.tzinfo is UTC


def test_asking_about_many_days_keeps_the_memory_small_and_the_hours_equal():
    hours = WorkingHours(spans=(Span(day=0, opens=540, closes=1020),))
    for day in range(300):
        hours.is_open(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day))
    assert len(hours._known) <= 64
    assert hours == WorkingHours(spans=(Span(day=0, opens=540, closes=1020),))
    assert pickle.loads(pickle.dumps(hours)) == hours
    assert "_known" not in repr(hours)


# ---- an oracle that only ever turns instants into wall clocks, never the other way

YEARS = (2024, 2027)
Part = tuple[datetime, datetime, timedelta]  # from, to, offset from UTC


@cache
def parts_of(zone: str) -> tuple[Part, ...]:
    """The years as stretches of one offset, found by looking every quarter of an hour."""
    clock, step = ZoneInfo(zone), timedelta(minutes=15)
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in YEARS)
    changes, at, offset = [start], start, start.astimezone(clock).utcoffset()
    offsets = [offset]
    while at < end:
        now = at.astimezone(clock).utcoffset()
        if now != offsets[-1]:
            changes.append(at)
            offsets.append(now)
        at += step
    return tuple(
        (left, right, offset)
        for (left, right), offset in zip(pairwise([*changes, end]), offsets, strict=True)
    )


def instant_of(wall: datetime, zone: str) -> datetime:
    parts = parts_of(zone)
    for start, end, offset in parts:
        if start <= wall - offset < end:
            return wall - offset
    for (_, end, offset), (start, _, after) in pairwise(parts):
        if wall - offset >= end and wall - after < start:
            return wall - offset
    raise AssertionError(wall)


def windows(hours: WorkingHours, around: date, days: int) -> Iterator[tuple[datetime, datetime]]:
    for offset in range(-3, days + 3):
        day = around + timedelta(days=offset)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for span in hours.spans:
            if DAYS[span.day] == day.strftime("%A").lower():
                yield (
                    instant_of(midnight + timedelta(minutes=span.opens), hours.zone),
                    instant_of(midnight + timedelta(minutes=span.closes), hours.zone),
                )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("text", WEEKS)
def test_hours_hold_around_every_change_of_the_clock(zone, text):
    hours = parse_hours(text, zone)
    changes = [start for start, _, _ in parts_of(zone)[1:]] or [datetime(2025, 6, 1, tzinfo=UTC)]
    for change in changes[:10]:
        found = list(windows(hours, change.date(), 20))
        for half_hours in range(-60, 60, 1):
            at = change + timedelta(minutes=30 * half_hours, seconds=half_hours % 3)
            is_open = any(opens <= at < closes for opens, closes in found)
            assert hours.is_open(at) == is_open, at
            coming = [opens for opens, closes in found if at < opens < closes]
            expected = at if is_open else min(coming, default=None)
            if expected is not None and expected > at + HORIZON:
                expected = None
            assert hours.next_opening(at) == expected, at


@given(
    weeks,
    st.sampled_from(ZONES),
    st.integers(0, 1000 * 1440).map(
        lambda minutes: datetime(2024, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
)
def test_hours_hold_for_any_week_at_any_instant(found, zone, at):
    hours = WorkingHours(zone=zone, spans=tuple(found))
    around = list(windows(hours, at.date(), 20))
    assert hours.is_open(at) == any(opens <= at < closes for opens, closes in around)
    opening = hours.next_opening(at)
    coming = [opens for opens, closes in around if at < opens < closes]
    expected = at if hours.is_open(at) else min(coming, default=None)
    assert opening == (None if expected is None or expected > at + HORIZON else expected)


def test_hours_that_never_open_never_close_either():
    assert NEVER.next_closing(datetime(2026, 3, 2, tzinfo=UTC)) is None
