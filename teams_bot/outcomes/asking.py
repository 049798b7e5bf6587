"""What is shown of a question: before it is asked, where it was asked, and as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from matching.giveaway import Clue
from matching.model import PersonId
from matching.off_limits import OffLimits
from matching.thread import Thread
from storage.change import Draft, DraftId, Person
from teams_bot.outcomes.parts import Names, Past, Wait


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
class Unsent:
    """A press whose words were not taken: they wait in a field of the reply, and nowhere else."""

    verb: Literal["cast", "write_joint", "object_joint"]
    data: Mapping[str, str]
    name: str  # of the field
    text: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OffLimitsShown:
    """Words that belong to a proper contact; nothing of them was kept."""

    topic: OffLimits
    objection: DraftId | None = None  # under which its learner may say that it is not about that
    stays: bool = False  # it was asked before in other words, and stays as it was
    several: bool = False  # an answer that several would have read
    unsent: Unsent | None = None  # under which its author may say that it is not about that


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
class AskedElsewhere:
    """What became of a question that was asked outside the personal chat."""

    how: str  # "asked", "similar", "draft" or "nobody"
    me: Person
    bot: str
    thread: Thread | None = None
    dialog: bool = False
    add: str = ""  # where the app can be added


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsShown:
    """The person's latest questions."""

    threads: tuple[Thread, ...]
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusShown:
    """The learner's own question, after a press."""

    thread: Thread
    names: Names
    zone: str
