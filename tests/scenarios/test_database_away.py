"""What happens while MongoDB does not answer, and once it does again."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from storage.embedded import _initiated, free_port, start_mongod, stop
from teams_bot import bot
from tests.support.company import QUESTION, Company, founded


@pytest.fixture
async def frail(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[tuple[Company, int]]:
    """A company on a MongoDB of its own, with the id of that process."""
    caplog.set_level(logging.CRITICAL)
    port = free_port()
    process = start_mongod(tmp_path, port, ())
    try:
        uri = _initiated(process, port, tmp_path)
        async with founded(uri, "frail") as made:
            yield made, process.pid
            await made.quiet()
            await made.audit()
    finally:
        stop(process)


@contextmanager
def frozen(process: int) -> Iterator[None]:
    """A mongod that holds all connections and says nothing."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


async def test_a_frozen_database_is_told_directly_and_what_is_sent_again_works_once(
    frail: tuple[Company, int],
) -> None:
    company, process = frail
    await company.ask("How do I chart in Excel?", who="lou")  # everything is warm
    message = company.activity("lea", "message", text=QUESTION)
    offer = (await company.thread("lou")).offers[0]
    data = {"thread": (await company.thread("lou")).id, "offer": offer.id}
    press = company.activity(
        offer.mentor,
        "invoke",
        name="adaptiveCard/action",
        value={"action": {"type": "Action.Execute", "verb": "take", "data": data}},
    )
    with frozen(process):
        begun = time.monotonic()
        pressed, said = await asyncio.gather(
            _timed(company, press, begun), _timed(company, message, begun)
        )
        assert pressed[0] == said[0] == 503
        assert pressed[1] < 5
        assert said[1] < 9
        assert "That was not saved" in company.seen("lea")[-1]
    await company.until(lambda: _answers(company), seconds=20)
    status, _ = await company.post(message)
    assert status == 201
    status, body = await company.post(press)
    assert status == 200
    assert b"This question is yours" in body
    await company.quiet(20)
    assert [each.text for each in await company.threads()] == [QUESTION]
    assert sum("Asked" in each for each in company.seen("lea")) == 1
    assert len(company.messages(offer.mentor)) <= 2


async def test_the_outbox_survives_a_database_that_is_away_for_a_while(
    frail: tuple[Company, int],
) -> None:
    company, process = frail
    await company.ask()
    with frozen(process):
        await asyncio.sleep(2)  # it is away for as long as that
    await company.press("lea", "cancel")
    await company.told("ana", "This question was taken back")


async def test_what_was_kept_without_word_of_it_is_done_once_when_it_is_sent_again(
    mongodb: str,
    shared_database: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(bot, "SECONDS_TO_KEEP", 1.5)
    async with founded(mongodb, shared_database, work=False) as company:
        message = company.activity("lea", "message", text=QUESTION)
        command = company.store.driver.command
        trouble = {"code": 64, "errmsg": "waiting for replication timed out"}
        data = {"failCommands": ["commitTransaction"], "writeConcernError": trouble}
        fail = {"configureFailPoint": "failCommand"}
        await command({**fail, "mode": "alwaysOn", "data": data}, admin=True)
        try:
            status, _ = await company.post(message)
        finally:
            await command({**fail, "mode": "off"}, admin=True)
        assert status == 503
        assert "That was not saved" in company.seen("lea")[0]
        assert len(await company.threads()) == 1  # nobody knew
        status, _ = await company.post(message)
        assert status == 201
        assert len(await company.threads()) == 1


async def _timed(company: Company, activity: dict[str, Any], begun: float) -> tuple[int, float]:
    status, _ = await company.post(activity)
    return status, time.monotonic() - begun


async def _answers(company: Company) -> bool:
    try:
        async with asyncio.timeout(1):
            await company.store.time()
    except TimeoutError:
        return False
    return True
