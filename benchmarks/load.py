"""The load generator: a closed loop over kept connections, and single asks at a fixed pace."""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
LONGEST_SLICE_SECONDS: Final = 60.0


class NotAnsweredError(Exception):
    """A turn ended with something else than 2xx: the figure would be about something else."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What one contender did in one slice."""

    turns: int
    seconds: float

    @property
    def rate(self) -> float:
        """Turns per second."""
        return self.turns / self.seconds


async def closed_loop(
    port: int, bodies: Iterator[tuple[int, bytes]], concurrency: int, seconds: float
) -> Slice:
    """Keep `concurrency` turns under way for so long; each waits for its answer."""
    started = time.perf_counter()
    ends = started + seconds

    async def one(line: "Line") -> int:
        turns = 0
        while time.perf_counter() < ends:
            await line.post(next(bodies)[1])
            turns += 1
        return turns

    lines = [await Line.open(port) for _ in range(concurrency)]
    started = time.perf_counter()
    ends = started + seconds
    try:
        async with asyncio.timeout(LONGEST_SLICE_SECONDS):
            turns = await asyncio.gather(*map(one, lines))
        return Slice(sum(turns), time.perf_counter() - started)
    finally:
        for line in lines:
            line.close()


async def at_a_pace(
    port: int, bodies: Iterator[tuple[int, bytes]], count: int, per_second: float
) -> dict[int, float]:
    """Post `count` questions at a fixed pace, whatever the answers take; give when each left."""
    left: dict[int, float] = {}

    async def one(number: int, body: bytes) -> None:
        line = await Line.open(port)
        try:
            left[number] = time.perf_counter()
            await line.post(body)
        finally:
            line.close()

    async with asyncio.timeout(LONGEST_SLICE_SECONDS), asyncio.TaskGroup() as under_way:
        for _ in range(count):
            under_way.create_task(one(*next(bodies)))
            await asyncio.sleep(1 / per_second)
    return left


class Line:
    """One kept connection to `POST /api/messages`."""

    def __init__(
        self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._head = (
            f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Line":
        """Connect."""
        return cls(port, *await asyncio.open_connection("127.0.0.1", port))

    async def post(self, body: bytes) -> None:
        """Post one activity and wait for its 2xx; raise `NotAnsweredError` for anything else."""
        self._writer.write(b"%s%d\r\n\r\n%s" % (self._head, len(body), body))
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        answer = await self._reader.readexactly(int(length[1]) if length else 0)
        if not head.startswith(b"HTTP/1.1 2"):
            raise NotAnsweredError(f"{head[:40]!r} {answer[:200]!r}")

    def close(self) -> None:
        """Hang up."""
        self._writer.close()
