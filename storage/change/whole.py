"""What one transaction changes, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from matching.minutes import Weights
from matching.model import PersonId
from matching.thread import Thread
from storage.change.people import Person
from storage.change.places import Room
from storage.change.questions import Deflection, Draft, DraftId, Stopped
from storage.change.safety import Act, Report, Reveal
from storage.change.work import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof that something that arrived was handled, and the answer it got."""

    person: PersonId
    keys: tuple[str, ...]  # the activity, and its effect; the first is the activity's
    reply: Mapping[str, Any] | None = None  # the body for a re-sent invoke


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What help is counted as, and the weekly minutes of whoever has no number of their own."""

    weights: Weights
    usual: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How soon one mentor may be asked again, and how much a week has room for."""

    rest: timedelta = timedelta()
    week: Week | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One more offer that ran out without a reaction."""

    before: int  # how many there were
    asks: bool = False  # whether to go on, with a job of the same change


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything one transaction changes. Pairs are before and after; before None is new."""

    threads: tuple[tuple[Thread | None, Thread], ...] = ()
    people: tuple[tuple[Person | None, Person], ...] = ()
    jobs: tuple[Job, ...] = ()
    silent: Mapping[PersonId, Silence] = field(default_factory=dict)
    put_off: tuple[Job, ...] = ()  # messages that interrupt, due later than they were
    cancel: tuple[str, ...] = ()  # keys of pending jobs that are no longer wanted
    drafts: tuple[Draft, ...] = ()
    spent: tuple[DraftId, ...] = ()  # drafts that have been used
    deflections: tuple[tuple[Deflection | None, Deflection], ...] = ()
    capacity: Mapping[PersonId, int] = field(default_factory=dict)  # of those newly offered
    pace: Pace | None = None  # of those newly offered
    questions: Mapping[PersonId, int] = field(default_factory=dict)  # a learner may have open
    forget: PersonId | None = None  # erase this person's own words and data
    unsaid: tuple[str, ...] = ()  # receipts that no longer hold: the same may be said again
    stopped: tuple[Stopped, ...] = ()
    apart: tuple[tuple[PersonId, PersonId], ...] = ()  # pairs that never meet again
    reports: tuple[tuple[Report | None, Report], ...] = ()
    acts: tuple[Act, ...] = ()
    revive: tuple[str, ...] = ()  # keys of messages nobody could get; they are due once more
    rooms: tuple[Room, ...] = ()  # where the bot is, or that has another name now
    rooms_left: tuple[str, ...] = ()  # rooms or teams it is in no more
    reveals: tuple[Reveal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The change is kept, on a majority of the members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faster:
    """Somebody changed the same thing meanwhile: read and think again. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """It had been handled before; `reply` is what was answered then. Nothing was written."""

    reply: Mapping[str, Any] | None


Outcome = Committed | Faster | Duplicate


class Unconfirmed(Exception):  # noqa: N818 - nobody knows, which is more than an error
    """MongoDB did not confirm the write in time."""


class Unavailable(Unconfirmed):
    """MongoDB did not answer a read, so that nothing was decided. The same family: try again."""
