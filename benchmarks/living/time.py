"""A clock that is set, and the queue worked in the order in which its jobs are due on it.

The service's own worker leases by the server's clock, which cannot be set. So the jobs that are
next are found here, leased with the queue's own update, and done by the worker's own hands.
"""

import asyncio
import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from benchmarks.living.ledger import Ledger, Sent
from matching.model import PersonId
from storage.change import Address, Claimed, Job, Work
from storage.driver import Document
from storage.jobs import LEASE_SECONDS
from storage.jobs.claims import _lease, readable
from storage.store import Store
from teams_bot.courier import Courier, Delivery, Fate
from teams_bot.jobs import Worker
from teams_bot.leaving import OFFER, interrupts
from teams_bot.letters import LETTERS, Letter
from teams_bot.mail import Mailer
from teams_bot.messages import MESSAGES
from teams_bot.services import Clock, Services
from teams_bot.timers import TIMERS

KINDS: Final = tuple({**MESSAGES, **LETTERS, **TIMERS})
LOOKED_AT: Final = 60
OWNER: Final = "month"

Act = Callable[[], Awaitable[None]]
Told = Callable[[Sent, Mapping[str, Any]], None]
Mailed = Callable[[Sent, Letter], None]

_job: ContextVar[Job] = ContextVar("_job")


class SetClock(Clock):
    """A clock that stands until it is set."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        """Give the time it was set to."""
        return self.at

    async def sync(self, store: Store) -> timedelta:  # noqa: ARG002 - as the clock has it
        """Do not ask anybody."""
        return timedelta()


class Witness(Courier):
    """Takes every message as Teams would, keeps it, and tells whoever gets it."""

    def __init__(self, clock: Clock, ledger: Ledger, told: Told) -> None:
        self._clock, self._ledger, self._told = clock, ledger, told
        self._numbers = itertools.count(1)

    async def send(self, address: Address, activity: Mapping[str, Any]) -> Delivery:
        """Take a new message."""
        sent = noted(self._ledger, self._clock.now(), address.conversation)
        self._told(sent, activity)
        return Delivery(fate=Fate.SENT, sent_id=str(next(self._numbers)))

    async def update(self, address: Address, sent: str, activity: Mapping[str, Any]) -> Delivery:
        """Take a message that is drawn anew."""
        noted(self._ledger, self._clock.now(), address.conversation, redraw=True)
        self._told(self._ledger.sent[-1], activity)
        return Delivery(fate=Fate.SENT, sent_id=sent)


class Postbox(Mailer):
    """Takes every mail as a mail server would."""

    def __init__(self, clock: Clock, ledger: Ledger, mailed: Mailed) -> None:
        super().__init__(None, sender="", tenant="", now=clock.now)
        self._clock, self._ledger, self._mailed = clock, ledger, mailed

    async def send(self, address: str, letter: Letter, key: str) -> Delivery:
        """Take a mail."""
        self._mailed(noted(self._ledger, self._clock.now(), address), letter)
        return Delivery(fate=Fate.SENT, sent_id=key)


def noted(ledger: Ledger, now: datetime, where: str, *, redraw: bool = False) -> Sent:
    """Keep what the job under way says."""
    job = _job.get()
    sent = Sent(
        at=now,
        to=str(job.to or where),
        kind=job.kind,
        key=job.key,
        thread=job.thread or "",
        redraw=redraw,
    )
    ledger.sent.append(sent)
    return sent


class Hands(Worker):
    """The worker's hands, without its clock."""

    async def do(self, leased: Claimed) -> None:
        """Do one job as the worker does."""
        _job.set(leased.job)
        await self._work(leased, asyncio.get_running_loop().time() + LEASE_SECONDS)


class Faults(logging.Handler):
    """Counts what the service logs as an error; nothing of it may be passed over."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the words, and what was raised."""
        self.seen.append(logging.Formatter().format(record))


@dataclass(slots=True, kw_only=True)
class Days:
    """Lets time pass: what people do and what the service has to do, in the order it is due."""

    services: Services
    clock: SetClock
    hands: Hands
    jobs: int = 0
    acts: int = 0
    _next: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _heads: list[Document] | None = None  # the next jobs; None: they have to be read again

    def changed(self) -> None:
        """Note that somebody did something of which jobs may have come."""
        self._heads = None

    def at(self, when: datetime, act: Act) -> None:
        """Let somebody do something at a time; at once where that is over."""
        when = when.replace(microsecond=when.microsecond // 1000 * 1000)
        heapq.heappush(self._next, (max(when, self.clock.at), next(self._numbers), act))

    async def live(self, until: datetime) -> None:
        """Let time pass up to a moment."""
        while True:
            heads = await self._jobs()
            act = self._next[0][0] if self._next else until
            if heads and heads[0]["due"] <= min(act, until):
                await self._work(heads)
            elif act < until:
                at, _, do = heapq.heappop(self._next)
                self.clock.at = max(self.clock.at, at)
                self.acts += 1
                await do()
            else:
                self.clock.at = until
                return

    async def _jobs(self) -> list[Document]:
        if self._heads is None:
            query = {
                "tenant": self.services.tenant,
                "state": Work.PENDING.value,
                "kind": {"$in": KINDS},
            }
            fields = {"due": 1, "lane": 1, "kind": 1, "fence": 1}
            found = self.services.store.driver.collection("jobs").find(query, fields)
            self._heads = (
                await found.sort([("due", 1), ("order", 1)]).limit(LOOKED_AT).to_list(None)
            )
        return self._heads

    async def _work(self, heads: list[Document]) -> None:
        """Do the job that is due first, and with it the messages that are due at the same time."""
        due, store = heads[0]["due"], self.services.store
        driver = store.driver
        self.clock.at = max(self.clock.at, due)
        these = [heads[0]]
        if heads[0]["lane"] is not None:
            lanes = {heads[0]["lane"]}
            for each in heads[1:]:
                if each["due"] != due or each["lane"] is None or each["lane"] in lanes:
                    break
                lanes.add(each["lane"])
                these.append(each)
        alone = all(_changes_no_job(each) for each in these)
        self._heads = (heads[len(these) :] or None) if alone else None
        await _lease(driver, store.tenant, OWNER, these)
        mine = {
            "_id": {"$in": [each["_id"] for each in these]},
            "tenant": self.services.tenant,
            "state": Work.LEASED.value,
        }
        documents = await driver.collection("jobs").find(mine).to_list(None)
        leased = await readable(driver, store.tenant, documents)
        self.jobs += len(leased)
        if len(leased) == 1:
            await self.hands.do(leased[0])
        else:
            await asyncio.gather(*(asyncio.create_task(self.hands.do(each)) for each in leased))
        await self.services.finish()  # what a timer began


def _changes_no_job(job: Document) -> bool:
    """Whether a job is over when it is done: no timer, and no message that may be put off."""
    return job["lane"] is not None and (job["kind"] == OFFER or not interrupts(job["kind"]))


def address_of(person: PersonId, service_url: str, bot: str) -> Address:
    """Give the address of somebody's personal chat."""
    return Address(service_url=service_url, conversation=f"a:{person}", user=person, bot=bot)
