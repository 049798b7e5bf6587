"""What is shown of an offer, of answers and of what follows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Answer, Offer, PostingId, Tapped, Thread
from storage.change import Report
from teams_bot.outcomes.parts import Names, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """The mentor's card after a press: taken, answered, passed, or somebody was faster."""

    thread: Thread
    offer: Offer
    names: Names
    zone: str
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShown:
    """To somebody who answered a posted question: their answer, and the others' once open."""

    thread: Thread
    posting: PostingId
    me: PersonId
    names: Names
    notice: str = ""
    hidden: frozenset[PersonId] = frozenset()  # whose words they do not want to see


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedShown:
    """To the learner: all answers to the posted question together."""

    thread: Thread
    posting: PostingId
    names: Names
    nonce: str
    notice: str = ""
    unsent: str = ""  # a line that could not be sent from the card that was pressed
    hidden: frozenset[PersonId] = frozenset()  # whose words they do not want to see


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The learner's verdict was kept, or an earlier one stands."""

    thread: Thread
    answer: Answer
    next: str
    names: Names
    verdict: Verdict = Verdict.KEPT
    nonce: str = ""  # for a line to whoever answered
    hidden: frozenset[PersonId] = frozenset()  # as of `CombinedShown`
    tapped: Tapped | None = None  # in one tap, instead of in the fields


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedAsked:
    """To a learner who said thanks while an answer is fresh: whether it solved it."""

    thread: Thread
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """A line went to the other side; the field is there for the next one, or for one not sent."""

    thread: Thread
    names: Names
    me: PersonId
    to: PersonId
    nonce: str
    unsent: str = ""  # the line, where it could not be sent from the card that was pressed
    waits: bool = False  # for the hours of whoever gets it
    hidden: frozenset[PersonId] = frozenset()  # as of `CombinedShown`


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShown:
    """A report as a moderator sees it, and how many wait."""

    report: Report
    names: Names
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestShown:
    """The questions that wait on somebody's skills, to choose from; learners are not among it."""

    threads: tuple[Thread, ...]  # the oldest first
    labels: Mapping[SkillId, str]  # of their topics
    now: datetime
    notice: str = ""
