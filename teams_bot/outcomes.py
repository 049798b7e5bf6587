"""What an action came to: the change to be written, and what to tell. Cards draw these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from matching.giveaway import Clue
from matching.model import PersonId
from matching.off_limits import OffLimits
from matching.skills import SkillId
from matching.thread import Answer, Offer, PostingId, Thread
from matching.waits import Estimate
from storage.change import Change, Draft, DraftId, Person, Report

Names = Mapping[PersonId, str]


class Verdict(StrEnum):
    """What became of a verdict."""

    KEPT = "kept"
    CHANGED = "changed"  # another one was kept before
    SAME = "same"
    FINAL = "final"  # the answer was reported: its rating stays as it was then


class NotAllowed(Exception):  # noqa: N818 - an answer to a person, not a fault
    """You may not, or not like this; the text is what the person sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What may be said of how long an answer takes from now on."""

    found: Estimate | None  # None: too few questions so far
    asking: bool = False  # nobody was asked yet
    waited: float = 0.0  # minutes since the asking
    opens: datetime | None = None  # when somebody can first read it, if that is to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Nothing to say here: the outbox speaks, or nobody has to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One sentence in place of the pressed card: nothing is left to be pressed there."""

    sentence: str
    title: str = ""  # above the sentence; without one the sentence is the title


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpShown:
    """The help card."""

    me: Person
    ask_join: bool
    wait: Wait | None = None
    hides: bool = False  # whether questions may be asked without a name


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsShown:
    """The person's latest questions."""

    threads: tuple[Thread, ...]
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsShown:
    """What the person may be asked about, editable."""

    me: Person
    labels: Mapping[SkillId, str]
    saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAsked:
    """Asked once more before anything is erased; the press spends the draft."""

    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """A text that waits for a press: as one question, or as several, or only its words."""

    draft: Draft
    attachment: bool = False
    hides: bool = False  # whether it may be sent without the author's name


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichShown:
    """A text that may be an answer, a follow-up or a new question: the person is asked which."""

    draft: Draft
    threads: tuple[Thread, ...]
    me: PersonId
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past question with an answer to it, as somebody else may see it."""

    thread: Thread
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarShown:
    """Answers to similar questions, before anybody is asked; the draft holds the question."""

    draft: Draft
    past: tuple[Past, ...]  # likest first
    names: Names
    now: datetime
    wait: Wait | None = None  # should somebody be asked
    hides: bool = False  # whether it may be asked without the author's name


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningShown:
    """Words that would tell who asks, before they are sent; the draft holds them."""

    draft: Draft
    clues: tuple[Clue, ...]
    each: bool = False  # whether its questions are sent one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedShown:
    """A past answer was enough; the draft holds the question, should it not be after all."""

    draft: Draft
    past: Past
    names: Names
    now: datetime
    asked_again: bool  # whether the learner is asked later if it truly was


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What a question is about, and what it may be about, as labels by skill."""

    named: Mapping[SkillId, str] = field(default_factory=dict)
    offered: Mapping[SkillId, str] = field(default_factory=dict)  # the named ones first


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """The mentor's card after a press: taken, answered, passed, or somebody was faster."""

    thread: Thread
    offer: Offer
    names: Names
    zone: str
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The learner's verdict was kept, or an earlier one stands."""

    thread: Thread
    answer: Answer
    next: str
    names: Names
    verdict: Verdict = Verdict.KEPT
    nonce: str = ""  # for a line, where several answers are on the card


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """A line went to the other side; the field is there for the next one, or for one not sent."""

    thread: Thread
    names: Names
    me: PersonId
    to: PersonId
    nonce: str
    unsent: str = ""  # the line, where it could not be sent from the card that was pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusShown:
    """The learner's own question, after a press."""

    thread: Thread
    names: Names
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffLimitsShown:
    """A question, or its new words, that belongs to a proper contact; nothing of it was kept."""

    topic: OffLimits
    objection: DraftId | None = None  # under which its learner may say that it is not about that
    stays: bool = False  # it was asked before in other words, and stays as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShown:
    """A report as a moderator sees it, and how many wait."""

    report: Report
    names: Names
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogShown:
    """The dialog on a message, empty or with what was written there and why it was not sent."""

    question: str
    quote: str  # whole: the card cuts it, and says so
    question_max: int
    quote_max: int
    choice: bool  # whether the answer may go back to the conversation
    here: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShown:
    """To somebody who answered a posted question: their answer, and the others' once open."""

    thread: Thread
    posting: PostingId
    me: PersonId
    names: Names
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedElsewhere:
    """What became of a question that was asked outside the personal chat."""

    how: str  # "asked", "similar", "draft" or "nobody"
    me: Person
    bot: str
    thread: Thread | None = None
    dialog: bool = False
    add: str = ""  # where the app can be added


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedShown:
    """To the learner: all answers to the posted question together."""

    thread: Thread
    posting: PostingId
    names: Names
    nonce: str
    notice: str = ""
    unsent: str = ""  # a line that could not be sent from the card that was pressed


Outcome = (
    Silent
    | Told
    | Done
    | HelpShown
    | QuestionsShown
    | SkillsShown
    | ForgetAsked
    | DraftShown
    | WhichShown
    | SolvedShown
    | OfferShown
    | Finished
    | FollowedUp
    | StatusShown
    | OffLimitsShown
    | ReportShown
    | DialogShown
    | AskedElsewhere
    | OwnShown
    | CombinedShown
    | WarningShown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The result of read and think: what to write, and what to tell once it is written."""

    outcome: Outcome
    change: Change = field(default_factory=Change)
    me: Person | None = None  # the person who acts, where the action changed them
    keys: tuple[str, ...] = ()  # further reasons why this happens only once
    private: bool = False  # what is said is kept no longer than until it has left
