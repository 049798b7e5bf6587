"""What the commands that last have in common: an address to listen at, and an end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import web

from teams_bot.app import Running, listening
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings


@asynccontextmanager
async def serving(parts: Running, app: web.Application) -> AsyncIterator[str]:
    """Listen for as long as the context lasts; give the address, or say why nobody can."""
    async with AsyncExitStack() as opened:
        try:
            address = await opened.enter_async_context(listening(parts, app))
        except OSError as trouble:
            raise Trouble(_cannot_listen(parts.settings, trouble)) from trouble
        yield address


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What signals say: `told` is set by the first, `hurried` by Ctrl-C or by a second one."""

    told: asyncio.Event = field(default_factory=asyncio.Event)
    hurried: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, number: int) -> None:
        """Take notice of one signal."""
        if number == signal.SIGINT or self.told.is_set():
            self.hurried.set()
        self.told.set()

    async def drained(self, seconds: float) -> None:
        """Give those who send traffic the time to notice, unless somebody is in a hurry."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.hurried.wait()


def stop_signals() -> Stop:
    """Hear SIGTERM and Ctrl-C from now on; until then they cancel the command."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.hear, each)
    return stop


def _cannot_listen(settings: Settings, trouble: OSError) -> str:
    known = trouble.errno is not None and trouble.errno > 0  # a host without address has its own
    reason = os.strerror(trouble.errno or 0) if known else trouble.strerror or str(trouble)
    wanted = f"HOST {settings.host} and PORT {settings.port}"
    if settings.metrics_port is not None:
        wanted += f" (or METRICS_PORT {settings.metrics_port})"
    return f"Nothing can listen at {wanted}: {reason}. Stop what is there, or set another one."
