"""The thread beside the event loop: what waits, what hangs, and how both end."""

import asyncio
import logging
import threading
from functools import partial

import pytest

from teams_bot import following as module
from teams_bot.following import Following


class Counting(Following):
    """Counts how often it looked."""

    def __init__(self) -> None:
        super().__init__("numbers")
        self.looked = 0

    async def refresh(self) -> bool:
        self.looked = await self._apart(lambda: self.looked + 1)
        return self.looked < 3


async def test_what_is_done_apart_is_given_or_raised_and_its_order_kept() -> None:
    made, order = Counting(), list[int]()

    def numbered(number: int) -> int:
        order.append(number)
        return number

    found = await asyncio.gather(*(made._apart(partial(numbered, each)) for each in range(9)))
    assert found == list(range(9))
    assert order == list(range(9))
    with pytest.raises(ZeroDivisionError):
        await made._apart(lambda: 1 / 0)
    await made.stop()
    with pytest.raises(RuntimeError, match="stopped"):
        await made._apart(lambda: 1)


async def test_it_reads_on_while_there_is_more() -> None:
    made = Counting()
    async with asyncio.timeout(20), made.following():
        while made.looked < 3:
            await asyncio.sleep(0)


async def test_it_looks_every_few_seconds_and_tells_a_trouble_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)
    made, tried = Counting(), 0
    look = made.refresh

    async def failing_thrice() -> bool:
        nonlocal tried
        tried += 1
        if tried <= 3:
            raise RuntimeError("away")
        return await look()

    monkeypatch.setattr(made, "refresh", failing_thrice)
    with caplog.at_level(logging.ERROR):
        async with asyncio.timeout(20), made.following():
            while made.looked < 5:
                await asyncio.sleep(0.01)
    assert len(caplog.records) == 1
    assert "trying on" in caplog.text


async def test_what_nobody_waits_for_any_more_is_not_done() -> None:
    made, go_on, done = Counting(), threading.Event(), list[str]()
    first = asyncio.create_task(made._apart(lambda: go_on.wait(30)))
    second = asyncio.create_task(made._apart(lambda: done.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    go_on.set()
    assert await first
    await made.stop()
    assert done == []


async def test_work_that_hangs_keeps_nothing_from_ending(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "END_SECONDS", 0.05)
    made, begun, let_go, done = Counting(), threading.Event(), threading.Event(), list[str]()

    def hangs() -> None:
        begun.set()
        let_go.wait(60)

    hanging = asyncio.create_task(made._apart(hangs))
    behind = asyncio.create_task(made._apart(lambda: done.append("behind")))
    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(20), made.following():
            await asyncio.to_thread(begun.wait, 20)
    found = await asyncio.gather(hanging, behind, return_exceptions=True)
    assert [str(each) for each in found] == ["stopped", "stopped"]
    assert "left behind" in caplog.text
    assert made._thread is not None
    assert made._thread.daemon
    let_go.set()
    await asyncio.to_thread(made._thread.join, 20)
    assert done == []


def test_work_that_ends_after_the_loop_troubles_nobody() -> None:
    made, let_go = Counting(), threading.Event()

    async def left() -> None:
        work = asyncio.create_task(made._apart(lambda: let_go.wait(60)))
        await asyncio.sleep(0.01)
        work.cancel()

    asyncio.run(left())
    let_go.set()
    made._waiting.put(None)
    assert made._thread is not None
    made._thread.join(20)
    assert not made._thread.is_alive()
