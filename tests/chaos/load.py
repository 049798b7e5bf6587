"""People who ask, take, pass, answer and rate, all at once, for as long as a test lasts."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.chaos.stories import ANSWER, VERDICT
from tests.chaos.world import Accepted, Taken, World, learner

LOOK = 0.1


@dataclass(slots=True, kw_only=True)
class Load:
    """What people did, and how the bot took it. Every learner asks one question."""

    world: World
    draw: random.Random
    pause: float  # seconds between two questions of one slot
    stopping: bool = False
    questions: dict[str, Taken] = field(default_factory=dict)
    presses: list[Taken] = field(default_factory=list)
    learners: int = 0
    seen: int = 0

    @property
    def acked(self) -> list[str]:
        """The learners whose question was acknowledged."""
        return [who for who, taken in self.questions.items() if taken.status // 100 == 2]

    @property
    def slowest(self) -> float:
        """The longest that a question had to be repeated until it was taken, in seconds."""
        return max((each.seconds for each in self.questions.values()), default=0.0)

    async def ask(self) -> None:
        """One slot: a question, a pause, the next learner's."""
        while not self.stopping:
            who, self.learners = learner(self.learners), self.learners + 1
            text = f"How do I make pivot table {who} in Excel?"
            self.questions[who] = await self.world.deliver(self.world.message(who, text))
            await asyncio.sleep(self.draw.uniform(0.5, 1.5) * self.pause)

    async def react(self) -> None:
        """Mentors and learners press on some of the cards they get."""
        async with asyncio.TaskGroup() as pressing:
            while not self.stopping:
                news = self.world.teams.accepted[self.seen :]
                self.seen += len(news)
                for each in news:
                    for verb, inputs in self.wishes(each):
                        pressing.create_task(self.press(each, verb, inputs))
                await asyncio.sleep(LOOK)

    def wishes(self, card: Accepted) -> list[tuple[str, dict[str, str]]]:
        """Choose what somebody does with a card."""
        chance = self.draw.random()
        match card.job.partition(":")[0]:
            case "offer" if chance < 0.2:
                return [("pass", {})]
            case "offer" if chance < 0.35:
                return [("take", {})]
            case "offer" if chance < 0.55:
                return [("answer", {"answer": ANSWER})]
            case "answer" if chance < 0.5:
                return [("finish", VERDICT)]
        return []

    async def press(self, card: Accepted, verb: str, inputs: dict[str, str]) -> None:
        """Press, if the button is still there."""
        _, _, name = card.job.partition(":")
        if any(name in str(each.attachments) for each in self.world.cards(card.person, verb)):
            activity = self.world.press(card.person, verb, inputs, of=name)
            self.presses.append(await self.world.deliver(activity))


@asynccontextmanager
async def under_load(
    world: World, draw: random.Random, *, slots: int, pause: float, react: bool = True
) -> AsyncIterator[Load]:
    """Let people ask and react inside the context; at its end everything they began is taken."""
    load = Load(world=world, draw=draw, pause=pause)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(slots):
            tasks.create_task(load.ask())
        if react:
            tasks.create_task(load.react())
        try:
            yield load
        finally:
            load.stopping = True


def since(started: float) -> float:
    """Give the seconds that have passed."""
    return time.monotonic() - started
