"""`evidence rebuild`: fold what past answers say about people again, from the threads."""

import argparse
import sys

from storage.evidence import Beaten
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings


async def rebuild(settings: Settings, _: argparse.Namespace) -> int:
    """Fold the whole history while the service goes on; say how far it is on standard error."""
    async with opened(settings) as (store, _now):
        done = await store.rebuild_evidence(_say)
    if isinstance(done, Beaten):
        raise Trouble("Another rebuild took over while this one was under way. Nothing is amiss.")
    print(f"{done.answers} answers counted, {done.numbered} of them for the first time.")
    return 0


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)
