"""The primary steps down, and processes are replaced one by one, while people ask."""

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter

import aiohttp
from pymongo.errors import PyMongoError

from storage.store import Store
from tests.chaos import figures
from tests.chaos.audit import audit, out_of_order
from tests.chaos.conftest import Stage
from tests.chaos.load import Load, since, under_load
from tests.chaos.speed import SPEED
from tests.chaos.test_random_kills import RULES
from tests.chaos.world import World

SEED = 7
STEP_DOWNS = 3
SECONDS_AWAY = 10  # of the clock that runs fast
SECONDS_TO_ANSWER_AGAIN = 15.0


async def test_a_primary_that_steps_down_under_load_loses_nothing_that_was_acknowledged(
    stage: Stage,
) -> None:
    draw, started = random.Random(SEED), time.monotonic()
    async with stage(learners=200, mentors=30, rules=RULES) as world:
        await world.served()
        await world.start("worker")
        async with under_load(world, draw, slots=5, pause=0.8) as load:
            for _ in range(STEP_DOWNS):
                await asyncio.sleep(1.5)
                await _step_down(world.store)
                await asyncio.sleep(SECONDS_AWAY / SPEED + 1.0)
        await world.drained()
        broken = await _broken(world, load)
        await _show(world, load, f"{STEP_DOWNS} times no primary", since(started))
    assert not broken, "\n".join(broken)
    assert load.slowest < SECONDS_TO_ANSWER_AGAIN


async def _step_down(store: Store) -> None:
    order = {"replSetStepDown": SECONDS_AWAY, "force": True}
    with contextlib.suppress(PyMongoError):
        await store.driver.command(order, admin=True)


async def test_processes_that_are_replaced_one_by_one_lose_nothing_and_repeat_nothing(
    stage: Stage,
) -> None:
    draw, started = random.Random(SEED), time.monotonic()
    async with stage(learners=200, mentors=30, rules=RULES) as world:
        running = [await world.start(), await world.start()]
        world.ports = [each.port for each in running]
        codes, probed = [], []
        async with under_load(world, draw, slots=4, pause=0.5, react=False) as load:
            for place in (0, 1, 0, 1):
                await asyncio.sleep(1.0)
                probing = asyncio.create_task(_probe(world, running[place].port))
                running[place].send(signal.SIGTERM)
                codes.append(await running[place].ended)
                probed.append(await probing)
                running[place] = await world.start(port=world.ports[place])
        await world.drained()
        broken = await _broken(world, load)
        times = Counter(each.job for each in world.teams.accepted if each.job)
        await _show(world, load, "processes replaced one by one", since(started))
    assert not broken, "\n".join(broken)
    assert codes == [0] * 4
    assert max(times.values()) == 1, "a message was sent twice"
    assert all(each == sorted(each) for each in probed), f"ready again while it went: {probed}"


async def _probe(world: World, port: int) -> list[int]:
    """Ask a process whether it is ready until nobody answers any more."""
    statuses: list[int] = []
    while True:
        try:
            async with world.http.get(f"http://127.0.0.1:{port}/readyz") as response:
                statuses.append(response.status)
        except (aiohttp.ClientError, TimeoutError):
            return statuses
        await asyncio.sleep(0.01)


async def _broken(world: World, load: Load) -> list[str]:
    asked = Counter(each["learner"] for each in await world.documents("threads"))
    return [
        *(f"{who} was acknowledged and lost" for who in load.acked if asked[who] != 1),
        *(f"{who} was not taken" for who in load.questions if who not in load.acked),
        *await audit(world),
        *await out_of_order(world),
    ]


async def _show(world: World, load: Load, what: str, seconds: float) -> None:
    jobs = Counter(each["state"] for each in await world.documents("jobs"))
    asked = {each["learner"] for each in await world.documents("threads")}
    times = Counter(each.job for each in world.teams.accepted if each.job)
    figures.show(
        what,
        acked=len(load.acked),
        lost=len(set(load.acked) - asked),
        messages=len(times),
        twice=sum(number > 1 for number in times.values()),
        uncertain=jobs["uncertain"],
        slowest=load.slowest,
        seconds=seconds,
    )
