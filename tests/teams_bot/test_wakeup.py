"""Hearing of new jobs wakes the loop, and failing to hear does no harm."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from storage.change import Change, Job, Unavailable
from storage.store import Store
from teams_bot import wakeup
from teams_bot.services import Services
from teams_bot.wakeup import hear_of_jobs
from tests.support.company import kept, services, shared_database

__all__ = ["services", "shared_database"]


async def test_a_job_that_another_process_wrote_wakes_the_loop(services: Services) -> None:
    hearing = asyncio.create_task(hear_of_jobs(services))
    async with asyncio.timeout(8):
        for number in range(100):  # until the stream is open
            job = Job(key=f"rung:{number}", kind="rung", due=services.now())
            await kept(services, Change(jobs=(job,)))
            try:
                await asyncio.wait_for(services.woken.wait(), 0.2)
            except TimeoutError:
                continue
            break
    assert services.woken.is_set()
    hearing.cancel()


async def test_a_stream_that_fails_is_opened_anew_and_noted_once(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened: list[int] = []

    async def lost(_: Store, told: Callable[[], None]) -> None:
        opened.append(1)
        if len(opened) == 4:
            told()  # it heard again for a moment
        if len(opened) == 6:
            await asyncio.Event().wait()
        raise Unavailable("ChangeStreamHistoryLost")

    monkeypatch.setattr(Store, "new_jobs", lost)
    monkeypatch.setattr(wakeup, "REOPEN_SECONDS", 0)
    caplog.set_level(logging.WARNING)
    hearing = asyncio.create_task(hear_of_jobs(services))
    async with asyncio.timeout(5):
        while len(opened) < 6:
            await asyncio.sleep(0)
    assert services.woken.is_set()
    assert [each.getMessage() for each in caplog.records] == [
        "new jobs are found by the poll alone for now"
    ] * 2
    hearing.cancel()
