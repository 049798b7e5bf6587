"""What a thread is made of: offers, answers, lines between learner and mentor."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NewType

from matching.model import PersonId
from matching.skills import SkillId
from matching.sources import Source
from matching.thread.states import LIVE, OfferState, Rating

ThreadId = NewType("ThreadId", str)
OfferId = NewType("OfferId", str)
AnswerId = NewType("AnswerId", str)
PostingId = NewType("PostingId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A thread offered to one mentor."""

    id: OfferId
    mentor: PersonId
    rung: int
    state: OfferState = OfferState.SENT
    due: datetime  # when the card may leave: at once, or the mentor's next opening
    reacted: datetime | None = None  # the first take, pass or answer
    claimed: datetime | None = None
    withdrawn: datetime | None = None  # where the move that withdrew it knew the time
    source: Source = Source.PEER  # of the rung it belongs to
    undelivered: str = ""  # a code: why its card never arrived
    suggestion: str = ""  # somebody better, in the mentor's words
    reason: str = ""  # why the mentor passed
    outside: bool = False  # it leaves the organisation by mail, without names
    own_choice: bool = False  # of the mentor, who found it in their digest
    wrap_up: str = ""  # what came of it, as a code of the rule `wrap_up_codes`

    @property
    def live(self) -> bool:
        """Whether the offer counts as load."""
        return self.state in LIVE

    @property
    def was_asked(self) -> bool:
        """Whether the mentor was asked: not when its card never arrived, or was not due yet."""
        if self.reacted is not None:
            return True
        early = self.withdrawn is not None and self.withdrawn < self.due
        return not early and not self.undelivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A thread shown where somebody may volunteer: a desk's queue, a channel, peers' digests."""

    id: PostingId
    source: Source
    place: str  # what the source calls the place
    rung: int
    due: datetime  # when it may be shown
    answers: int = 1  # that are waited for
    open: bool = True  # whether the question still waits for it
    opened: datetime | None = None  # when the sealed answers were shown, all at once
    early: bool = False  # and that was before the time was up
    undelivered: str = ""  # a code: why its card never arrived, or is gone

    @property
    def in_digests(self) -> bool:
        """Whether it stands in the digests of peers, and has no card of its own."""
        return self.source is Source.PEER


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of one mentor, with the learner's verdict."""

    id: AnswerId
    offer: OfferId
    mentor: PersonId
    text: str
    at: datetime
    rating: Rating | None = None
    minutes_saved: int | None = None
    thanks: str = ""
    thanked: bool = False  # its mentor was told of thanks or good news; so it stays
    good_news: bool = False  # and that it solved the question; so it stays
    reported: bool = False
    late: bool = False  # given where it was posted, after the seal was opened or time was up
    standing: float | None = None  # chance of a good answer, by the ratings when it was given
    # given by `storage.evidence` alone, when the answer is kept; no part of what an answer is:
    position: int | None = field(default=None, compare=False)  # among the organisation's answers
    skills: tuple[SkillId, ...] = field(default=(), compare=False)  # it counted for

    def judged(
        self, rating: Rating, minutes_saved: int | None, thanks: str, *, reported: bool
    ) -> "Answer":
        """Record the learner's verdict; a later one keeps what it leaves out, and the report."""
        return replace(
            self,
            rating=rating,
            minutes_saved=self.minutes_saved if minutes_saved is None else minutes_saved,
            thanks=thanks or self.thanks,
            reported=reported or self.reported,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One line between learner and mentor after the answer or the claim."""

    id: str
    sender: PersonId
    recipient: PersonId
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """What somebody who answered says of the others: the same as one, or still their own."""

    mentor: PersonId
    answer: AnswerId  # of somebody else: it says the same; their own: they stand by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What somebody who answered has against the joint answer."""

    mentor: PersonId
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One answer in the name of several: one writes it, the others confirm or object."""

    posting: PostingId  # whose answers it joins
    writer: PersonId
    asked: datetime
    text: str = ""
    at: datetime | None = None  # when it was written
    confirmed: tuple[PersonId, ...] = ()
    objections: tuple[Objection, ...] = ()
