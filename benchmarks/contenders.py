"""What is measured side by side, each as processes of its own with a database of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from benchmarks.load import Slice, closed_loop
from benchmarks.organisation import Questions, fill, rest
from benchmarks.processes import Started, started
from storage.embedded import free_port
from storage.store import Store
from teams_bot.settings import LOCAL_TENANT

ECHO: Final = "echo bot"
BARE: Final = "bare transaction"
ASK: Final = "ask"
ASK_APART: Final = "ask, outbox in another process"
BARE_MOTOR: Final = "bare transaction, Motor"
ASK_MOTOR: Final = "ask, Motor"

RATIOS: Final = (
    (ASK, BARE),
    (ASK_APART, BARE),
    (ASK, ECHO),
    (ASK_MOTOR, BARE_MOTOR),
    (ASK_MOTOR, ASK),
)
AIM: Final[Mapping[tuple[str, str], float]] = {(ASK, BARE): 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a run takes place."""

    uri: str
    service_url: str
    people: int


class Contender(Protocol):
    """Something that takes turns."""

    name: str
    process: Started

    async def run(self, concurrency: int, seconds: float) -> Slice:
        """Take turns for so long."""


@dataclass(slots=True, kw_only=True)
class Echo:
    """The bare echo bot."""

    process: Started
    port: int
    bodies: Iterator[tuple[int, bytes]]
    name: str = ECHO

    async def run(self, concurrency: int, seconds: float) -> Slice:
        """Post messages and have each echoed."""
        return await closed_loop(self.port, self.bodies, concurrency, seconds)


@dataclass(slots=True, kw_only=True)
class Bare:
    """The bare transaction."""

    name: str
    process: Started
    writes: str  # what it writes, as it said itself

    async def run(self, concurrency: int, seconds: float) -> Slice:
        """Let it transact."""
        self.process.say(f"{concurrency} {seconds}")
        turns, took = (await self.process.line()).split()
        return Slice(int(turns), float(took))


@dataclass(slots=True, kw_only=True)
class Service:
    """The product."""

    name: str
    process: Started
    port: int
    store: Store
    bodies: Iterator[tuple[int, bytes]]
    starts: list[float] = field(default_factory=list)  # seconds until ready
    rss_at_start: float | None = None
    asked: int = 0

    async def run(self, concurrency: int, seconds: float) -> Slice:
        """Ask questions; then everybody rests, so that the next slice starts from the same."""
        done = await closed_loop(self.port, self.bodies, concurrency, seconds)
        self.asked += done.turns
        await rest(self.store)
        return done

    async def offered(self) -> int:
        """Count the questions that really became offers to two mentors."""
        threads = self.store.driver.collection("threads")
        found: int = await threads.count_documents(
            {"tenant": LOCAL_TENANT, "offers.1": {"$exists": True}}
        )
        return found


@asynccontextmanager
async def contenders(site: Site, starts: int) -> AsyncIterator[list[Contender]]:
    """Start the service alone, `starts` times, to see how long that takes; then the others."""
    async with AsyncExitStack() as stack:
        ask = await _service(stack, site, ASK, starts=starts)
        async with asyncio.TaskGroup() as group:
            others: list[asyncio.Task[Contender]] = [
                group.create_task(_echo(stack, site)),
                group.create_task(_bare(stack, site, BARE, "pymongo")),
                group.create_task(_service(stack, site, ASK_APART, apart=True)),
                group.create_task(_bare(stack, site, BARE_MOTOR, "motor")),
                group.create_task(_service(stack, site, ASK_MOTOR, driver="motor")),
            ]
        echo, bare, *rest_of_them = (each.result() for each in others)
        yield [echo, bare, ask, *rest_of_them]


async def _echo(stack: AsyncExitStack, site: Site) -> Contender:
    port = free_port()
    process = stack.enter_context(started(["benchmarks.echo"], {"PORT": str(port)}))
    await process.ready(port)
    return Echo(process=process, port=port, bodies=iter(Questions(site.people, site.service_url)))


async def _bare(stack: AsyncExitStack, site: Site, name: str, driver: str) -> Contender:
    environment = _mongodb(site, name, driver) | {"BENCHMARK_PEOPLE": str(site.people)}
    process = stack.enter_context(started(["benchmarks.bare"], environment))
    return Bare(name=name, process=process, writes=(await process.line()).strip())


async def _service(
    stack: AsyncExitStack,
    site: Site,
    name: str,
    *,
    driver: str = "pymongo",
    apart: bool = False,
    starts: int = 1,
) -> Service:
    port = free_port()
    environment = _mongodb(site, name, driver) | {"PORT": str(port)}
    store = await Store.open(site.uri, environment["MONGODB_DATABASE"], LOCAL_TENANT)
    stack.push_async_callback(store.close)
    await fill(store, site.people, site.service_url)
    command = ["benchmarks.service"] if apart else ["teams_bot", "serve"]
    took = []
    for _ in range(starts - 1):
        with started(command, environment) as trial:
            took.append(await trial.ready(port))
    process = stack.enter_context(started(command, environment))
    took.append(await process.ready(port))
    if apart:
        await stack.enter_context(started(["teams_bot", "worker"], environment)).line()
    return Service(
        name=name,
        process=process,
        port=port,
        store=store,
        bodies=iter(Questions(site.people, site.service_url)),
        starts=took,
        rss_at_start=process.rss_mb,
    )


def _mongodb(site: Site, name: str, driver: str) -> dict[str, Any]:
    database = "bench_" + "".join(each if each.isalnum() else "_" for each in name)
    return {"MONGODB_URI": site.uri, "MONGODB_DATABASE": database, "MONGODB_DRIVER": driver}
