"""One snapshot a tenant and day, however many workers run and whatever dies meanwhile."""

import asyncio
import logging
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from storage.change import Change, Claimed, Job, Unavailable
from storage.store import Store
from teams_bot import nightly
from teams_bot.jobs import Worker
from teams_bot.nightly import ATTEMPTS, in_a_process, next_due, plan, work
from teams_bot.services import Clock, Services
from teams_bot.settings import Settings
from teams_bot.timers import TIMERS
from tests.support.company import Company, company, kept, services, shared_database

__all__ = ["company", "services", "shared_database"]

NIGHT: Final = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


class At(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self, now: datetime = NIGHT) -> None:
        super().__init__()
        self.at = now

    def now(self) -> datetime:
        return self.at


async def jobs(services: Services) -> list[dict[str, Any]]:
    found = services.store.driver.collection("jobs").find(
        {"tenant": services.tenant, "kind": {"$in": ["snapshot", "held"]}}
    )
    return await found.sort("due", 1).to_list(None)


async def snapshots(services: Services) -> list[dict[str, Any]]:
    found = services.store.driver.collection("snapshots").find({"tenant": services.tenant})
    return await found.to_list(None)


async def due(services: Services, attempt: int = 1) -> Claimed:
    """The job of a night, leased."""
    key = f"snapshot:2026-11-22:{attempt}"
    job = Job(key=key, kind="held", due=services.now(), payload={"attempt": attempt})
    await kept(services, Change(jobs=(job,)))
    (leased,) = await services.store.claim("test", ("held",), 1)
    return leased


# ---- planned


@pytest.mark.parametrize(("hour", "day"), [(0, 22), (1, 22), (3, 23), (23, 23)])
def test_it_is_due_in_the_night_that_comes(hour: int, day: int) -> None:
    found = next_due("acme", datetime(2026, 11, 22, hour, 30, tzinfo=UTC))
    assert (found.day, found.hour) == (day, nightly.HOUR)
    assert found == next_due("acme", found - timedelta(minutes=1))
    assert next_due("acme", found) == found + timedelta(days=1)


def test_tenants_take_turns() -> None:
    assert len({next_due(f"tenant-{n}", NIGHT).minute for n in range(60)}) > 20


async def test_two_workers_plan_one_job_a_night(services: Services) -> None:
    clock = At()
    both = [Services(store=services.store, clock=clock, tenant=services.tenant) for _ in range(2)]
    await asyncio.gather(*(plan(each) for each in both))
    (first,) = await jobs(services)
    assert (first["key"], first["state"]) == ("snapshot:2026-11-23:1", "pending")
    assert first["due"] == next_due(services.tenant, NIGHT)
    for each in both:
        await plan(each)
    assert len(await jobs(services)) == 1
    clock.at += timedelta(days=1)
    await asyncio.gather(*(plan(each) for each in both))
    assert [each["key"] for each in await jobs(services)] == [
        "snapshot:2026-11-23:1",
        "snapshot:2026-11-24:1",
    ]


# ---- taken


async def test_it_is_taken_and_the_next_attempt_finds_it(services: Services) -> None:
    await TIMERS["snapshot"](services, await due(services))
    await services.finish()
    (only,) = await snapshots(services)
    assert only["day"] == f"{services.now():%Y-%m-%d}"
    first, second = await jobs(services)
    assert (first["state"], second["key"]) == ("done", "snapshot:2026-11-22:2")
    await TIMERS["snapshot"](services, await due(services, 3))
    await services.finish()
    assert await snapshots(services) == [only]
    assert [each["key"][-1] for each in await jobs(services)] == ["1", "3", "2"]


async def test_of_two_that_are_at_work_at_once_one_is_kept(services: Services) -> None:
    both = (work(services.store, services.now()) for _ in range(2))
    assert [each is None for each in await asyncio.gather(*both)].count(True) == 1
    assert len(await snapshots(services)) == 1


async def test_a_job_that_passed_to_another_worker_begins_nothing(services: Services) -> None:
    leased = await due(services)
    await TIMERS["snapshot"](services, replace(leased, fence=leased.fence - 1))
    await services.finish()
    assert await snapshots(services) == []


