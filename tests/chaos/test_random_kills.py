"""Twenty kills at random moments under load, with a connector that does what it likes."""

import asyncio
import os
import random
import time
from collections import Counter

from teams_bot.tryout.connector import USUAL
from teams_bot.tryout.faults import Fault, accept_then, accept_then_drop, drop, hang, status
from tests.chaos import figures
from tests.chaos.audit import audit, out_of_order
from tests.chaos.conftest import Stage
from tests.chaos.load import Load, since, under_load
from tests.chaos.processes import Service
from tests.chaos.speed import SPEED
from tests.chaos.world import World

SEED = int(os.environ.get("CHAOS_SEED", "20"))
KILLS = 20
BETWEEN = (0.8, 2.2)  # seconds
SLOTS = 12
PAUSE = 1.0
RULES = {"open_offers_max": 20, "interruptions_per_day": 100, "default_minutes_per_week": 2400}
SHARE_OF_FAULTS = 0.25
TOO_LONG = 10 / SPEED  # the courier waits for 8 s
FAULTS: tuple[Fault, ...] = (
    hang(TOO_LONG),
    Fault(seconds=TOO_LONG, answers=503),
    status(503),
    status(429, retry_after=2),
    status(412),
    accept_then(504),
    accept_then_drop(),
    drop(),
)


async def test_twenty_random_kills_under_load_lose_nothing_that_was_acknowledged(
    stage: Stage,
) -> None:
    draw, started = random.Random(SEED), time.monotonic()
    async with stage(learners=400, mentors=50, rules=RULES) as world:
        world.teams.script(*(_fault(draw) for _ in range(20_000)))
        serving, working = await world.served(), await world.start("worker")
        async with under_load(world, draw, slots=SLOTS, pause=PAUSE) as load:
            await _kill_at_random(world, draw, {"serve": serving, "worker": working})
            world.teams._faults.clear()
        await world.drained()
        broken = await _broken(world, load)
        await _show(world, load, since(started))
    assert not broken, f"seed {SEED}: " + "\n".join(broken)


def _fault(draw: random.Random) -> Fault:
    return draw.choice(FAULTS) if draw.random() < SHARE_OF_FAULTS else USUAL


async def _kill_at_random(world: World, draw: random.Random, running: dict[str, Service]) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(draw.uniform(*BETWEEN))
        name = draw.choice(sorted(running))
        await running[name].kill()
        await asyncio.sleep(draw.uniform(0, 0.3))
        running[name] = await (world.served() if name == "serve" else world.start(name))


async def _broken(world: World, load: Load) -> list[str]:
    """Give what is wrong; everything that people did was taken at last."""
    threads = await world.documents("threads")
    asked = Counter(each["learner"] for each in threads)
    offered = {each["learner"] for each in threads if each["offers"]}
    untaken = [each.status for each in load.presses if each.status // 100 != 2]
    return [
        *(f"{who} was acknowledged, not asked once" for who in load.acked if asked[who] != 1),
        *(f"{who} was acknowledged without an offer" for who in load.acked if who not in offered),
        *(f"{who} asked and was not taken" for who in load.questions if who not in load.acked),
        *(f"a press was answered {each}" for each in untaken),
        *await audit(world),
        *await out_of_order(world),
    ]


async def _show(world: World, load: Load, seconds: float) -> None:
    jobs = Counter(each["state"] for each in await world.documents("jobs"))
    asked = {each["learner"] for each in await world.documents("threads")}
    times = Counter(each.job for each in world.teams.accepted if each.job)
    figures.show(
        f"{KILLS} random kills under load (seed {SEED})",
        kills=KILLS,
        acked=len(load.acked),
        lost=len(set(load.acked) - asked),
        messages=len(times),
        twice=sum(number > 1 for number in times.values()),
        uncertain=jobs["uncertain"],
        seconds=seconds,
    )
