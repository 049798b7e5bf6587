"""What a process keeps in memory of the database, and the one thread that works on it.

Slow work is done there, one thing after the other: the event loop never waits for it. The thread
is a daemon. Work that hangs (an encoder's) is left behind at the end, so that it keeps no process
from ending.
"""

import asyncio
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from queue import SimpleQueue
from typing import Any, Final, TypeVar

POLL_SECONDS: Final = 3.0
END_SECONDS: Final = 3.0  # for the work under way, then it is left behind

Result = TypeVar("Result")
Work = Callable[[], Any]

log = logging.getLogger(__name__)


class Following(ABC):
    """Something that follows the database in a thread of its own."""

    def __init__(self, name: str) -> None:
        """Do nothing yet: the thread begins with the first work."""
        self._name = name
        self._stopped = asyncio.Event()
        self._failing = False
        self._thread: threading.Thread | None = None
        self._waiting: SimpleQueue[tuple[asyncio.Future[Any], Work] | None] = SimpleQueue()
        self._wanted: set[asyncio.Future[Any]] = set()

    @abstractmethod
    async def refresh(self) -> bool:
        """Take in what is new; say whether there is more to be read at once."""

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follow the database for as long as the context lasts."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            await self.stop()
            await task

    async def run(self) -> None:
        """Follow the database until `stop`; one that is away for a while is waited for."""
        while not self._stopped.is_set():
            more = False
            try:
                more = await self.refresh()
                self._failing = False
            except Exception:
                if self._stopped.is_set():
                    return
                if not self._failing:
                    log.exception("%s could not be read; trying on, quietly", self._name)
                self._failing = True
            if not more:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._stopped.wait()

    async def stop(self) -> None:
        """Let `run` end, and the thread; what still waits for its turn is not done."""
        self._stopped.set()
        self._waiting.put(None)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, END_SECONDS)
            if self._thread.is_alive():
                log.warning("%s: the work under way hangs, and is left behind", self._name)
        for each in self._wanted:
            _settle(each, None, RuntimeError("stopped"))

    async def _apart(self, work: Callable[[], Result]) -> Result:
        """Do something in the thread. Raises `RuntimeError` where it is stopped before."""
        if self._stopped.is_set():
            raise RuntimeError("stopped")
        loop = asyncio.get_running_loop()
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._work, args=(loop,), name=self._name, daemon=True
            )
            self._thread.start()
        done: asyncio.Future[Result] = loop.create_future()
        self._wanted.add(done)
        self._waiting.put((done, work))
        try:
            return await done
        finally:
            self._wanted.discard(done)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while (found := self._waiting.get()) is not None:
            done, work = found
            if done.done() or self._stopped.is_set():
                continue
            result: object = None
            trouble: Exception | None = None
            try:
                result = work()
            except Exception as raised:  # noqa: BLE001 - told to whoever asked
                trouble = raised
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(_settle, done, result, trouble)


def _settle(done: "asyncio.Future[Any]", result: object, trouble: Exception | None) -> None:
    if done.done():
        return
    if trouble is None:
        done.set_result(result)
    else:
        done.set_exception(trouble)
