"""`pause until …`."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from teams_bot.actions.pause import day_named, pause
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from tests.support.company import known

SUNDAY = datetime(2026, 11, 22, 15, 30)  # noqa: DTZ001 - wall time of wherever one is


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "2026-11-23"),
        ("Monday", "2026-11-23"),
        ("next Monday.", "2026-11-23"),
        ("sun", "2026-11-29"),
        ("on thursday", "2026-11-26"),
        ("2026-12-24", "2026-12-24"),
        ("24 December", "2026-12-24"),
        ("the 24th of December", "2026-12-24"),
        ("24. dec", "2026-12-24"),
        ("24 December 2027", "2027-12-24"),
        ("December 24", "2026-12-24"),
        ("Dec 24th, 2027", "2027-12-24"),
        ("3 January", "2027-01-03"),
        ("22 November", "2027-11-22"),
    ],
)
def test_a_day_is_understood(text: str, day: str) -> None:
    assert day_named(text, SUNDAY).date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["", "mo", "soon", "32 December", "24 de", "24 nonsense", "2026-13-01", "30 February", "12"],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        day_named(text, SUNDAY)


async def test_a_pause_ends_at_the_start_of_that_day_where_the_person_is(
    services: Services,
) -> None:
    me = replace(await known(services, "ana"), time_zone="Asia/Tokyo")
    decision = await pause(services, me, "tomorrow")
    assert decision.me is not None
    assert decision.me.away_until is not None
    local = decision.me.away_until.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (local.hour, local.minute) == (0, 0)
    with pytest.raises(NotAllowed, match="I do not know that day"):
        await pause(services, me, "whenever")
    with pytest.raises(NotAllowed, match="until when"):
        await pause(services, me, "")
    with pytest.raises(NotAllowed, match="over"):
        await pause(services, me, "2001-01-01")
