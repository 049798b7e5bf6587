"""kill -9 at every step between receipt and acknowledgement, and on to the end of the outbox."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.chaos import figures
from tests.chaos.audit import audit
from tests.chaos.conftest import Stage
from tests.chaos.processes import Crash, Service
from tests.chaos.world import PAUSE, QUESTION, World, learner, mentor

AT_ONCE = 12
LEA = learner(0)
SETTLED = Mapping[str, Any]
ANSWER = "Insert, PivotTable, dates to columns."
NEWCOMER = "newcomer"

Prepare = Callable[[World], Awaitable[dict[str, Any] | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What arrives while the service dies, and what it has to come to."""

    arm: str
    prepare: Prepare
    comes_to: Mapping[str, Any]
    known: tuple[str, ...] = ()  # kinds of jobs in which another story dies already


async def _ask(_: World) -> dict[str, Any]:
    return _.message(LEA)


async def _asked(world: World) -> str:
    """Ask, and give the mentor of the first offer once their card is there."""
    await world.deliver(world.message(LEA))
    await world.drained()
    (thread,) = await world.documents("threads")
    return str(thread["offers"][0]["mentor"])


async def _take(world: World) -> dict[str, Any]:
    return world.press(await _asked(world), "take")


async def _answer(world: World) -> dict[str, Any]:
    return world.press(await _asked(world), "answer", {"answer": ANSWER})


async def _finish(world: World) -> dict[str, Any]:
    await world.deliver(await _answer(world))
    await world.drained()
    verdict = {"rating": "great", "minutes_saved": "15", "next": "close", "thanks": "Perfect!"}
    return world.press(LEA, "finish", verdict)


async def _rung(world: World) -> None:
    """Nobody reacts; the time of the rung is up."""
    await _asked(world)
    due = {"tenant": world.tenant, "kind": "rung"}
    await world.store.driver.collection("jobs").update_one(due, [{"$set": {"due": "$$NOW"}}])


async def _install(world: World) -> dict[str, Any]:
    return world.installed(NEWCOMER)


TURN_OF_LOOP = ("claim", "reserve", "recover")
STORIES: dict[str, Story] = {
    "ask": Story(
        arm="message", prepare=_ask, comes_to={"state": "open", "offers": {"sent": 2}}
    ),
    "take": Story(
        arm="take",
        prepare=_take,
        comes_to={"state": "taken", "offers": {"sent": 1, "taken": 1}},
        known=TURN_OF_LOOP,
    ),
    "answer": Story(
        arm="answer",
        prepare=_answer,
        comes_to={"state": "answered", "offers": {"answered": 1, "withdrawn": 1}, "answers": 1},
        known=(*TURN_OF_LOOP, "status_update", "offer_update"),
    ),
    "finish": Story(
        arm="finish",
        prepare=_finish,
        comes_to={
            "state": "closed",
            "offers": {"answered": 1, "withdrawn": 1},
            "answers": 1,
            "ratings": 1,
        },
        known=(*TURN_OF_LOOP, "status_update", "offer_update"),
    ),
    "rung": Story(
        arm="rung",
        prepare=_rung,
        comes_to={"state": "open", "offers": {"expired": 2, "sent": 2}},
        known=(*TURN_OF_LOOP, "offer", "status_update", "offer_update"),
    ),
    "install": Story(
        arm="installationUpdate",
        prepare=_install,
        comes_to={},
        known=TURN_OF_LOOP,
    ),
}


@pytest.mark.parametrize("name", STORIES)
async def test_whatever_step_the_service_dies_at_nothing_acknowledged_is_lost(
    name: str, stage: Stage
) -> None:
    story, started = STORIES[name], time.monotonic()
    points = await _dry_run(story, stage)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(at: str) -> "Case":
        async with gate:
            return await _case(story, at, stage)

    cases = await asyncio.gather(*(one(each) for each in points))
    missed = [each.at for each in cases if not each.died]
    figures.show(
        f"kill -9 at every step of {name}",
        kills=sum(each.died for each in cases),
        acked=len(cases),
        lost=sum(each.lost for each in cases),
        twice=sum(each.twice for each in cases),
        uncertain=sum(each.uncertain for each in cases),
        seconds=time.monotonic() - started,
    )
    broken = [f"at {each.at}: {sentence}" for each in cases for sentence in each.broken]
    assert not broken, "\n".join(broken)
    assert len(missed) <= len(cases) // 10, f"never reached: {missed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one crash came to."""

    at: str
    died: bool
    broken: list[str]
    lost: int = 0
    twice: int = 0
    uncertain: int = 0


async def _dry_run(story: Story, stage: Stage) -> list[str]:
    """Play the story once without a crash; give the points it passes."""
    world = await stage(strangers=(NEWCOMER,))
    service = await world.served(Crash(arm=story.arm))
    activity = await story.prepare(world)
    if activity is not None:
        await world.deliver(activity)
    await _settled(world, story)
    broken = await _broken(world, story)
    assert not broken, broken
    await world.stop()
    return [each for each in service.points if each.partition(":")[0] not in story.known]


async def _case(story: Story, at: str, stage: Stage) -> Case:
    world = await stage(strangers=(NEWCOMER,))
    service = await world.served(Crash(arm=story.arm, at=at))
    activity = await story.prepare(world)
    taken = None if activity is None else asyncio.create_task(world.deliver(activity))
    died = await _died(world, service, story)
    if died:
        await world.served()
    first = None if taken is None else await taken
    await _settled(world, story)
    broken = await _broken(world, story)
    if activity is not None and first is not None:
        if first.status // 100 != 2:
            broken.append(f"the re-send got {first.status}")
        broken += await _again(world, activity, first.body)
    await world.stop()
    jobs = await world.documents("jobs")
    times = Counter(each.job for each in world.teams.accepted if each.job)
    return Case(
        at=at,
        died=died,
        broken=broken,
        lost=sum(each["state"] == "dead" for each in jobs),
        twice=sum(number > 1 for number in times.values()),
        uncertain=sum(each["state"] == "uncertain" for each in jobs),
    )


async def _died(world: World, service: Service, story: Story) -> bool:
    """Wait until the service is dead, or everything is done without that."""
    watch = asyncio.create_task(_settled(world, story))
    await asyncio.wait({watch, service.ended}, return_when=asyncio.FIRST_COMPLETED)
    if not watch.done():
        watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    return service.ended.done()


async def _settled(world: World, story: Story) -> None:
    """Wait until the story came to its end and the outbox is empty."""
    async with asyncio.timeout(60):
        while await _comes_to(world, story) != story.comes_to:
            await asyncio.sleep(PAUSE)
    await world.drained()


async def _comes_to(world: World, story: Story) -> Mapping[str, Any]:
    if not story.comes_to:
        (me,) = await world.documents("people", id=NEWCOMER) or [{"welcomed": False}]
        return {} if me["welcomed"] else {"welcomed": False}
    threads = await world.documents("threads", learner=LEA, text=QUESTION)
    if len(threads) != 1:
        return {"threads": len(threads)}
    (thread,) = threads
    answers = thread["answers"]
    ratings = sum(each["rating"] is not None for each in answers)
    return {
        "state": thread["state"],
        "offers": dict(Counter(each["state"] for each in thread["offers"])),
        **({"answers": len(answers)} if answers else {}),
        **({"ratings": ratings} if ratings else {}),
    }


async def _broken(world: World, story: Story) -> list[str]:
    found = await _comes_to(world, story)
    wrong = [] if found == story.comes_to else [f"it came to {found}"]
    return [*wrong, *await audit(world)]


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

