"""The rounds: every contender at every concurrency, one after the other, again and again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.connector import Connector
from benchmarks.contenders import Contender, Service
from benchmarks.load import at_a_pace
from benchmarks.organisation import rest

OFFERS_WAIT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    concurrencies: tuple[int, ...] = (1, 8, 32)
    rounds: int = 5
    seconds: float = 1.2  # of one slice
    warm_up: float = 1.0  # before the rounds, not counted
    starts: int = 3
    people: int = 1000
    asks: int = 40  # whose first offer is timed, per contender
    asks_per_second: float = 4.0  # 3 messages each, half of what the outbox may send


@dataclass(slots=True, kw_only=True)
class Figures:
    """What one contender did."""

    rates: dict[int, list[float]] = field(default_factory=dict)  # by concurrency, one a round
    cpu_ms: dict[int, list[float]] = field(default_factory=dict)  # per turn, in its process
    to_first_offer: list[float] = field(default_factory=list)  # seconds
    offers_missed: int = 0


async def measure(
    plan: Plan, everybody: Sequence[Contender], connector: Connector
) -> dict[str, Figures]:
    """Warm up, then measure in rounds; each round begins with another contender."""
    figures = {each.name: Figures() for each in everybody}
    for each in everybody:
        await each.run(plan.concurrencies[-1], plan.warm_up)
    for number in range(plan.rounds):
        first = number % len(everybody)
        order = [*everybody[first:], *everybody[:first]]
        for concurrency in plan.concurrencies:
            for each in order:
                await _slice(figures[each.name], each, concurrency, plan.seconds)
        share = plan.asks * (number + 1) // plan.rounds - plan.asks * number // plan.rounds
        for each in order:
            if isinstance(each, Service):
                await _first_offers(figures[each.name], each, connector, share, plan)
    return figures


async def _slice(figures: Figures, contender: Contender, concurrency: int, seconds: float) -> None:
    before = contender.process.cpu_seconds
    done = await contender.run(concurrency, seconds)
    after = contender.process.cpu_seconds
    figures.rates.setdefault(concurrency, []).append(done.rate)
    if before is not None and after is not None:
        figures.cpu_ms.setdefault(concurrency, []).append((after - before) * 1000 / done.turns)


async def _first_offers(
    figures: Figures, service: Service, connector: Connector, count: int, plan: Plan
) -> None:
    """Time how long after each ask its first offer card came to the connector."""
    connector.first_offers.clear()
    left = await at_a_pace(service.port, service.bodies, count, plan.asks_per_second)
    service.asked += count
    for _ in range(int(OFFERS_WAIT_SECONDS / 0.05)):
        if left.keys() <= connector.first_offers.keys():
            break
        await asyncio.sleep(0.05)
    came = {each: connector.first_offers.get(each) for each in left}
    figures.to_first_offer += [at - left[each] for each, at in came.items() if at is not None]
    figures.offers_missed += sum(at is None for at in came.values())
    await rest(service.store)
