"""`serve` and `worker`: the service, and more hands for its outbox."""

import argparse
import asyncio
import gc
import logging
from typing import Final

from teams_bot.app import build_app, running
from teams_bot.commands.serving import serving, stop_signals
from teams_bot.jobs import Worker
from teams_bot.settings import Settings, doubts, require_service
from teams_bot.wakeup import hear_of_jobs

OBJECTS_A_LOOK: Final = 20_000  # Python's own is 700

log = logging.getLogger(__name__)


async def serve(settings: Settings, _: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C.

    After SIGTERM it says for a while that it is not ready, and still answers, so that a load
    balancer turns elsewhere before it stops to listen.
    """
    _require(settings)
    keep_what_is_loaded()
    async with running(settings) as parts, serving(parts, build_app(parts)) as address:
        stop = stop_signals()
        print(f"Nanomentor listens at {address}/api/messages (Ctrl-C stops it)", flush=True)
        await stop.told.wait()
        parts.drain()
        await stop.drained(settings.drain_seconds)
    return 0


async def worker(settings: Settings, _: argparse.Namespace) -> int:
    """Work the outbox and the timers until SIGTERM or Ctrl-C."""
    _require(settings)
    keep_what_is_loaded()
    async with running(settings) as parts:
        working = Worker(parts.services, parts.courier, parts.mailer)
        task = asyncio.create_task(working.run())
        hearing = asyncio.create_task(hear_of_jobs(parts.services))
        stop = stop_signals()
        print("Nanomentor works the outbox and the timers (Ctrl-C stops it)", flush=True)
        await stop.told.wait()
        hearing.cancel()
        await working.stop()
        await task
    return 0


def keep_what_is_loaded() -> None:
    """Let the garbage collector look no more at the program itself, which stays anyway.

    Going through its hundred thousand objects held up the event loop for 150 ms at a time
    (`python -m benchmarks.flat` prints the longest). Nor to look after every few hundred objects
    whether a cycle is among them: one question makes thousands, and nearly none.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_A_LOOK, *gc.get_threshold()[1:])


def _require(settings: Settings) -> None:
    """Refuse what cannot work, and note what hardly can."""
    require_service(settings)
    for each in doubts(settings):
        log.warning("%s", each)
