"""What arrives while the service is in trouble, and what it has to come to all the same."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.model import PersonId
from storage.change import Change, Draft, DraftId, Entry
from storage.commit import Cause
from tests.chaos.processes import Crash
from tests.chaos.world import PAUSE, QUESTION, World, learner

LEA = learner(0)
NEWCOMER = "newcomer"
ANSWER = "Insert, PivotTable, dates to columns."
VERDICT = {"rating": "great", "minutes_saved": "15", "next": "close", "thanks": "Perfect!"}
READS = (".find_one", ".find", ".aggregate", ".count_documents", "command")
SECONDS_TO_SETTLE = 60.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One thing that arrives.

    `arm` says from when on the points count; those of the scopes in `skips` are met in another
    story already. Points between which nothing happens that anybody could see are one: after a
    call and before the next, and before reads that follow each other. With `every` all count.
    """

    arm: str
    prepare: Callable[[World], Awaitable[Json | None]]
    comes_to: Mapping[str, Any]
    skips: tuple[str, ...] = ()
    every: bool = False

    def chosen(self, points: list[str]) -> list[str]:
        """Of the points that were passed, those this story is about."""
        found, last = [], dict[str, str]()
        for each in points:
            scope, _, name = each.partition(": ")
            before, last[scope] = last.get(scope, ""), name
            if scope not in self.skips and (self.every or not _same(before, name)):
                found.append(each)
        return found


def _same(before: str, after: str) -> bool:
    """Whether nothing has happened between two points that follow each other."""
    return before.startswith("after ") or (_reads(before) and _reads(after))


def _reads(name: str) -> bool:
    return name.partition(" #")[0].endswith(READS)


async def ask(world: World) -> Json:
    """A question."""
    return world.message(LEA)


async def asked(world: World) -> str:
    """Ask, and give a mentor who has the card of an offer."""
    await world.deliver(world.message(LEA))
    await world.drained()
    offers = await world.documents("jobs", kind="offer")
    sent = [str(each["to"]) for each in offers if each["state"] == "done"]
    assert sent, f"no offer arrived: {[each['state'] for each in offers]}; {world.said}"
    return sent[0]


async def take(world: World) -> Json:
    """A mentor takes it."""
    return world.press(await asked(world), "take")


async def answer(world: World) -> Json:
    """A mentor answers it."""
    return world.press(await asked(world), "answer", {"answer": ANSWER})


async def finish(world: World) -> Json:
    """The learner rates the answer."""
    await world.deliver(await answer(world))
    await world.drained()
    return world.press(LEA, "finish", VERDICT)


async def rung(world: World) -> None:
    """Nobody reacts, and the time of the rung is up."""
    await asked(world)
    timer = {"tenant": world.tenant, "kind": "rung"}
    await world.store.driver.collection("jobs").update_one(timer, [{"$set": {"due": "$$NOW"}}])


async def install(world: World) -> Json:
    """Somebody new adds the app: the welcome is a message of the policy `once`."""
    return world.installed(NEWCOMER)


async def solved(world: World) -> Json:
    """A past answer, shown to somebody who asked, is enough."""
    await world.deliver(await answer(world))
    await world.drained()
    (thread,) = await world.documents("threads")
    (given,) = thread["answers"]
    shown = Draft(
        id=DraftId("shown"),
        person=PersonId(LEA),
        parts=(QUESTION,),
        created=await world.store.time(),
        similar=(Entry(thread=thread["id"], answer=given["id"]),),
    )
    await world.store.commit(Change(drafts=(shown,)), Cause(), shown.created)
    return world.press_raw(LEA, "solved", {"question": shown.id, "entry": given["id"]})


LOOP = ("claim", "reserve", "recover")
REDRAWS = ("status_update", "offer_update")
STORIES: dict[str, Story] = {
    "ask": Story(
        arm="message",
        prepare=ask,
        comes_to={"state": "open", "offers": {"sent": 2}},
        every=True,
    ),
    "take": Story(
        arm="take",
        prepare=take,
        comes_to={"state": "taken", "offers": {"sent": 1, "taken": 1}},
        skips=LOOP,
    ),
    "answer": Story(
        arm="answer",
        prepare=answer,
        comes_to={"state": "answered", "offers": {"answered": 1, "withdrawn": 1}, "answers": 1},
        skips=(*LOOP, *REDRAWS),
    ),
    "finish": Story(
        arm="finish",
        prepare=finish,
        comes_to={
            "state": "closed",
            "offers": {"answered": 1, "withdrawn": 1},
            "answers": 1,
            "ratings": 1,
        },
        skips=(*LOOP, *REDRAWS),
    ),
    "rung": Story(
        arm="rung",
        prepare=rung,
        comes_to={"state": "open", "offers": {"expired": 2, "sent": 2}},
        skips=(*LOOP, *REDRAWS, "offer"),
    ),
    "solved": Story(
        arm="solved",
        prepare=solved,
        comes_to={"solved": 1, "served": 1, "waiting": 1, "second looks": 1},
        skips=(*LOOP, *REDRAWS),
    ),
    "install": Story(
        arm="installationUpdate",
        prepare=install,
        comes_to={"welcomed": True},
        skips=LOOP,
    ),
}


async def comes_to(world: World, story: Story) -> Mapping[str, Any]:
    """Give what the story has come to by now."""
    if "welcomed" in story.comes_to:
        people = await world.documents("people", id=NEWCOMER)
        return {"welcomed": any(each["welcomed"] for each in people)}
    if "solved" in story.comes_to:
        people = await world.documents("people")
        return {
            "solved": len(await world.documents("deflections")),
            "served": sum(each["served"] for each in people),
            "waiting": len(await world.documents("drafts")),
            "second looks": len(await world.documents("jobs", kind="check")),
        }
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


async def settled(world: World, story: Story) -> None:
    """Wait until the story has come to its end and the outbox is empty."""
    try:
        async with asyncio.timeout(SECONDS_TO_SETTLE):
            while await comes_to(world, story) != story.comes_to:
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        found = await comes_to(world, story)
        raise AssertionError(f"it came to {found} only; {world.said}") from None
    await world.drained()


async def points_of(story: Story, world: World) -> list[str]:
    """Play the story without any trouble; give the points the service passes."""
    service = await world.served(Crash(arm=story.arm))
    activity = await story.prepare(world)
    if activity is not None:
        await world.deliver(activity)
    await settled(world, story)
    await world.stop()
    return story.chosen(service.points)
