"""What the commands that last have in common: an address to listen at, and an end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

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


def stop_event() -> asyncio.Event:
    """Give what SIGTERM or Ctrl-C sets from now on; until then they cancel the command."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    return stopped


def _cannot_listen(settings: Settings, trouble: OSError) -> str:
    known = trouble.errno is not None and trouble.errno > 0  # a host without address has its own
    reason = os.strerror(trouble.errno or 0) if known else trouble.strerror or str(trouble)
    wanted = f"HOST {settings.host} and PORT {settings.port}"
    if settings.metrics_port is not None:
        wanted += f" (or METRICS_PORT {settings.metrics_port})"
    return f"Nothing can listen at {wanted}: {reason}. Stop what is there, or set another one."
