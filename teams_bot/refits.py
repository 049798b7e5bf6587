"""What is learnt in the night: the weights of relevance, and how long answers take."""

import asyncio
import logging
from datetime import datetime

from matching.calibration import EVERY, calibrated
from matching.incidence import table_of
from matching.learning import observations
from matching.waited import observations as waits_in
from matching.waits import LEAST, Table
from storage.change import Faster
from storage.store import Store
from storage.waits import Waits
from storage.weights import Refitted

log = logging.getLogger(__name__)


async def refit(store: Store, now: datetime, *, least: int = EVERY) -> Refitted | None:
    """Refit the weights and keep them as a version; None where too little is new.

    A version that is no better than the prior on later questions is kept too, and says so: its
    weights are the prior's. Of two refits at once the first is kept.
    """
    base = await store.weights()
    threads = await store.answered_lately()
    new = [each for each in threads if base.when is None or each.created > base.when]
    if len(observations(new)) < least:
        return None
    version = await asyncio.to_thread(lambda: calibrated(observations(threads)))
    kept = await store.publish_weights(base, version, now)
    if isinstance(kept, Faster):
        log.info("another process refitted the weights meanwhile")
        return None
    return kept


async def refit_waits(store: Store, now: datetime) -> Waits | None:
    """Estimate the table of waits anew and keep it as a version; None where another did so."""
    base = await store.waits()
    past = await store.past_waits(now)
    table = Table(questions=len(past))
    if len(past) >= LEAST:  # else nothing would be said, and the library need not be loaded
        table = await asyncio.to_thread(lambda: table_of(waits_in(past, now)))
    kept = await store.publish_waits(base, table, now)
    if isinstance(kept, Faster):
        log.info("another process estimated the waits meanwhile")
        return None
    return kept
