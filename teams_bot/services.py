"""Everything with a side effect, in one argument: the store, the clock, ids, the wake-up call."""

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from matching.off_limits import Finder
from matching.skills import Taxonomy
from storage.rulebook import Version
from storage.store import Store
from storage.waits import UNKNOWN, Waits
from storage.weights import Refitted
from teams_bot.answered import AnsweredBefore
from teams_bot.neighbours import Neighbours

RULES_SECONDS: Final = 2.0
WEIGHTS_SECONDS: Final = 30.0
WAITS_SECONDS: Final = 300.0
CLOCK_SECONDS: Final = 30.0
# Turns that may contend for the same few mentors: fifty at once undo each other's transactions
# for seconds, four at once are done in a fifth of the time (measured).
AT_ONCE: Final = 4

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Skills:
    """The skills as last read, and when they were last found unchanged."""

    stamp: str
    taxonomy: Taxonomy
    looked: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Topics:
    """What is off limits as last read, its version, and when that was."""

    number: int
    finder: Finder
    looked: float


@dataclass(slots=True, kw_only=True)
class Services:
    """What actions, jobs and the bot reach the outside through."""

    store: Store
    clock: "Clock"
    tenant: str
    answered: AnsweredBefore | None = None  # where messages arrive
    violations: int = 0  # what the auditor found in its last round
    overrun: int = 0  # people it found interrupted more often than they may be
    kept_back: Counter[str] = field(default_factory=Counter)  # by kind: what found no room
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    new_id: Callable[[], str] = field(default=lambda: secrets.token_hex(16))
    new_seed: Callable[[], int] = field(default=lambda: secrets.randbits(63))
    neighbours: Neighbours = field(init=False)  # similar past questions; none until it follows
    apart: Callable[[], Awaitable[str]] | None = None  # takes the daily snapshot elsewhere
    public_url: str = ""  # where pages of ours are reached; empty: nobody said
    planned: str = ""  # the night's job that was last seen in the queue
    _background: "set[asyncio.Task[None]]" = field(default_factory=set)
    _alone: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    _rules: "tuple[float, Version] | None" = None
    _taxonomy: "_Skills | None" = None
    _weights: "tuple[float, Refitted] | None" = None
    _signing_key: str = field(default="", repr=False)
    _waits: "tuple[float, Waits] | None" = None
    _off_limits: "_Topics | None" = None

    def __post_init__(self) -> None:
        self.neighbours = Neighbours(self.store)

    def now(self) -> datetime:
        """Give the time, in milliseconds as MongoDB keeps it."""
        return self.clock.now()

    def alone(self, person: str) -> asyncio.Lock:
        """Give the lock under which one person's turns come one after the other.

        They would undo each other's transactions, and a flood of one person would hold up all.
        """
        return self._alone.setdefault(person, asyncio.Lock())

    async def rules(self) -> Version:
        """Give the rules in force, at most two seconds old."""
        if self._rules is None or time.monotonic() - self._rules[0] > RULES_SECONDS:
            self._rules = (time.monotonic(), await self.store.rules())
        return self._rules[1]

    async def weights(self) -> Refitted:
        """Give the weights of relevance in force, at most half a minute old."""
        if self._weights is None or time.monotonic() - self._weights[0] > WEIGHTS_SECONDS:
            self._weights = (time.monotonic(), await self.store.weights())
        return self._weights[1]

    async def signing_key(self) -> str:
        """Give the key that signs this tenant's links; made when it is first needed."""
        if not self._signing_key:
            self._signing_key = await self.store.signing_key(secrets.token_hex(32))
        return self._signing_key

    async def waits(self) -> Waits:
        """Give the newest table of waits, at most five minutes old."""
        known = UNKNOWN if self._waits is None else self._waits[1]
        fresh = WAITS_SECONDS if known.number else RULES_SECONDS
        if self._waits is None or time.monotonic() - self._waits[0] > fresh:
            self._waits = (time.monotonic(), await self.store.waits(known))
        return self._waits[1]

    async def taxonomy(self) -> Taxonomy:
        """Give the organisation's skills; a change is noticed within two seconds."""
        known = self._taxonomy
        if known is None or time.monotonic() - known.looked > RULES_SECONDS:
            stamp = await self.store.taxonomy_stamp()
            if known is None or known.stamp != stamp:
                known = _Skills(stamp=stamp, taxonomy=await self.store.taxonomy())
            known.looked = time.monotonic()
            self._taxonomy = known
        return known.taxonomy

    async def off_limits(self) -> Finder:
        """Give what finds topics that are off limits; a change is noticed within two seconds."""
        known = self._off_limits
        if known is None or time.monotonic() - known.looked > RULES_SECONDS:
            version = await self.store.off_limits()
            known = self._off_limits  # somebody else may have read it meanwhile
            same = known is not None and known.number == version.number
            finder = known.finder if known is not None and same else Finder(version.topics)
            known = _Topics(number=version.number, finder=finder, looked=time.monotonic())
            self._off_limits = known
        return known.finder

    def wake(self) -> None:
        """Tell the outbox that something is due."""
        self.woken.set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something go on that outlasts its job's lease."""
        task = asyncio.create_task(_noted(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def finish(self, *, at_once: bool = False) -> None:
        """Wait for what goes on in the background, or end it at once."""
        for each in tuple(self._background):
            if at_once:
                each.cancel()
            await asyncio.wait({each})


async def _noted(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("what went on in the background failed")


def within(name: str, now: datetime, span: timedelta) -> tuple[str, str]:
    """Name something for the span around now and the next: the same within it is a re-send.

    >>> within("x", datetime(1970, 1, 1, 0, 1, tzinfo=UTC), timedelta(seconds=30))
    ('x:2', 'x:3')
    """
    number = int(now.timestamp() // span.total_seconds())
    return f"{name}:{number}", f"{name}:{number + 1}"


class Clock:
    """The database's clock, which all workers share, read off this machine's between syncs."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    async def sync(self, store: Store) -> timedelta:
        """Ask the database for the time; give by how much it is ahead of this machine.

        Asked twice, and the quicker answer counts: one of them may have opened a connection.
        """
        asked = [await self._ask(store) for _ in range(2)]
        _, self._ahead = min(asked)
        return self._ahead

    @staticmethod
    async def _ask(store: Store) -> tuple[timedelta, timedelta]:
        """Give how long the answer took, and by how much the database is ahead."""
        before = datetime.now(UTC)
        theirs = await store.time()
        after = datetime.now(UTC)
        return after - before, theirs - (before + (after - before) / 2)

    def now(self) -> datetime:
        """Give the time in UTC, cut to milliseconds."""
        exact = datetime.now(UTC) + self._ahead
        return exact.replace(microsecond=exact.microsecond // 1000 * 1000)
