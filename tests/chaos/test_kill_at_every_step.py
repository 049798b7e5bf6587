"""kill -9 at every step between receipt and acknowledgement, and on to the end of the outbox."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.chaos import figures
from tests.chaos.audit import audit
from tests.chaos.conftest import Stage
from tests.chaos.processes import Crash
from tests.chaos.stories import NEWCOMER, STORIES, comes_to, points_of, settled
from tests.chaos.world import World

AT_ONCE = 16
BUSY = 3  # of them are not waiting for a lease to end
SECONDS_TO_DIE = 5.0
SECONDS = 480.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one crash came to."""

    story: str
    at: str
    died: bool
    acked: bool
    broken: list[str]
    states: Counter[str]
    twice: int


async def test_whatever_step_the_service_is_killed_at_nothing_acknowledged_is_lost(
    stage: Stage,
) -> None:
    gate, busy = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(BUSY)
    started = time.monotonic()
    cases: list[Case] = []

    async def every_point(name: str) -> None:
        async with stage(strangers=(NEWCOMER,)) as world:
            points = await points_of(STORIES[name], world)
        for at in points:
            tasks.create_task(one(name, at))

    async def one(name: str, at: str) -> None:
        async with gate, stage(strangers=(NEWCOMER,)) as world:
            cases.append(await _killed(name, at, world, busy))

    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        for each in STORIES:
            tasks.create_task(every_point(each))
    for name in STORIES:
        _show(name, [each for each in cases if each.story == name], time.monotonic() - started)
    broken = [f"{each.story} at {each.at}: {one}" for each in cases for one in each.broken]
    assert not broken, "\n".join(broken)
    missed = [f"{each.story} at {each.at}" for each in cases if not each.died]
    assert len(missed) <= len(cases) // 10, f"never reached: {missed}"


async def _killed(name: str, at: str, world: World, busy: asyncio.Semaphore) -> Case:
    """Kill the service at one point, start it again, and look at what became of everything."""
    story = STORIES[name]
    async with busy:
        service = await world.served(Crash(arm=story.arm, at=at))
        activity = await story.prepare(world)
        taking = None if activity is None else asyncio.create_task(world.deliver(activity))
        await asyncio.wait({service.ended}, timeout=SECONDS_TO_DIE)
        world.supervise(service)
    taken = None if taking is None else await taking
    await settled(world, story)
    found = await comes_to(world, story)
    broken = [] if found == story.comes_to else [f"it came to {found}"]
    broken += await audit(world)
    if activity is not None and taken is not None:
        broken += await _again(world, activity, taken.body)
    times = Counter(each.job for each in world.teams.accepted if each.job)
    return Case(
        story=name,
        at=at,
        died=service.ended.done(),
        acked=taken is not None and taken.status // 100 == 2,
        broken=broken,
        states=Counter(each["state"] for each in await world.documents("jobs")),
        twice=sum(number > 1 for number in times.values()),
    )


async def _again(world: World, activity: Mapping[str, Any], body: Any) -> list[str]:
    """The same once more has no effect, and the same reply."""
    before = [await world.documents(each) for each in ("threads", "jobs")]
    taken = await world.deliver(activity)
    await world.drained()
    after = [await world.documents(each) for each in ("threads", "jobs")]
    broken = [] if before == after else ["the re-send had an effect of its own"]
    if taken.status // 100 != 2 or taken.body != body:
        broken.append(f"the re-send got {taken.status} {str(taken.body)[:80]}, not {body!s:.80}")
    return broken


def _show(name: str, cases: list[Case], seconds: float) -> None:
    figures.show(
        f"kill -9 at every step of: {name}",
        kills=sum(each.died for each in cases),
        acked=sum(each.acked for each in cases),
        lost=sum(bool(each.broken) for each in cases),
        twice=sum(each.twice for each in cases),
        uncertain=sum(each.states["uncertain"] for each in cases),
        seconds=seconds,
    )
