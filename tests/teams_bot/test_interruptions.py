"""When a message that nobody asked for may leave."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.change import Change, Job, Person
from teams_bot.interruptions import in_peace, planned, planned_for_each
from teams_bot.services import Services
from tests.support.company import kept, known, services, shared_database

__all__ = ["services", "shared_database"]

DAY = timedelta(days=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _nudge(services: Services, who: str = "ana", **changes: object) -> Job:
    usual = {"key": f"nudge:{who}", "kind": "nudge", "due": services.now(), "to": who}
    return Job(**usual | changes)


async def _plan(services: Services, person: Person, days: float = 7) -> Job | None:
    until = services.now() + timedelta(days=days)
    return await planned(services, person, _nudge(services), until=until)


async def test_it_leaves_at_once_within_the_hours_and_the_budget(services: Services) -> None:
    found = await _plan(services, await known(services, "ana"))
    assert found is not None
    assert found.due <= services.now()
    assert found.interruption is not None
    assert found.interruption.per_day == 6
    await kept(services, Change(jobs=(found,)))
    assert (await known(services, "ana")).interrupted_at == (found.due,)


async def test_it_waits_for_the_hours(services: Services) -> None:
    tomorrow = services.now() + DAY
    hours = f"{DAYS[tomorrow.weekday()]} 00:00-24:00"
    me = replace(await known(services, "ana"), hours=hours)
    found = await _plan(services, me)
    assert found is not None
    assert found.due == tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
    assert await in_peace(services, me)


@pytest.mark.parametrize("pause", ["away_until", "suspended_until"])
async def test_it_waits_for_the_end_of_a_pause(services: Services, pause: str) -> None:
    me = replace(await known(services, "ana"), **{pause: services.now() + 3 * DAY})
    found = await _plan(services, me)
    assert found is not None
    assert found.due == getattr(me, pause)
    assert await in_peace(services, me)
    assert not await in_peace(services, await known(services, "ana"))


async def test_it_waits_for_a_day_with_room(services: Services) -> None:
    full = services.now() - timedelta(hours=5)
    me = replace(await known(services, "ana"), interrupted_at=(full,) * 6)
    found = await _plan(services, me)
    assert found is not None
    assert found.due == full + DAY


@pytest.mark.parametrize(
    "changes", [{"hours": "never"}, {"away_until": 8}, {"interrupted_at": 6}], ids=str
)
async def test_what_finds_no_room_in_time_is_not_sent_and_counted(
    services: Services, changes: dict[str, object]
) -> None:
    now = services.now()
    made = {
        "hours": "never",
        "away_until": now + 8 * DAY,
        "interrupted_at": tuple(now + day * DAY for day in range(9) for _ in range(6)),
    }
    me = replace(await known(services, "ana"), **{each: made[each] for each in changes})
    assert await _plan(services, me) is None
    assert services.kept_back == {"nudge": 1}


async def test_of_several_people_each_gets_it_in_their_own_time(services: Services) -> None:
    gone = _nudge(services, "nobody")
    jobs = [_nudge(services, each) for each in ("ana", "ben")]
    until = services.now() + DAY
    found = await planned_for_each(services, [*jobs, gone], until=until)
    assert [each.to for each in found] == ["ana", "ben"]
    assert all(isinstance(each.due, datetime) for each in found)
