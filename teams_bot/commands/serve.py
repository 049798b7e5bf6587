"""`serve` and `worker`: the service, and more hands for its outbox."""

import argparse
import asyncio
import signal

from teams_bot.app import build_app, listening, running
from teams_bot.jobs import Worker
from teams_bot.settings import Settings, require_service


async def serve(settings: Settings, _: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    require_service(settings)
    async with running(settings) as parts, listening(parts, build_app(parts)) as address:
        print(f"Nanomentor listens at {address}/api/messages (Ctrl-C stops it)", flush=True)
        await _until_stopped()
    return 0


async def worker(settings: Settings, _: argparse.Namespace) -> int:
    """Work the outbox and the timers until SIGTERM or Ctrl-C."""
    require_service(settings)
    async with running(settings) as parts:
        working = Worker(parts.services, parts.courier)
        task = asyncio.create_task(working.run())
        print("Nanomentor works the outbox and the timers (Ctrl-C stops it)", flush=True)
        await _until_stopped()
        await working.stop()
        await task
    return 0


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    await stopped.wait()
