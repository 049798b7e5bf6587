"""How long a job rests before the next try."""

from dataclasses import replace

import pytest

from storage.change import Claimed, Job
from teams_bot.pauses import (
    AGAIN_LIMIT,
    LATER,
    SOON,
    UNSENT_LIMIT,
    UNSENT_SOON,
    after_attempt,
    after_outage,
)
from tests.support.builders import NOW

HOUR = 3600


def leased(**counts: int) -> Claimed:
    usual = {"attempts": 1, "ambiguous": 0} | counts
    job = Job(key="say:1", kind="say", due=NOW)
    return Claimed(job=job, id="acme:say:1", owner="w", fence=1, **usual)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (9, 512), (10, 900), (24, 900)])
def test_what_teams_declined_rests_ever_longer(attempts: int, seconds: float) -> None:
    assert after_attempt(leased(attempts=attempts)) == seconds


def test_in_the_first_minute_of_an_outage_a_try_follows_every_few_seconds() -> None:
    pauses = [after_outage(leased(unsent=number)) for number in range(UNSENT_SOON)]
    assert all(SOON[0] <= each <= SOON[1] for each in pauses)
    assert 45 < sum(pauses) < 75
    later = [after_outage(leased(unsent=number)) for number in range(UNSENT_SOON, 100)]
    assert all(LATER[0] <= each <= LATER[1] for each in later)


def test_both_limits_bear_about_four_hours() -> None:
    away = sum(after_outage(leased(unsent=number)) for number in range(UNSENT_LIMIT))
    declined = sum(after_attempt(leased(attempts=number)) for number in range(1, AGAIN_LIMIT + 1))
    assert 3.5 * HOUR < away < 4.5 * HOUR
    assert 3.5 * HOUR < declined < 4.5 * HOUR


def test_jobs_that_wait_for_the_same_host_do_not_come_back_together() -> None:
    pauses = {round(after_outage(replace(leased(), id=f"acme:{name}")), 1) for name in range(100)}
    assert len(pauses) > 20
