"""The last look: nobody is interrupted in a pause, out of hours or over the budget."""

from datetime import timedelta

import pytest

from matching.model import PersonId
from storage.change import Change, Claimed, Faster, Interruption, Job, Work
from storage.commit import Cause
from teams_bot.interruptions import planned
from teams_bot.leaving import OFFER, interrupts, kept_back
from teams_bot.letters import LETTERS
from teams_bot.messages import MESSAGES
from teams_bot.services import Services
from tests.support.company import kept, known, services, shared_database

__all__ = ["services", "shared_database"]

ANA = PersonId("ana")
DAY = timedelta(days=1)
INTERRUPTING = sorted(each for each in {**MESSAGES, **LETTERS} if interrupts(each))
LATER = [each for each in INTERRUPTING if each != OFFER]
OTHERS = sorted(each for each in {**MESSAGES, **LETTERS} if not interrupts(each))


async def _due(services: Services, kind: str, *, counted: bool = True) -> Claimed:
    """A message to Ana that is due, planned as it should be or written without a plan."""
    now = services.now()
    job = Job(key=f"{kind}:1", kind=kind, due=now, to=ANA)
    if counted:
        found = await planned(services, await known(services, "ana"), job, until=now + 3 * DAY)
        assert found is not None
        job = found
    await kept(services, Change(jobs=(job,)))
    return await _leased(services, kind)


async def _leased(services: Services, kind: str) -> Claimed:
    (leased,) = await services.store.claim("me", (kind,), 1)
    return leased


async def _person(services: Services, **changes: object) -> None:
    await services.store.driver.collection("people").update_one(
        {"tenant": services.tenant, "id": ANA}, {"$set": changes}
    )


async def _job(services: Services, kind: str) -> dict:
    found = await services.store.driver.collection("jobs").find_one(
        {"tenant": services.tenant, "kind": kind}
    )
    assert found is not None
    return found


def test_what_interrupts_is_named_here() -> None:
    named = {"offer", "check", "joint_ask", "joint_check", "stand_down", "invite"}
    named |= {"digest", "nudge", "reminder"}
    assert set(INTERRUPTING) == named


@pytest.mark.parametrize("kind", sorted(MESSAGES.keys() & LETTERS.keys()))
def test_a_kind_interrupts_by_mail_as_it_does_in_teams(kind: str) -> None:
    assert MESSAGES[kind].interrupts is LETTERS[kind].interrupts


@pytest.mark.parametrize("kind", LATER)
async def test_over_the_budget_each_of_them_is_put_off_or_not_sent(
    services: Services, kind: str
) -> None:
    now = services.now()
    await _person(services, interrupted_at=[now - timedelta(hours=1)] * 6)
    leased = await _due(services, kind, counted=False)
    assert await kept_back(services, leased)
    later = await _job(services, kind)
    assert later["state"] == Work.PENDING.value
    assert later["due"] == now + 23 * timedelta(hours=1)
    assert (await known(services, "ana")).interrupted_at[-1] == later["due"]


async def test_over_the_budget_an_offer_is_refused_when_it_is_written(services: Services) -> None:
    now = services.now()
    await _person(services, interrupted_at=[now] * 6)
    job = Job(key="offer:1", kind=OFFER, due=now, to=ANA, interruption=Interruption(per_day=6))
    written = await services.store.commit(Change(jobs=(job,)), Cause(), now)
    assert isinstance(written, Faster)


@pytest.mark.parametrize("kind", LATER)
async def test_out_of_hours_each_of_them_waits_for_the_next_opening(
    services: Services, kind: str
) -> None:
    leased = await _due(services, kind)
    tomorrow = services.now() + DAY
    await _person(services, hours=f"{tomorrow:%a} 00:00-24:00".casefold())
    assert await kept_back(services, leased)
    later = await _job(services, kind)
    assert later["state"] == Work.PENDING.value
    assert later["due"] == tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize("kind", LATER)
async def test_in_a_pause_that_outlasts_its_use_each_of_them_is_dropped_and_counted(
    services: Services, kind: str
) -> None:
    leased = await _due(services, kind)
    await _person(services, away_until=services.now() + 4 * DAY)
    assert await kept_back(services, leased)
    ended = await _job(services, kind)
    assert (ended["state"], ended["why"]) == (Work.CANCELLED.value, "kept_back")
    assert services.kept_back == {kind: 1}


@pytest.mark.parametrize("kind", LATER)
async def test_in_the_hours_and_counted_each_of_them_leaves(services: Services, kind: str) -> None:
    assert not await kept_back(services, await _due(services, kind))


@pytest.mark.parametrize("kind", LATER)
async def test_one_that_nobody_planned_is_counted_before_it_leaves(
    services: Services, kind: str
) -> None:
    assert await kept_back(services, await _due(services, kind, counted=False))
    assert len((await known(services, "ana")).interrupted_at) == 1
    assert not await kept_back(services, await _leased(services, kind))


@pytest.mark.parametrize("kind", [*OTHERS, OFFER])
async def test_what_answers_somebody_leaves_at_any_time_and_an_offer_when_it_is_due(
    services: Services, kind: str
) -> None:
    await _person(services, hours="never", away_until=services.now() + DAY)
    assert not await kept_back(services, await _due(services, kind, counted=False))


async def test_where_nobody_is_there_to_interrupt_it_goes_its_way(services: Services) -> None:
    job = Job(key="check:1", kind="check", due=services.now(), to=PersonId("nobody"))
    await kept(services, Change(jobs=(job,)))
    assert not await kept_back(services, await _leased(services, "check"))
