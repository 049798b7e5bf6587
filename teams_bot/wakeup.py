"""Hearing of jobs that another process wrote, sooner than the next poll would find them.

It only wakes the loop of the outbox: whatever it misses, the poll finds. So it may fail, and
nothing depends on it.
"""

import asyncio
import logging
from typing import Final

from teams_bot.services import Services

REOPEN_SECONDS: Final = 5.0

log = logging.getLogger(__name__)


async def hear_of_jobs(services: Services) -> None:
    """Wake the loop for each new job, until cancelled; when hearing fails, listen anew.

    A stretch of failures is logged once.
    """
    deaf = False

    def told() -> None:
        nonlocal deaf
        deaf = False
        services.wake()

    while True:
        try:
            await services.store.new_jobs(told)
        except Exception:
            if not deaf:
                log.warning("new jobs are found by the poll alone for now", exc_info=True)
            deaf = True
        services.wake()  # what came while nobody listened
        await asyncio.sleep(REOPEN_SECONDS)
