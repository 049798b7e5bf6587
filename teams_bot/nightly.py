"""The work of the night, planned as a job and done by a process of its own.

Relevance and waits are refitted on the organisation's own questions, vectors that no start will
read are deleted, whoever was stood down unasked or has heard nothing for long is found, and the
daily snapshot is taken.

Every worker plans the next night's job; its key makes it one. Whoever leases it first writes the
next attempt into the queue and then starts the work, so that a crash at any point is mended by
that attempt; it finds the snapshot there, or takes it. Of two that work at once the first keeps
its snapshot. The work has its own process, at the lowest priority: messages never wait for it.
"""

import asyncio
import logging
import sys
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from storage.change import Change, Claimed, Job
from storage.commit import Cause
from storage.snapshots import Snapshot
from storage.store import Store
from teams_bot import texts
from teams_bot.answered import KEPT
from teams_bot.digests import mend_timers
from teams_bot.nudges import plan_nudges
from teams_bot.refits import refit, refit_waits
from teams_bot.services import Clock, Services
from teams_bot.settings import Settings, environment_of
from teams_bot.silence import ask_the_stood_down
from teams_bot.turn import carry_out

KIND: Final = "snapshot"
HOUR: Final = 2  # UTC; the minute differs from tenant to tenant
AGAIN: Final = timedelta(minutes=15)
ATTEMPTS: Final = 4
LONGEST_SECONDS: Final = 3600.0
ROOT: Final = Path(__file__).parents[1]

log = logging.getLogger(__name__)


def next_due(tenant: str, now: datetime) -> datetime:
    """Give when the next snapshot of a tenant is due.

    >>> from datetime import UTC
    >>> next_due("acme", datetime(2026, 11, 22, 10, 0, tzinfo=UTC)).isoformat()
    '2026-11-23T02:14:00+00:00'
    """
    minute = zlib.crc32(tenant.encode()) % 60
    today = now.replace(hour=HOUR, minute=minute, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)


async def plan(services: Services) -> None:
    """Write the job of the next night, if nobody has."""
    due = next_due(services.tenant, services.now())
    key = f"{KIND}:{due:%Y-%m-%d}:1"
    if services.planned == key:
        return

    async def think() -> Change | None:
        if await services.store.job_states([key]):
            return None
        return Change(jobs=(Job(key=key, kind=KIND, due=due, payload={"attempt": 1}),))

    await carry_out(services, think, Cause())
    services.planned = key


async def snapshot(services: Services, timer: Claimed) -> None:
    """Begin the snapshot of today, unless there is one; the next attempt is in the queue then."""
    attempt, now = timer.job.payload["attempt"], services.now()
    missing = not await services.store.has_snapshot(f"{now:%Y-%m-%d}")
    jobs: tuple[Job, ...] = ()
    if missing and attempt < ATTEMPTS:
        key = f"{timer.job.key.rpartition(':')[0]}:{attempt + 1}"
        payload = {"attempt": attempt + 1}
        jobs = (Job(key=key, kind=KIND, due=now + AGAIN, payload=payload),)

    async def think() -> Change:
        return Change(jobs=jobs)

    if await carry_out(services, think, Cause(timer=timer)) and missing:
        services.begin(_work(services, attempt))


async def work(store: Store, now: datetime, encoder: str | None = None) -> Snapshot | None:
    """Refit the weights and the waits, keep in touch with people, then take today's snapshot.

    None when there is one. It comes last: while there is none, the night's work is tried again.
    `encoder` is the one whose vectors stay, if that is known (`answered.encoder_in_use`).
    """
    await refit(store, now)
    await refit_waits(store, now)
    await store.clear_vectors(encoder, KEPT)
    services = Services(store=store, clock=_Stands(now), tenant=store.tenant)
    await mend_timers(services)
    await ask_the_stood_down(services)
    await plan_nudges(services)
    taken = await store.take_snapshot(now, texts.ERASED)
    return taken if await store.keep_snapshot(taken) else None


class _Stands(Clock):
    """A clock that stands: the work of a night has one time."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at


async def in_a_process(settings: Settings) -> str:
    """Take the snapshot in a process of its own; give what went wrong, "" when nothing did."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "teams_bot", "snapshot", "--gently"),
        cwd=ROOT,
        env=environment_of(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            _, said = await process.communicate()
    except TimeoutError:
        return "it took too long"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    words = " ".join(said.decode(errors="replace").split())
    return "" if process.returncode == 0 else f"exit code {process.returncode}: {words[-500:]}"


async def _work(services: Services, attempt: int) -> None:
    wrong = await services.apart() if services.apart else await _here(services)
    if wrong:
        log.error("attempt %d of today's snapshot failed: %s", attempt, wrong)


async def _here(services: Services) -> str:
    await work(services.store, services.now())
    return ""
