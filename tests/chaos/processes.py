"""The launcher and the services it starts, as a test holds them."""

import asyncio
import contextlib
import itertools
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.embedded import free_port
from tests.chaos.speed import fast_environment

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """Where a process ends: the first time it passes the point `at` once it was armed.

    `arm` is a verb, the type of an activity or the kind of a timer that has arrived.
    """

    arm: str = ""
    at: str = ""
    signal: int = signal.SIGKILL


NO_CRASH = Crash()


@dataclass(slots=True, kw_only=True)
class Service:
    """One process of the product."""

    launcher: "Launcher"
    pid: int
    log: Path
    record: Path
    port: int
    ended: asyncio.Future[int]

    @property
    def points(self) -> list[str]:
        """The points it has passed, in their order."""
        return self.record.read_text().splitlines() if self.record.exists() else []

    @property
    def said(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def send(self, number: int) -> None:
        if not self.ended.done():
            self.launcher.tell({"pid": self.pid, "signal": int(number)})

    async def kill(self) -> None:
        self.send(signal.SIGKILL)
        await asyncio.shield(self.ended)

    async def listening(self) -> bool:
        """Wait until it answers its port; False when it ended instead."""
        async with asyncio.timeout(SECONDS_TO_START):
            while not self.ended.done():
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return True
                await asyncio.sleep(0.02)
        return False


@dataclass(slots=True, kw_only=True)
class Launcher:
    """`tests.chaos.launcher` as a process of its own."""

    process: Process
    folder: Path
    listening: asyncio.Task[None] = field(init=False)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    starting: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    running: dict[int, asyncio.Future[int]] = field(default_factory=dict)

    def tell(self, order: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")

    async def start(
        self,
        command: str,
        environment: Mapping[str, str],
        crash: Crash = NO_CRASH,
        *,
        port: int = 0,
    ) -> Service:
        """Start `python -m teams_bot COMMAND` with these variables."""
        assert not self.listening.done(), "the launcher has ended: see what it printed"
        number, loop = next(self.numbers), asyncio.get_running_loop()
        log, record = self.folder / f"{number}.log", self.folder / f"{number}.points"
        chosen = port or free_port()
        self.starting[number] = loop.create_future()
        self.tell(
            {
                "start": number,
                "arguments": [command],
                "environment": {**environment, "PORT": str(chosen)},
                "log": str(log),
                "points": str(record),
                "arm": crash.arm,
                "at": crash.at,
                "signal": int(crash.signal),
            }
        )
        pid = await self.starting[number]
        return Service(
            launcher=self,
            pid=pid,
            log=log,
            record=record,
            port=chosen,
            ended=self.running[pid],
        )

    async def listen(self) -> None:
        """Take the launcher's news until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            news = json.loads(line)
            if "start" in news:
                self.running[news["pid"]] = asyncio.get_running_loop().create_future()
                started = self.starting.pop(news["start"])
                if not started.done():  # else whoever wanted it was cancelled
                    started.set_result(news["pid"])
            else:
                self.running.pop(news["pid"]).set_result(news["ended"])
        for each in (*self.starting.values(), *self.running.values()):
            if not each.done():
                each.set_exception(AssertionError("the launcher has ended: see what it printed"))
        self.starting.clear()
        self.running.clear()


@contextlib.asynccontextmanager
async def launching(folder: Path) -> AsyncIterator[Launcher]:
    """Run a launcher in fast time; at the end it stops everything it started."""
    environment = {
        name: value
        for name, value in fast_environment().items()
        if not name.startswith(("COVERAGE_", "COV_", "Microsoft", "MONGODB_"))
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.chaos.launcher"),
        cwd=ROOT,
        env=environment,
        stdin=PIPE,
        stdout=PIPE,
        start_new_session=True,
    )
    launcher = Launcher(process=process, folder=folder)
    news = launcher.listening = asyncio.create_task(launcher.listen())
    try:
        yield launcher
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()
        await news
