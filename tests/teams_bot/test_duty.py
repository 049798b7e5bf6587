"""Who is on duty: hours, a pause, consent and the switch."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from matching.model import PersonId, RefusalReason
from matching.rules import Rules
from matching.sources import Source
from storage.change import Person
from teams_bot.duty import belongs, is_off, next_shift, on_duty, opening, refusal

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
ANA = Person(
    id=PersonId("ana"),
    name="Ana",
    imported=True,
    opted_in=True,
    source=Source.CALL_CENTRE,
    hours="mon-fri 09:00-17:00",
    time_zone="UTC",
)
LEA = Person(id=PersonId("lea"), name="Lea")


@pytest.mark.parametrize(
    ("changes", "rules", "there"),
    [
        ({}, {}, True),
        ({"off_duty": True}, {}, False),
        ({"opted_in": False}, {}, False),
        ({"opted_in": False}, {"ask_consent": False}, True),
        ({"away_until": MONDAY + timedelta(minutes=1)}, {}, False),
        ({"away_until": MONDAY - timedelta(minutes=1)}, {}, True),
        ({"hours": "mon 12:00-13:00"}, {}, False),
        ({"hours": "never"}, {}, False),
        ({"hours": ""}, {}, True),
        ({"active": False}, {}, False),
        ({"imported": False}, {}, False),
        ({"source": Source.PEER}, {}, False),
    ],
)
def test_somebody_is_there(
    changes: dict[str, object], rules: dict[str, bool], there: bool
) -> None:
    given = Rules(**rules)  # type: ignore[arg-type]
    assert on_duty(replace(ANA, **changes), given, MONDAY) is there  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "learner", "why"),
    [
        ({}, LEA, None),
        ({}, ANA, RefusalReason.OWN_QUESTION),
        ({"active": False}, LEA, RefusalReason.LEFT),
        ({"opted_in": False}, LEA, RefusalReason.NOT_OPTED_IN),
        ({"blocked": (LEA.id,)}, LEA, RefusalReason.BLOCKED_PAIR),
        ({}, replace(LEA, blocked=(ANA.id,)), RefusalReason.BLOCKED_PAIR),
        ({"off_duty": True}, LEA, RefusalReason.OFF_DUTY),
    ],
)
def test_somebody_may_not_take_a_question(
    changes: dict[str, object], learner: Person, why: RefusalReason | None
) -> None:
    assert refusal(replace(ANA, **changes), learner, Rules()) is why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "now", "begins"),
    [
        ("mon-fri 09:00-17:00", MONDAY, datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("mon-fri 09:00-17:00", MONDAY - timedelta(hours=4), datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("mon 08:00-12:00, mon 13:00-17:00", MONDAY, datetime(2026, 3, 2, 13, tzinfo=UTC)),
        ("mon-sun 00:00-24:00", MONDAY, MONDAY + timedelta(days=1)),
        ("never", MONDAY, MONDAY + timedelta(days=1)),
    ],
)
def test_the_next_shift_begins(hours: str, now: datetime, begins: datetime) -> None:
    person = replace(ANA, hours=hours)
    assert next_shift(person, Rules(), now) == begins
    off = replace(person, off_duty=True, off_until=begins)
    assert is_off(off, now)
    assert not is_off(off, begins)
    assert refusal(off, LEA, Rules()) is None  # their next shift may fall into a rung's time
    assert opening(off, Rules(), now) == opening(person, Rules(), begins)


def test_a_pause_ends_before_the_hours_begin() -> None:
    tomorrow = MONDAY + timedelta(days=1, hours=-6)
    away = replace(ANA, away_until=tomorrow)
    assert opening(away, Rules(), MONDAY) == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert not belongs(None)
