"""The service as `python -m teams_bot serve` runs it, without its outbox: a worker has that."""

import asyncio

from benchmarks.processes import until_stopped
from teams_bot.app import build_app, listening, running
from teams_bot.settings import read_settings, require_service


async def main() -> None:
    """Serve until SIGTERM."""
    settings = read_settings()
    require_service(settings)
    async with running(settings) as parts, listening(parts, build_app(parts, work=False)):
        await until_stopped()


if __name__ == "__main__":
    asyncio.run(main())
