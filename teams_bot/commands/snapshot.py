"""`snapshot`: take today's snapshot unless there is one; what the worker starts each night."""

import argparse
import os

from teams_bot.answered import encoder_in_use
from teams_bot.commands.opened import opened
from teams_bot.nightly import work
from teams_bot.settings import Settings

NICENESS = 19


async def take(settings: Settings, chosen: argparse.Namespace) -> int:
    """Read the whole organisation once, and keep what it comes to."""
    if chosen.gently:
        os.nice(NICENESS)
    async with opened(settings) as (store, now):
        day = f"{now:%Y-%m-%d}"
        if not await store.has_snapshot(day):
            taken = await work(store, now, encoder_in_use(settings.similar_by))
            if taken is not None:
                print(f"The snapshot of {day} was taken in {taken.seconds:.1f} s.")
                return 0
    print(f"There is a snapshot of {day}. `report --now` takes it anew.")
    return 0
