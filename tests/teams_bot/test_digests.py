"""When a digest comes, in somebody's own time zone; and that it stays small."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Thread, ThreadId
from storage.change import Change, Interruption, Person, Policy
from teams_bot import cards
from teams_bot.digests import message_of, next_day
from teams_bot.outcomes import DigestShown
from teams_bot.services import Clock, Services
from tests.support.company import EXCEL, kept, known, opened, services, shared_database

__all__ = ["services", "shared_database"]

OFFICE = "mon-fri 09:00-17:00"
FRIDAY = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
LIMIT = 28 * 1024  # bytes at which Teams refuses a card


class At(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.at = now

    def now(self) -> datetime:
        return self.at


def at(services: Services, now: datetime) -> Services:
    return Services(store=services.store, clock=At(now), tenant=services.tenant)


async def reader(services: Services, **changes: Any) -> Person:
    before = await known(services, "ana")
    usual = {"digest": True, "hours": OFFICE, "time_zone": "Europe/Berlin"}
    await kept(services, Change(people=((before, replace(before, **usual | changes)),)))
    return await known(services, "ana")


@pytest.mark.parametrize(
    ("changes", "now", "due", "day"),
    [
        # before the opening it is today's, at it and after it the next working day's
        ({}, FRIDAY - timedelta(hours=1), FRIDAY - timedelta(minutes=30), "2026-11-27"),
        ({}, FRIDAY - timedelta(minutes=30), FRIDAY + timedelta(days=2, hours=23.5), "2026-11-30"),
        ({}, FRIDAY + timedelta(hours=12), FRIDAY + timedelta(days=2, hours=23.5), "2026-11-30"),
        # the date is theirs: Auckland opens on Saturday while it is Friday in Greenwich
        (
            {"time_zone": "Pacific/Auckland", "hours": "sat 09:00-12:00"},
            FRIDAY,
            FRIDAY + timedelta(hours=11.5),
            "2026-11-28",
        ),
        # two ranges a day are one day, and a night belongs to the day on which it begins
        (
            {"hours": "fri 07:00-08:00, fri 13:00-17:00, sat 10:00-11:00"},
            FRIDAY,
            FRIDAY + timedelta(hours=24.5),
            "2026-11-28",
        ),
        (
            {"hours": "mon-fri 22:00-06:00"},
            FRIDAY,
            FRIDAY + timedelta(hours=12.5),
            "2026-11-27",
        ),
    ],
)
async def test_it_is_due_when_the_hours_of_a_day_begin(
    services: Services, changes: dict[str, Any], now: datetime, due: datetime, day: str
) -> None:
    me = await reader(services, **changes)
    (job,) = await next_day(at(services, now), me)
    assert job.due == due
    assert job.key == f"digest_day:ana:{day}"


@pytest.mark.parametrize("changes", [{"hours": "never"}, {"digest": False}], ids=str)
async def test_who_has_no_such_day_has_no_timer(
    services: Services, changes: dict[str, Any]
) -> None:
    assert await next_day(services, await reader(services, **changes)) == ()


async def asked(services: Services) -> Thread:
    """A question that waits until somebody takes it."""
    base = await services.store.rules()
    await services.store.publish_rules(base, {"ladder": "1 peer 2880"}, ("test", ""), FRIDAY)
    services._rules = None
    return await opened(services)


async def test_a_message_leaves_in_the_hours_of_its_day_or_not_at_all(services: Services) -> None:
    me = await reader(services)
    await asked(services)
    opening = FRIDAY - timedelta(minutes=30)
    midnight = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    job = await message_of(at(services, FRIDAY), me, opening)
    assert job is not None
    assert (job.key, job.due, job.policy) == ("digest:ana:2026-11-27", FRIDAY, Policy.ONCE)
    assert job.interruption == Interruption(per_day=6, until=midnight)
    for late in (FRIDAY + timedelta(hours=8), midnight, FRIDAY + timedelta(days=3)):
        assert await message_of(at(services, late), me, opening) is None


async def test_a_day_whose_budget_is_spent_has_no_digest_until_there_is_room(
    services: Services,
) -> None:
    me = await reader(services)
    await asked(services)
    room = FRIDAY + timedelta(hours=2)
    for yesterday, expected in ((room - timedelta(days=1), room), (FRIDAY, None)):
        busy = replace(me, interrupted_at=(yesterday,) * 6)
        job = await message_of(at(services, FRIDAY), busy, FRIDAY)
        assert (None if job is None else job.due) == expected


async def test_the_message_of_a_day_is_written_once(services: Services) -> None:
    me = await reader(services)
    await asked(services)
    job = await message_of(at(services, FRIDAY), me, FRIDAY)
    assert job is not None
    await kept(services, Change(jobs=(job,)))
    assert await message_of(at(services, FRIDAY), me, FRIDAY) is None


async def test_somebody_who_helped_this_learner_lately_is_left_in_peace(
    services: Services,
) -> None:
    me = await reader(services)
    thread = await asked(services)
    await services.store.driver.collection("ties").insert_one(
        {
            "_id": f"{services.tenant}:lea>ana",
            "tenant": services.tenant,
            "learner": "lea",
            "mentor": "ana",
            "answered": 1,
            "rated": 0,
            "rating_points": 0.0,
            "at": services.now(),
        }
    )
    assert thread.learner == "lea"
    now = at(services, FRIDAY)
    assert await message_of(now, me, FRIDAY) is not None
    base = await services.store.rules()
    await services.store.publish_rules(base, {"pair_rest_hours": 720}, ("test", ""), FRIDAY)
    assert await message_of(at(services, FRIDAY), me, FRIDAY) is None


@pytest.mark.parametrize(
    "text", ["x" * 1000, "\U0001f469\u200d\U0001f4bb" * 333, "\n".join("ab" * 166)]
)
def test_ten_of_the_longest_questions_are_small_enough_for_teams(text: str) -> None:
    threads = tuple(
        Thread(
            id=ThreadId(f"{number:032}"),
            learner=PersonId("lea"),
            text=text,
            skills={EXCEL: 1.0, SkillId("s"): 1.0},
            created=FRIDAY,
        )
        for number in range(10)
    )
    labels = {EXCEL: "\u00e4" * 200, SkillId("s"): "*" * 200}
    drawn = cards.digest(DigestShown(threads=threads, labels=labels, now=FRIDAY))
    whole = json.dumps(drawn.card, ensure_ascii=False).encode()
    assert len(whole) < LIMIT
    assert str(drawn.card).count("pick_up") == 10
