"""A service that is frozen past its leases, or whose clock is wrong, changes nothing any more."""

import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.chaos import figures
from tests.chaos.audit import audit
from tests.chaos.conftest import Stage
from tests.chaos.processes import Crash, Service
from tests.chaos.speed import SPEED
from tests.chaos.stories import (
    ANSWER,
    LEA,
    NEWCOMER,
    STORIES,
    VERDICT,
    Story,
    asked,
    comes_to,
    points_of,
    settled,
)
from tests.chaos.world import PAUSE, World

AT_ONCE = 16
BUSY = 3  # of them are not waiting for a lease to end
SECONDS_TO_FREEZE = 5.0
SECONDS = 240.0
FROZEN = {name: replace(STORIES[name], every=False) for name in ("ask", "install")}
AFTERWARDS = 10 / SPEED  # seconds in which the thawed service may do its worst
LATE = "before the request"  # nothing can look at a lease between this point and the request


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one frost came to."""

    at: str
    froze: bool
    broken: list[str]
    states: Counter[str]
    late: int
    twice: int


async def test_a_service_that_is_frozen_past_its_leases_changes_nothing_when_it_thaws(
    stage: Stage,
) -> None:
    gate, busy = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(BUSY)
    started = time.monotonic()
    cases: list[Case] = []

    async def every_point(name: str) -> None:
        async with stage(strangers=(NEWCOMER,)) as world:
            points = await points_of(FROZEN[name], world)
        for at in points:
            tasks.create_task(one(name, at))

    async def one(name: str, at: str) -> None:
        async with gate, stage(strangers=(NEWCOMER,)) as world:
            cases.append(await _frozen(FROZEN[name], at, world, busy))

    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        for each in FROZEN:
            tasks.create_task(every_point(each))
    figures.show(
        "frozen past its leases, at every step",
        kills=sum(each.froze for each in cases),
        lost=sum(bool(each.broken) for each in cases),
        twice=sum(each.twice for each in cases),
        uncertain=sum(each.states["uncertain"] for each in cases),
        seconds=time.monotonic() - started,
    )
    broken = [f"at {each.at}: {one}" for each in cases for one in each.broken]
    broken += [
        f"at {each.at}: {each.late} messages left after the lease had ended"
        for each in cases
        if each.late and LATE not in each.at
    ]
    assert not broken, "\n".join(broken)
    missed = [each.at for each in cases if not each.froze]
    assert len(missed) <= len(cases) // 10, f"never reached: {missed}"


async def _frozen(story: Story, at: str, world: World, busy: asyncio.Semaphore) -> Case:
    """Freeze the service at one point, let another do everything, and thaw it."""
    async with busy:
        service = await world.served(Crash(arm=story.arm, at=at, signal=signal.SIGSTOP))
        activity = await story.prepare(world)
        assert activity is not None
        taking = asyncio.create_task(world.deliver(activity))
        froze = await _freezes(service, at)
        world.ports = [(await world.start()).port]
    taken = await taking
    await settled(world, story)
    kept = await _kept(world)
    said = len(world.teams.accepted)
    service.send(signal.SIGCONT)
    await asyncio.sleep(AFTERWARDS)
    broken = [] if taken.status // 100 == 2 else [f"the re-send got {taken.status}"]
    if await _kept(world) != kept:
        broken.append("what thawed changed what others had done meanwhile")
    found = await comes_to(world, story)
    broken += [] if found == story.comes_to else [f"it came to {found}"]
    broken += await audit(world)
    times = Counter(each.job for each in world.teams.accepted if each.job)
    return Case(
        at=at,
        froze=froze,
        broken=broken,
        states=Counter(each["state"] for each in await world.documents("jobs")),
        late=sum(bool(each.job) for each in world.teams.accepted[said:]),
        twice=sum(number > 1 for number in times.values()),
    )


async def _freezes(service: Service, at: str) -> bool:
    """Wait until the service stands still; False when it never does."""
    give_up = time.monotonic() + SECONDS_TO_FREEZE
    while at not in service.points and time.monotonic() < give_up:
        await asyncio.sleep(PAUSE)
    return at in service.points


async def _kept(world: World) -> list[list[dict[str, Any]]]:
    return [
        sorted(await world.documents(each), key=lambda found: str(found["_id"]))
        for each in ("threads", "jobs", "people", "inbox")
    ]


async def test_workers_whose_clocks_are_an_hour_off_do_nothing_early_late_or_twice(
    stage: Stage,
) -> None:
    async with stage() as world:
        await _story_by(world)


async def _story_by(world: World) -> None:
    started = time.monotonic()
    fast, slow = await world.start(ahead="+3600"), await world.start(ahead="-3600")
    world.ports = [fast.port, slow.port]
    mentor = await asked(world)
    await world.deliver(world.press(mentor, "take"))
    await world.drained()
    (claim,) = await world.documents("jobs", kind="claim")
    await world.deliver(world.press(mentor, "answer", {"answer": ANSWER}))
    await world.drained()
    await world.deliver(world.press(LEA, "finish", VERDICT))
    await world.drained()
    (thread,) = await world.documents("threads")
    now = await world.store.time()
    jobs = await world.documents("jobs")
    times = Counter(each.job for each in world.teams.accepted if each.job)
    figures.show(
        "clocks an hour ahead and an hour behind",
        acked=4,
        lost=0,
        twice=sum(number > 1 for number in times.values()),
        uncertain=sum(each["state"] == "uncertain" for each in jobs),
        seconds=time.monotonic() - started,
    )
    assert await audit(world) == []
    assert thread["state"] == "closed"
    assert claim["state"] == "pending", "a claim ran out half an hour early"
    assert max(times.values()) == 1
    lived = timedelta(seconds=(time.monotonic() - started + 1) * SPEED)
    for at in (thread["created"], thread["ended"], *(each["ended"] for each in jobs)):
        assert now - lived < at <= now + timedelta(seconds=SPEED), "a time of another clock"
