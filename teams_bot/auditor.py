"""The auditor: every open question has its next step, every request its message.

It only looks, and names the threads in which something is lost. What is under way may look like
that for a moment, so it looks twice, and only what is still so counts.

It also looks whether anybody was interrupted more often than they may be: by what has left,
whether somebody counted it or not.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matching.interruptions import DAY
from matching.sources import Source
from matching.thread import Offer, OfferState, State, Thread, ThreadId
from storage.change import Job, Work
from teams_bot.letters import LETTERS
from teams_bot.messages import MESSAGES
from teams_bot.offers import ENDED, claim_key, offer_key, rung_key
from teams_bot.postings import posting_key
from teams_bot.services import Services

PAGE: Final = 200
PAGES: Final = 10  # threads looked at each minute; the next minute goes on from there
BUDGETS_EVERY: Final = 10  # rounds
SECOND_LOOK_SECONDS: Final = 3.0
NAMED: Final = 20

COMING: Final = frozenset({Work.PENDING, Work.LEASED})
SAID: Final = COMING | {Work.DONE, Work.UNCERTAIN}

Steps = Mapping[str, frozenset[Work]]

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Auditor:
    """Looks through the threads a few pages at a time, round after round."""

    services: Services
    after: str = ""  # the last thread of the round before, if that did not reach the end
    rounds: int = 0

    async def round(self) -> tuple[ThreadId, ...]:
        """Look, keep the number for the metrics, and log one line where something is lost."""
        if self.rounds % BUDGETS_EVERY == 0:
            await _look_at_budgets(self.services)
        self.rounds += 1
        doubtful = await self._first_look()
        lost: tuple[ThreadId, ...] = ()
        if doubtful:
            await asyncio.sleep(SECOND_LOOK_SECONDS)
            lost = await _second_look(self.services, doubtful)
        self.services.violations = len(lost)
        if lost:
            log.error("%d questions have lost a step: %s", len(lost), ", ".join(lost[:NAMED]))
        return lost

    async def _first_look(self) -> tuple[ThreadId, ...]:
        store = self.services.store
        found = list(await _doubtful(self.services, await store.still_held(PAGE)))
        for _ in range(PAGES):
            page, self.after = await store.searching(self.after, PAGE)
            found += await _doubtful(self.services, page)
            if not self.after:
                break
        return tuple(found)


async def _look_at_budgets(services: Services) -> None:
    """Keep the number of people over their budget of the last 24 hours, and log who they are."""
    most = (await services.rules()).rules.interruptions_per_day
    kinds = {kind for kind, each in MESSAGES.items() if each.interrupts}
    kinds |= {kind for kind, each in LETTERS.items() if each.interrupts}
    found = await services.store.interrupted_often(kinds, services.now() - DAY, most)
    over = [person for person, jobs in found.items() if len(jobs) > _allowed(jobs, most)]
    services.overrun = len(over)
    if over:
        log.error("%d people were interrupted too often: %s", len(over), ", ".join(over))


def _allowed(jobs: Sequence[Job], now: int) -> int:
    """Give how many there might be: the rule may have been another when they were written."""
    return max((each.interruption.per_day for each in jobs if each.interruption), default=now)


async def _second_look(services: Services, doubtful: Sequence[ThreadId]) -> tuple[ThreadId, ...]:
    read = [await services.store.thread(each) for each in doubtful]
    return await _doubtful(services, [each for each in read if each is not None])


async def _doubtful(services: Services, threads: Sequence[Thread]) -> tuple[ThreadId, ...]:
    wanted = {each.id: steps(each) for each in threads}
    keys = {key for each in wanted.values() if each is not None for key in each}
    found = await services.store.job_states(keys) if keys else {}
    return tuple(name for name, each in wanted.items() if not _in_order(each, found))


def _in_order(wanted: Steps | None, found: Mapping[str, Work]) -> bool:
    return wanted is not None and all(found.get(key) in may for key, may in wanted.items())


def steps(thread: Thread) -> Steps | None:
    """Name the jobs a thread needs, and where each may stand; None where no job could help.

    An open question waits for its rung's timer and a claim for its own; whoever has a request was
    sent it, or will be. A question that has ended holds nobody.
    """
    live = thread.live_offers
    if (thread.state is State.OPEN and not thread.waits) or (thread.state in ENDED and live):
        return None
    needed: dict[str, frozenset[Work]] = {}
    if thread.state is State.OPEN:
        needed[rung_key(thread)] = COMING
    posted = (each for each in thread.postings if each.open and each.source is Source.CROWD)
    needed |= {posting_key(each.id): SAID for each in posted}
    return needed | {key: may for each in live for key, may in [_step(each)]}


def _step(offer: Offer) -> tuple[str, frozenset[Work]]:
    """Name the job a live offer needs, and where it may stand."""
    if offer.state is OfferState.TAKEN:
        return claim_key(offer.id), COMING
    return offer_key(offer.id), SAID
