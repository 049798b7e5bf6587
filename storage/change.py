"""What may be remembered about people and work, and what one transaction changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from matching.model import PersonId, Record
from matching.skills import SkillId
from matching.sources import Source
from matching.thread import AnswerId, Place, Thread, ThreadId

Tenant = NewType("Tenant", str)
DraftId = NewType("DraftId", str)
ReportId = NewType("ReportId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How to reach a conversation through the Bot Connector."""

    service_url: str
    conversation: str
    user: str  # the channel's id of the person
    bot: str  # the channel's id of the bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the service knows: imported, or having written to it."""

    id: PersonId
    name: str
    imported: bool = False
    active: bool = True
    mail: str = ""
    title: str = ""
    department: str = ""
    location: str = ""
    manager: PersonId | None = None
    source: Source = Source.PEER
    skills_given: Mapping[SkillId, int] = field(default_factory=dict)  # by the import
    skills_own: Mapping[SkillId, int] | None = None  # by the person; wins over the import
    time_zone: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    minutes_per_week: int | None = None
    opted_in: bool = False
    welcomed: bool = False
    away_until: datetime | None = None
    off_duty: bool = False  # at the desk of the call centre, by their own switch
    manager_allowed: bool | None = None  # whether the own manager may be asked; None: not said
    blocked: tuple[PersonId, ...] = ()
    address: Address | None = None
    reachable: bool = False
    removed: datetime | None = None  # when the app was last uninstalled
    contract_minutes: int | None = None  # bought altogether; None: not counted
    contract_until: str = ""  # its last day, as 2027-03-31; "": no end
    invited: str = ""  # the mail address that was told what this is
    suspended_until: datetime | None = None  # by a moderator: neither asks nor is asked
    # kept by `storage.commit` alone, in the transaction that changes the threads:
    apart: tuple[PersonId, ...] = ()  # never brought together again; so it stands with them, too
    open_questions: int = 0  # of this learner, waiting for an answer
    load: int = 0
    served: int = 0  # how often an answer of this person was enough for somebody else
    record: Record = field(default_factory=Record)
    asked_at: tuple[datetime, ...] = ()
    answered_at: tuple[datetime, ...] = ()

    @property
    def by_mail(self) -> bool:
        """Whether questions reach this person by mail: outside, and not in Teams."""
        return self.source is Source.CONTRACT and bool(self.mail) and self.address is None

    @property
    def skills(self) -> Mapping[SkillId, int]:
        """The skills that count: the person's own list, else the imported one."""
        return self.skills_given if self.skills_own is None else self.skills_own


COUNTED = frozenset(
    {"apart", "open_questions", "load", "served", "record", "asked_at", "answered_at"}
)


class Policy(StrEnum):
    """What to do when nobody knows whether a message arrived."""

    REPEAT = "repeat"  # loss is worse: once more after 30 s
    ONCE = "once"  # annoyance is worse: leave it as uncertain


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

    @property
    def lane(self) -> str | None:
        """The conversation in which messages keep their order; None for a timer."""
        if self.address is not None:
            return self.address.conversation
        return self.to


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A past answer that was shown to somebody."""

    thread: ThreadId
    answer: AnswerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that waits for a press of its author before it becomes a question."""

    id: DraftId
    person: PersonId
    parts: tuple[str, ...]  # one text, or the single questions of it
    created: datetime
    origin: str = ""
    similar: tuple[Entry, ...] = ()  # answers that were shown instead of asking anybody
    deflection: DraftId | None = None  # what became of it, where one of them was enough
    cleared: tuple[str, ...] = ()  # topics off limits that it is not about, says its author
    place: Place | None = None  # where it was written, if not in the personal chat
    quotes: bool = False  # whether the text quotes a message
    anonymous: bool = False  # whether it is sent without the author's name
    warned: bool = False  # that the words may tell who asks

    @property
    def text(self) -> str:
        """The whole text."""
        return " ".join(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflection:
    """A question that nobody was asked, as a past answer was enough. It holds no text."""

    id: DraftId  # of the draft that was not sent
    person: PersonId  # who would have asked; "" once they are forgotten
    entry: Entry
    mentor: PersonId  # who gave the answer
    day: str  # in UTC, as 2026-11-22
    question: DraftId  # the draft that keeps the text until the learner was asked again
    truly: bool | None = None  # what the learner said when asked again

    @property
    def served(self) -> int:
        """How often the answer served by this: 1, or 0 where it turned out not to be enough."""
        return int(self.truly is not False)


class About(StrEnum):
    """What of somebody's words was reported."""

    QUESTION = "question"
    ANSWER = "answer"
    LINE = "line"
    THANKS = "thanks"


class Ruling(StrEnum):
    """What a moderator decided on a report."""

    KEEP = "keep"
    REMOVE = "remove"
    WARN = "warn"
    SUSPEND = "suspend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Words somebody reported, as they were then. Only moderators see one."""

    id: ReportId
    thread: ThreadId
    about: About
    item: str  # the id of the answer or the line; "" for the question
    reporter: PersonId  # "" once they are forgotten
    reported: PersonId
    words: str
    at: datetime
    kept_until: datetime
    ruling: Ruling | None = None
    by: str = ""  # who decided: an id, or the name given to the command
    note: str = ""
    decided: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something an administrator or moderator did, for the log of such acts."""

    who: str
    what: str
    about: str = ""  # an id
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A question that went to nobody, or that was asked all the same: counted by topic and day."""

    topic: str
    objected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel or a group chat the bot is in. It holds nothing of any person.

    An administrator says whether questions are posted there.
    """

    id: str  # the conversation, without the message that a reply hangs from
    kind: str  # "channel" or "groupChat"
    service_url: str
    bot: str
    team: str = ""  # of a channel: the team's conversation
    name: str = ""
    seen: datetime
    used: bool = False  # whether questions are posted there
    skills: tuple[SkillId, ...] = ()  # that it is for; none: it is for all

    @property
    def address(self) -> Address:
        """How to begin something new there: nobody's own conversation, addressed to nobody."""
        return Address(service_url=self.service_url, conversation=self.id, user="", bot=self.bot)


class Door(StrEnum):
    """What a key opens."""

    SIGN_IN = "sign_in"  # a link, once
    CONSOLE = "console"  # a session


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What lets somebody in for a while. Only the digest of its secret is known."""

    id: str
    door: Door
    person: PersonId
    digest: str
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """That somebody was shown who asked an anonymous question. Appended to, never changed."""

    id: str
    thread: ThreadId
    learner: PersonId  # "" once they are forgotten
    who: PersonId  # to whom
    login: str  # of whoever ran the command
    why: str  # "" once the learner is forgotten
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof that something that arrived was handled, and the answer it got."""

    person: PersonId
    keys: tuple[str, ...]  # the activity, and its effect; the first is the activity's
    reply: Mapping[str, Any] | None = None  # the body for a re-sent invoke


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often one mentor may be asked."""

    per_day: int
    rest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything one transaction changes. Pairs are before and after; before None is new."""

    threads: tuple[tuple[Thread | None, Thread], ...] = ()
    people: tuple[tuple[Person | None, Person], ...] = ()
    jobs: tuple[Job, ...] = ()
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
