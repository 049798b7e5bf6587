"""What is due, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from matching.model import PersonId
from matching.thread import ThreadId
from storage.change.places import Address


class Policy(StrEnum):
    """What to do when nobody knows whether a message arrived."""

    REPEAT = "repeat"  # loss is worse: once more after 30 s
    ONCE = "once"  # annoyance is worse: leave it as uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """That a message asks for attention nobody offered: it counts on the day it is due.

    The transaction that writes it keeps the daily budget of whoever gets it.
    """

    per_day: int  # so many within 24 hours at most, this one included
    until: datetime | None = None  # after which it is sent no more; None: its thread decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that is due: a message to somebody, or a timer. `key` is what makes it one job."""

    key: str
    kind: str
    due: datetime
    to: PersonId | None = None  # whose conversation; None for a timer
    address: Address | None = None  # a conversation that is nobody's own, such as a channel
    thread: ThreadId | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    policy: Policy = Policy.REPEAT
    interruption: Interruption | None = None  # None: it interrupts nobody

    @property
    def lane(self) -> str | None:
        """The conversation in which messages keep their order; None for a timer."""
        if self.address is not None:
            return self.address.conversation
        return self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """A message that was sent and shows several questions."""

    job: str  # its key
    to: PersonId
    sent: str  # the id Teams gave it
    quotes: tuple[ThreadId, ...]


class Work(StrEnum):
    """Where a job stands."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job leased to one worker. Only the holder of this fence may say how it ended."""

    job: Job
    id: str
    owner: str
    fence: int
    attempts: int
    ambiguous: int
    unsent: int = 0  # tries in which nothing left; they are no attempts
