"""One message after a long silence: to whom, when, how often, and what its buttons do."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.model import PersonId
from matching.sources import Source
from storage.change import Change, Person
from storage.commit import Cause
from teams_bot import nudges
from teams_bot.nightly import work
from teams_bot.nudges import plan_nudges
from tests.support.company import LEVELS, Company, hired, verbs

KIND = nudges.KIND
PEOPLE = {"lea", "lou", *LEVELS}


async def planned(company: Company) -> dict[str, Any]:
    return {each["to"]: each for each in await company.jobs(kind=KIND)}


async def alone(company: Company, **changes: Any) -> None:
    """Leave Ana alone as somebody who agreed."""
    for each in PEOPLE - {"ana"}:
        await company.change(each, opted_in=False)
    if changes:
        await company.change("ana", **changes)


async def test_who_heard_nothing_gets_one_message_and_no_second_one(company: Company) -> None:
    await alone(company)
    services = company.parts.services
    assert await plan_nudges(services) == 1
    assert await plan_nudges(services) == 0  # it counts as asked from then on
    (job,) = await company.jobs(kind=KIND)
    assert job["due"] > services.now()
    await company.later(hours=48)
    seen = await company.told("ana", "Is this still right?")
    assert "You are listed for Excel." in seen
    assert len((await company.person("ana")).interrupted_at) == 1
    await company.later(days=25)
    assert await plan_nudges(services) == 0
    await company.later(days=6)
    await company.store.driver.collection("jobs").delete_many(  # as their time to live has it
        {"tenant": company.store.tenant, "ended": {"$lt": services.now() - timedelta(days=30)}}
    )
    queue = company.store.driver.collection("jobs")  # its name has the date, which does not move
    await queue.delete_many({"tenant": company.store.tenant, "kind": KIND})
    assert await plan_nudges(services) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"opted_in": False},
        {"active": False},
        {"imported": False},
        {"reachable": False},
        {"address": None},
        {"away_until": timedelta(days=1)},
        {"suspended_until": timedelta(days=1)},
        {"silent_offers": 2},
        {"source": Source.CALL_CENTRE},
        {"source": Source.CONTRACT},
        {"hours": "never"},
    ],
    ids=str,
)
async def test_nobody_gets_one_who_is_not_to_be_asked(
    company: Company, changes: dict[str, Any]
) -> None:
    now = company.parts.services.now()
    for name in ("away_until", "suspended_until"):
        if name in changes:
            changes = {name: now + changes[name]}
    await alone(company, **changes)
    assert await plan_nudges(company.parts.services) == 0


@pytest.mark.parametrize("name", ["asked_at", "interrupted_at"])
@pytest.mark.parametrize(("days", "expected"), [(29, 0), (31, 1), (-1, 0)])
async def test_it_counts_from_the_last_that_asked_for_attention(
    company: Company, name: str, days: int, expected: int
) -> None:
    await alone(company)
    at = company.parts.services.now() - timedelta(days=days)
    where = {"tenant": company.store.tenant, "id": "ana"}
    await company.store.driver.collection("people").update_one(where, {"$set": {name: [at]}})
    assert await plan_nudges(company.parts.services) == expected


async def test_whatever_was_sent_is_something(company: Company) -> None:
    await alone(company)
    await company.say("ana", "help")
    await company.quiet()
    assert await plan_nudges(company.parts.services) == 0
    await company.later(days=29)
    assert await plan_nudges(company.parts.services) == 0
    await company.later(days=2)
    assert await plan_nudges(company.parts.services) == 1


async def test_what_came_since_it_was_planned_takes_its_place(company: Company) -> None:
    await alone(company)
    assert await plan_nudges(company.parts.services) == 1
    await company.say("ana", "hello")
    await company.later(hours=48)
    (job,) = await company.jobs(kind=KIND)
    assert (job["state"], job["why"]) == ("cancelled", "moot")


@pytest.mark.parametrize("changes", [{"opted_in": False}, {"silent_offers": 2}], ids=str)
async def test_who_said_no_meanwhile_gets_none(company: Company, changes: dict[str, Any]) -> None:
    await alone(company)
    assert await plan_nudges(company.parts.services) == 1
    await company.change("ana", **changes)
    await company.later(hours=48)
    (job,) = await company.jobs(kind=KIND)
    assert (job["state"], job["why"]) == ("cancelled", "moot")


async def test_the_rule_says_how_many_days_and_none_is_never(company: Company) -> None:
    await alone(company)
    await company.rule(nudge_days=0)
    assert await plan_nudges(company.parts.services) == 0
    await company.say("ana", "help")
    await company.later(days=4)
    await company.rule(nudge_days=3)
    assert await plan_nudges(company.parts.services) == 1
    await company.rule(nudge_days=0)
    await company.later(hours=48)
    assert not any("still right" in each for each in company.seen("ana"))


async def test_its_buttons_do_what_they_say(company: Company) -> None:
    await alone(company)
    await plan_nudges(company.parts.services)
    await company.later(hours=48)
    message = await company.message("ana", "my_skills")
    known = ["keep_asking", "my_skills", "digest", "rest_two_weeks", "stop_asking"]
    assert verbs(message) == known
    assert "Good, I go on" in (await company.press_raw("ana", "keep_asking", {})).said
    assert "Your skills" in (await company.press_raw("ana", "my_skills", {})).said
    assert "once a day" in (await company.press_raw("ana", "digest", {})).said
    assert (await company.person("ana")).digest
    assert "two quiet weeks" in (await company.press_raw("ana", "rest_two_weeks", {})).said
    assert (await company.person("ana")).away_until is not None


async def test_who_is_listed_for_nothing_is_told_so_and_nothing_else(company: Company) -> None:
    await alone(company, skills_own={})
    await plan_nudges(company.parts.services)
    await company.later(hours=48)
    seen = await company.told("ana", "Nothing is listed for you yet")
    assert "listed for " not in seen.replace("listed for you", "")


async def test_many_are_spread_over_the_day_and_found_page_by_page(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudges, "PAGE", 20)
    await alone(company, opted_in=False)
    staff = [many(f"p{number:03}") for number in range(90)]
    change = Change(people=tuple((None, each) for each in staff))
    await company.store.commit(change, Cause(), company.parts.services.now())
    services = company.parts.services
    assert await plan_nudges(services) == 90
    found = await planned(company)
    assert set(found) == {each.id for each in staff}
    minutes = Counter(each["due"].replace(second=0) for each in found.values())
    assert max(minutes.values()) < 6
    for each in found.values():
        assert 9 <= each["due"].hour < 15
        assert each["due"].weekday() < 5
        assert each["due"] > services.now()


async def test_a_night_writes_no_more_than_so_many_and_the_next_goes_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudges, "PAGE", 2)
    monkeypatch.setattr(nudges, "A_NIGHT", 3)
    services = company.parts.services
    assert [await plan_nudges(services) for _ in range(3)] == [4, 2, 0]
    assert set(await planned(company)) == PEOPLE


async def test_one_whose_day_is_full_meanwhile_keeps_nobody_else_from_theirs(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = company.parts.services
    whole = services.store.commit
    first = True

    async def full(change: Change, *more: Any) -> Any:
        nonlocal first
        if first and change.jobs:
            first = False
            to = next(each for each in change.jobs if each.to == "ben")
            where = {"tenant": services.tenant, "id": "ben"}
            busy = {"interrupted_at": [to.due] * 6}
            await services.store.driver.collection("people").update_one(where, {"$set": busy})
        return await whole(change, *more)

    monkeypatch.setattr(services.store, "commit", full)
    assert await plan_nudges(services) == len(PEOPLE) - 1
    assert set(await planned(company)) == PEOPLE - {"ben"}


async def test_the_night_plans_them_and_mends_the_digests(company: Company) -> None:
    people = company.store.driver.collection("people")
    reader = {"tenant": company.store.tenant, "id": "ana"}
    await people.update_one(reader, {"$set": {"digest": True}})  # and no timer, as if it were lost
    now = company.parts.services.now()
    await work(company.store, now)
    assert set(await planned(company)) == PEOPLE
    (timer,) = await company.jobs(kind="digest_day")
    assert timer["due"] > now
    await company.store.driver.collection("snapshots").delete_many(
        {"tenant": company.store.tenant}
    )
    await work(company.store, now)  # once more, as after a crash before the snapshot
    assert len(await company.jobs(kind="digest_day")) == 1
    assert len(await company.jobs(kind=KIND)) == len(PEOPLE)


async def test_who_is_forgotten_is_not_nudged(company: Company) -> None:
    await alone(company)
    await plan_nudges(company.parts.services)
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    assert await company.jobs(kind=KIND) == []
    assert await plan_nudges(company.parts.services) == 0


def many(name: str) -> Person:
    """Somebody with ordinary hours who agreed to be asked."""
    usual = hired(None, "ana", hours="mon-fri 09:00-17:00")
    return replace(usual, id=PersonId(name), name=name)