async def test_what_fails_is_noted_and_tried_a_few_times(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails() -> str:
        return "exit code 1: no memory"

    services.apart = fails
    caplog.set_level(logging.ERROR)
    for attempt in range(1, ATTEMPTS + 1):
        await TIMERS["snapshot"](services, await due_again(services, attempt))
        await services.finish()
    assert [each["key"] for each in await jobs(services) if each["state"] == "pending"] == []
    assert await snapshots(services) == []
    assert "attempt 4 of today's snapshot failed: exit code 1: no memory" in caplog.text


async def due_again(services: Services, attempt: int) -> Claimed:
    """The first attempt, or the one that the last left in the queue, brought forward."""
    if attempt == 1:
        return await due(services)
    mine = {"tenant": services.tenant, "state": "pending"}
    now = {"$set": {"due": services.now(), "kind": "held"}}
    await services.store.driver.collection("jobs").update_one(mine, now)
    (leased,) = await services.store.claim("test", ("held",), 1)
    assert leased.job.payload == {"attempt": attempt}
    return leased


async def test_what_goes_wrong_in_the_background_is_noted(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("away")

    monkeypatch.setattr(Store, "take_snapshot", away)
    await TIMERS["snapshot"](services, await due(services))
    await services.finish()
    assert "what went on in the background failed" in caplog.text


# ---- in a process of its own


@pytest.fixture
def settings(mongodb: str, shared_database: str, services: Services) -> Settings:
    return Settings(mongodb_uri=mongodb, mongodb_database=shared_database, tenant=services.tenant)


async def test_another_process_takes_it(services: Services, settings: Settings) -> None:
    assert await in_a_process(settings) == ""
    (only,) = await snapshots(services)
    assert only["covers"]["people"] == 6
    assert await in_a_process(settings) == ""
    assert await snapshots(services) == [only]


async def test_a_process_that_fails_says_why(settings: Settings) -> None:
    found = await in_a_process(replace(settings, mongodb_uri="http://nowhere"))
    assert found.startswith("exit code 1: MONGODB_URI is not a MongoDB address")


async def test_a_process_that_takes_too_long_is_ended(
    services: Services, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "LONGEST_SECONDS", 0.01)
    assert await in_a_process(settings) == "it took too long"
    assert await snapshots(services) == []


async def test_a_process_that_is_killed_is_followed_by_the_next_attempt(
    services: Services, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.create_subprocess_exec

    async def killed(*command: str, **options: Any) -> asyncio.subprocess.Process:
        process = await begun(*command, **options)
        process.send_signal(signal.SIGKILL)
        return process

    services.apart = lambda: in_a_process(settings)
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "create_subprocess_exec", killed)
        await TIMERS["snapshot"](services, await due(services))
        await services.finish()
    assert await snapshots(services) == []
    await TIMERS["snapshot"](services, await due_again(services, 2))
    await services.finish()
    assert len(await snapshots(services)) == 1


async def test_a_service_that_stops_ends_the_process(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    begun = asyncio.create_subprocess_exec

    async def sleeping(*_: str, **options: Any) -> asyncio.subprocess.Process:
        command = (sys.executable, "-c", "import time; time.sleep(600)")
        started.append(await begun(*command, **options))
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", sleeping)
    services.apart = lambda: in_a_process(Settings())
    await TIMERS["snapshot"](services, await due(services))
    async with asyncio.timeout(8):
        while not started:
            await asyncio.sleep(0.01)
    await services.finish(at_once=True)
    assert started[0].returncode == -signal.SIGKILL


# ---- by the workers


async def test_two_workers_take_one_snapshot_and_go_on_talking(company: Company) -> None:
    parts = company.parts
    other = Worker(parts.services, parts.courier)
    working = asyncio.create_task(other.run())
    key = "snapshot:2026-11-22:1"
    job = Job(key=key, kind="snapshot", due=parts.services.now(), payload={"attempt": 1})
    await kept(parts.services, Change(jobs=(job,)))
    parts.services.wake()
    await company.ask()
    await company.until(lambda: snapshots(parts.services), "a snapshot", seconds=30)
    await company.message("ana", "take")
    await other.stop()
    await working
    assert len(await snapshots(parts.services)) == 1
    states = {each["key"]: each["state"] for each in await company.jobs(kind="snapshot")}
    assert states == {key: "done", "snapshot:2026-11-22:2": "pending"}


async def test_a_worker_plans_while_it_audits(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teams_bot.jobs.AUDIT_SECONDS", 0.0)
    company.parts.services.wake()
    await company.until(lambda: company.jobs(kind="snapshot"), "a plan")
    (job,) = await company.jobs(kind="snapshot")
    assert job["due"] == next_due(company.parts.services.tenant, company.parts.services.now())


async def test_a_plan_that_fails_is_made_again(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(*_: object) -> dict[str, str]:
        raise Unavailable("away")

    monkeypatch.setattr("teams_bot.jobs.AUDIT_SECONDS", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "job_states", away)
        company.parts.services.wake()
        await company.until(lambda: "could not be planned" in caplog.text)
    await company.until(lambda: company.jobs(kind="snapshot"), "a plan")


async def test_whoever_is_forgotten_is_in_no_snapshot(services: Services) -> None:
    await work(services.store, services.now())
    assert "ana" in str(await snapshots(services))
    job = Job(key="forget", kind="held", due=services.now(), payload={"person": "ana"})
    await kept(services, Change(jobs=(job,)))
    (leased,) = await services.store.claim("test", ("held",), 1)
    await TIMERS["forget"](services, leased)
    assert "'ana'" not in str(await snapshots(services))


async def test_at_night_the_vectors_of_other_encoders_go(services: Services) -> None:
    vectors = services.store.driver.collection("vectors")
    for name, encoder in (("a", "mine"), ("b", "other")):
        await vectors.insert_one(
            {
                "_id": f"{services.tenant}:{name}",
                "tenant": services.tenant,
                "thread": name,
                "encoder": encoder,
                "position": 0,
                "phrasings": [],
            }
        )
    mine = {"tenant": services.tenant}
    await work(services.store, NIGHT)
    assert await vectors.count_documents(mine) == 2
    await work(services.store, NIGHT + timedelta(days=1), "mine")
    (left,) = await vectors.find(mine).to_list(None)
    assert left["encoder"] == "mine"
