"""A text before it is a question, and what may become of it instead."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from matching.model import PersonId
from matching.thread import AnswerId, Place, ThreadId

DraftId = NewType("DraftId", str)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A question that went to nobody, or that was asked all the same: counted by topic and day."""

    topic: str
    objected: bool = False
