"""The weights of relevance, refitted on the organisation's own answers when enough are new."""

import asyncio
import logging
from datetime import datetime

from matching.calibration import EVERY, calibrated
from matching.learning import observations
from storage.change import Faster
from storage.store import Store
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
