"""The loop that works the outbox and the timers: in the service, or as `teams_bot worker`.

Any number of workers may run. What may be sent again, and what not, is each job's policy.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, assert_never

from storage.change import Address, Change, Claimed, Person, Work
from storage.commit import Cause
from storage.imports import leaver_job
from storage.jobs import AMBIGUOUS_WAIT_SECONDS, ATTEMPTS_LIMIT, LEASE_SECONDS, may_repeat
from teams_bot import pauses
from teams_bot.auditor import Auditor
from teams_bot.cards.drawn import Drawn
from teams_bot.courier import Courier, Delivery, Fate
from teams_bot.courier.activities import activity_of, spoken
from teams_bot.courier.fates import TOO_BIG
from teams_bot.leaving import kept_back
from teams_bot.letters import LETTERS, letter_of, reader_by_mail
from teams_bot.mail import Mailer
from teams_bot.messages import MESSAGES, earlier
from teams_bot.nightly import plan
from teams_bot.services import CLOCK_SECONDS, Services
from teams_bot.timers import TIMERS
from teams_bot.turn import carry_out

POLL_SECONDS: Final = 1.0
RECOVER_SECONDS: Final = 2.0
AUDIT_SECONDS: Final = 60.0
BATCH: Final = 20
IN_FLIGHT: Final = 120
BUDGET_WAIT_SECONDS: Final = 0.05
GRACE_SECONDS: Final = 10.0

Send = Callable[[], Awaitable[Delivery]]

log = logging.getLogger(__name__)


class Worker:
    """Leases due jobs and does each in a task of its own, so that a slow one holds nobody."""

    def __init__(self, services: Services, courier: Courier, mailer: Mailer | None = None) -> None:
        self._services = services
        self._courier = courier
        self._mailer = mailer or Mailer(None, sender="", tenant=services.tenant, now=services.now)
        self._name = secrets.token_hex(8)
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._ended = asyncio.Event()
        self._auditor = Auditor(services=services)
        self._recovered = self._synced = 0.0
        self._audited = time.monotonic()

    async def run(self) -> None:
        """Work until `stop`; a database that is away for a while is waited for."""
        while not self._stopping:
            self._services.woken.clear()
            try:
                busy = await self._round()
            except Exception:
                log.exception("the outbox could not be read; trying again")
                busy = False
            if not busy:
                await self._wait()
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE_SECONDS)
        self._ended.set()

    def rest(self) -> None:
        """Take no more jobs."""
        self._stopping = True
        self._services.wake()

    async def stop(self) -> None:
        """Take no more jobs, and let those under way end."""
        self.rest()
        await self._ended.wait()

    async def _round(self) -> bool:
        """Lease and start what is due; say whether there may be more."""
        await self._upkeep()
        room = min(BATCH, IN_FLIGHT - len(self._running))
        if room <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return True
        owner = f"{self._name}:{secrets.token_hex(4)}"
        kinds = tuple({**MESSAGES, **LETTERS, **TIMERS})
        ends = (
            asyncio.get_running_loop().time() + LEASE_SECONDS
        )  # at the latest; maybe frozen since
        leased = await self._services.store.claim(owner, kinds, room)
        messages = sum(each.job.lane is not None for each in leased)
        while messages and not await self._services.store.reserve(messages):  # noqa: ASYNC110 - the budget is MongoDB's
            await asyncio.sleep(BUDGET_WAIT_SECONDS)
        for each in leased:
            self._begin(self._work(each, ends))
        return bool(leased)

    async def _upkeep(self) -> None:
        if time.monotonic() - self._synced > CLOCK_SECONDS:
            self._synced = time.monotonic()
            await self._services.clock.sync(self._services.store)
        if time.monotonic() - self._recovered > RECOVER_SECONDS:
            self._recovered = time.monotonic()
            lost = await self._services.store.recover()
            if lost:
                log.warning("%d jobs of workers that died were taken back", lost)
        if time.monotonic() - self._audited > AUDIT_SECONDS:
            self._audited = time.monotonic()
            self._begin(self._audit())
            self._begin(self._plan())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _audit(self) -> None:
        try:
            await self._auditor.round()
        except Exception:
            log.exception("the questions could not be audited")

    async def _plan(self) -> None:
        try:
            await plan(self._services)
        except Exception:
            log.exception("the next snapshot could not be planned; trying again")

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._services.woken.wait()
        except TimeoutError:
            return

    async def _work(self, leased: Claimed, ends: float) -> None:
        """Do one job while its lease lasts; in the lease's second half nothing new is sent."""
        send, until = None, ends - LEASE_SECONDS / 2
        try:
            async with asyncio.timeout_at(until):
                if leased.job.kind in TIMERS:
                    await TIMERS[leased.job.kind](self._services, leased)
                elif not await kept_back(self._services, leased):
                    send = await self._drawn(leased)
        except Exception:
            log.exception("job %s failed", leased.job.kind)
            await self._failed(leased)
        if send is not None and asyncio.get_running_loop().time() < until:
            await self._speak(leased, send, ends)
        elif send is not None:  # frozen meanwhile: the lease may be another's
            await self._failed(leased)
        self._services.wake()

    async def _failed(self, leased: Claimed) -> None:
        """Try a job again that a fault of ours ended, later each time, and at last not at all."""
        store, now = self._services.store, self._services.now()
        try:
            if leased.attempts >= ATTEMPTS_LIMIT:
                await self._give_up(leased, "fault")
                return
            later = now + timedelta(seconds=pauses.after_attempt(leased))
            await store.release(leased, why="fault", due=later)
        except Exception:
            log.exception("job %s waits for its lease to end", leased.job.kind)

    async def _give_up(self, leased: Claimed, why: str) -> None:
        """Try a job no more; an offer that is given up goes to somebody else."""
        log.error("gave up on a job of kind %s: %s", leased.job.kind, why)
        await self._services.store.end(leased, Work.DEAD, self._services.now(), why=why)

    async def _hold(self, leased: Claimed, seconds: float) -> None:
        if leased.job.lane is not None:
            await self._services.store.hold(leased.job.lane, seconds)

    # ---- speaking

    async def _drawn(self, leased: Claimed) -> Send | None:
        """Make a message ready to leave; None when there is nothing to say, or no way to."""
        job = leased.job
        outside = await reader_by_mail(self._services, job)
        if outside is not None:
            return await self._written(leased, outside)
        message = MESSAGES.get(job.kind)  # None: only ever a mail, to somebody in Teams by now
        drawn = None if message is None else await message.draw(self._services, job)
        if message is None or drawn is None:
            return await self._moot(leased)
        old = await earlier(self._services, job) if message.redraws else None
        if message.redraws and old is None:
            return await self._moot(leased)
        address = await self._address(leased)
        if address is None:
            await self._unreachable(leased, Delivery(fate=Fate.UNREACHABLE, why="no_address"))
            return None
        if drawn.quotes:
            await self._services.store.quote(leased, drawn.quotes)
        if old is not None:
            return lambda: self._courier.update(address, old, activity_of(drawn, address))
        return lambda: self._sent(address, drawn, message.alone)

    async def _moot(self, leased: Claimed) -> Send | None:
        await self._services.store.end(leased, Work.CANCELLED, self._services.now(), why="moot")
        return None

    async def _written(self, leased: Claimed, to: Person) -> Send | None:
        """Make a mail ready to leave; None when there is nothing to say by mail, or no way to."""
        job = leased.job
        letter = await letter_of(self._services, job, to)
        if letter is None:
            return await self._moot(leased)
        if not to.reachable:
            await self._unreachable(leased, Delivery(fate=Fate.UNREACHABLE, why="no_address"))
            return None
        return lambda: self._mailer.send(to.mail, letter, job.key)

    async def _sent(self, address: Address, drawn: Drawn, end: str) -> Delivery:
        """Send a message; where Teams finds the card too big, its sentence alone."""
        delivery = await self._courier.send(address, activity_of(drawn, address))
        if delivery.why == TOO_BIG and drawn.card is not None:
            return await self._courier.send(
                address, spoken(f"{drawn.summary} {end}".strip(), address)
            )
        return delivery

    async def _speak(self, leased: Claimed, send: Send, ends: float) -> None:
        """Send, and note what became of it.

        What fails from here on leaves nobody knowing, as a worker that dies does: the lease ends
        by itself, and the job's policy decides.
        """
        try:
            async with asyncio.timeout_at(ends):
                await self._settle(leased, await send())
        except Exception:
            log.exception("nobody knows whether a %s message arrived", leased.job.kind)

    async def _address(self, leased: Claimed) -> Address | None:
        job = leased.job
        if job.address is not None or job.to is None:
            return job.address
        person = await self._services.store.person(job.to)
        return person.address if person is not None and person.reachable else None

    async def _settle(self, leased: Claimed, delivery: Delivery) -> None:
        store, now = self._services.store, self._services.now()
        match delivery.fate:
            case Fate.SENT:
                await store.end(leased, Work.DONE, now, sent_id=delivery.sent_id, payload={})
            case Fate.AGAIN if leased.attempts < pauses.AGAIN_LIMIT:
                await self._hold(leased, max(delivery.wait, pauses.after_attempt(leased)))
                await store.release(leased, why=delivery.why)
            case Fate.UNSENT if leased.unsent < pauses.UNSENT_LIMIT:
                await self._hold(leased, max(delivery.wait, pauses.after_outage(leased)))
                await store.put_back(leased, why=delivery.why)
            case Fate.AMBIGUOUS if may_repeat(leased):
                await self._hold(leased, AMBIGUOUS_WAIT_SECONDS)
                await store.release(leased, ambiguous=True, why=delivery.why)
            case Fate.AMBIGUOUS:
                await store.end(leased, Work.UNCERTAIN, now, why=delivery.why)
            case Fate.UNREACHABLE:
                await self._unreachable(leased, delivery)
            case Fate.AGAIN | Fate.UNSENT | Fate.REFUSED:
                await self._give_up(leased, delivery.why)
            case never:
                assert_never(never)

    async def _unreachable(self, leased: Claimed, delivery: Delivery) -> None:
        """Note that somebody cannot be reached; their open requests go to others at once.

        A channel that is gone is forgotten; what was posted there moves on as a dead letter.
        """
        now = self._services.now()
        person, place = leased.job.to, leased.job.address

        async def think() -> Change | None:
            if person is None and place is not None:
                return Change(rooms_left=(place.conversation,))
            found = None if person is None else await self._services.store.person(person)
            if found is None:
                return None
            gone = replace(found, reachable=False)
            return Change(people=((found, gone),), jobs=(leaver_job(found.id, now),))

        await carry_out(self._services, think, Cause())
        await self._services.store.end(leased, Work.DEAD, now, why=delivery.why)
