"""The thread: what it holds, and the moves on it."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from matching.model import PersonId, Shortlist
from matching.skills import NAMED_WEIGHT, SkillId
from matching.thread.parts import (
    Answer,
    AnswerId,
    FollowUp,
    Joint,
    Offer,
    OfferId,
    Posting,
    PostingId,
    Stance,
    ThreadId,
)
from matching.thread.place import Place
from matching.thread.states import (
    LEGAL,
    LIVE,
    REACTIONS,
    REFUTES,
    IllegalMove,
    Move,
    OfferState,
    Rating,
    State,
)
from matching.waits import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One question and everything that came of it. Saved as one unit under its revision."""

    id: ThreadId
    learner: PersonId
    text: str
    skills: Mapping[SkillId, float] = field(default_factory=dict)
    skills_chosen: bool = False  # by the learner, whatever the text names
    created: datetime
    origin: str = ""  # the activity the question arrived in, for edits and deletions
    anonymous: bool = False  # whether nobody but the learner may see who asks
    seed: int = 0
    state: State = State.OPEN
    rung: int = 0  # the newest, counted from 1 over the thread's whole life
    next_place: int = 0  # in the ladder, of the rung that is climbed next
    rung_ends: datetime | None = None
    claim_ends: datetime | None = None
    offers: tuple[Offer, ...] = ()
    answers: tuple[Answer, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    postings: tuple[Posting, ...] = ()
    sealed: tuple[Answer, ...] = ()  # nobody sees these before the others are in, or time is up
    stances: tuple[Stance, ...] = ()  # one a person, the newest
    joint: Joint | None = None
    shortlists: tuple[Shortlist, ...] = ()  # in the order in which they were made
    ended: datetime | None = None
    inferred: bool = False  # closed by the service, as nobody wrote; nobody said that it is over
    revision: int = 0
    inside: bool = False  # the learner keeps it within the organisation
    kept_out: bool = False  # the learner keeps it out of channels
    promise: Promise | None = None  # of the wait, as it was told at the asking
    reported: bool = False  # its question; never shown to others from then on
    cleared: tuple[str, ...] = ()  # topics off limits that it is not about, says the learner
    place: Place | None = None  # where it was asked; None: in the personal chat

    # ---- looking

    def offer_of(self, offer: OfferId) -> Offer | None:
        """Find an offer by its id."""
        return next((each for each in self.offers if each.id == offer), None)

    def answer_of(self, answer: AnswerId) -> Answer | None:
        """Find an answer by its id."""
        return next((each for each in self.answers if each.id == answer), None)

    @property
    def claim(self) -> Offer | None:
        """The offer that holds the question now."""
        return next((each for each in self.offers if each.state is OfferState.TAKEN), None)

    @property
    def live_offers(self) -> tuple[Offer, ...]:
        """Offers that still count as somebody's load."""
        return tuple(each for each in self.offers if each.live)

    @property
    def asked(self) -> frozenset[PersonId]:
        """Everybody who ever had an offer of this thread."""
        return frozenset(each.mentor for each in self.offers)

    def may(self, move: Move) -> bool:
        """Whether a move is legal as the thread stands."""
        return self.state in LEGAL[move] and not (self.stated and move in REFUTES)

    @property
    def stated(self) -> bool:
        """Whether its learner said that it is over, and the service did not only presume so."""
        return self.state is State.CLOSED and not self.inferred

    @property
    def takes_lines(self) -> bool:
        """Whether learner and mentor may write to each other: one answered, or holds it."""
        spoken = bool(self.answers) or self.claim is not None
        return spoken and self.may(Move.FOLLOW_UP)

    @property
    def waits(self) -> bool:
        """Whether anybody may still react: somebody was asked, or it stands where people look."""
        return bool(self.live_offers) or any(each.open for each in self.postings)

    @property
    def quiet_since(self) -> datetime:
        """When somebody wrote last: the newest answer or line; else, when it was asked."""
        spoken = [each.at for each in self.answers] + [each.at for each in self.follow_ups]
        return max(spoken, default=self.created)

    @property
    def latest(self) -> tuple[Answer, ...]:
        """The answers of the newest rung that has any: what an earlier search gave is over."""
        rungs = {each.id: each.rung for each in self.offers}
        newest = max((rungs.get(each.offer, 0) for each in self.answers), default=0)
        return tuple(each for each in self.answers if rungs.get(each.offer, 0) == newest)

    @property
    def unsaid(self) -> bool:
        """Whether it is answered, and its learner has said nothing of what was answered."""
        said = any(each.rating is not None or each.reported for each in self.latest)
        return self.state is State.ANSWERED and not said

    def posting_of(self, posting: PostingId) -> Posting | None:
        """Find a posting by its id."""
        return next((each for each in self.postings if each.id == posting), None)

    # ---- moves

    def offer(
        self,
        offers: tuple[Offer, ...],
        shortlist: Shortlist,
        ends: datetime,
        *,
        place: int = 0,
        passed_over: tuple[Shortlist, ...] = (),
    ) -> "Thread":
        """Climb to the rung at `place` of the ladder: offer the thread to a shortlist's picks.

        `passed_over` are those of the rungs before it on which nobody could be asked.
        """
        made = self._made_for_next((*passed_over, shortlist))
        return self._move(
            Move.OFFER,
            State.OPEN,
            rung=self.rung + 1,
            next_place=place + 1,
            rung_ends=ends,
            offers=self.offers + offers,
            shortlists=self.shortlists + made,
        )

    def post(
        self,
        posting: Posting,
        ends: datetime,
        *,
        place: int = 0,
        passed_over: tuple[Shortlist, ...] = (),
    ) -> "Thread":
        """Climb to the rung at `place` of the ladder: show the thread where people look."""
        return self._move(
            Move.POST,
            State.OPEN,
            rung=self.rung + 1,
            next_place=place + 1,
            rung_ends=ends,
            postings=(*self.postings, posting),
            shortlists=self.shortlists + self._made_for_next(passed_over),
        )

    def also_post(self, posting: Posting) -> "Thread":
        """Show the thread where people look as well; the rung it stands on goes on."""
        return self._move(Move.POST, State.OPEN, postings=(*self.postings, posting))

    def volunteer(
        self, posting: PostingId | None, offer: Offer, now: datetime, lock: timedelta
    ) -> "Thread":
        """Claim a thread for somebody who came by; what they hold is an offer like others.

        They found it where it is posted, or in their digest (None). Who holds an offer already
        takes that.
        """
        self._check(Move.VOLUNTEER, State.TAKEN)
        found = None if posting is None else self.posting_of(posting)
        if posting is not None and (found is None or not found.open):
            raise IllegalMove(Move.VOLUNTEER, self.state, "it is not posted there any more")
        if offer.mentor == self.learner or any(
            each.mentor == offer.mentor for each in self.live_offers
        ):
            raise IllegalMove(Move.VOLUNTEER, self.state, "this person has it already")
        held = replace(
            offer,
            state=OfferState.TAKEN,
            source=offer.source if found is None else found.source,
            own_choice=found is None,
            reacted=now,
            claimed=now,
        )
        taken = self._move(Move.VOLUNTEER, State.TAKEN, offers=(*self.offers, held))
        return replace(taken, claim_ends=now + lock)

    def take(self, offer: OfferId, now: datetime, lock: timedelta) -> "Thread":
        """Claim the thread for the mentor of `offer` for as long as the lock holds."""
        taken = self._react(
            Move.TAKE, State.TAKEN, offer, now, state=OfferState.TAKEN, claimed=now
        )
        return replace(taken, claim_ends=now + lock)

    def pass_on(self, offer: OfferId, now: datetime, suggestion: str, reason: str) -> "Thread":
        """Decline an offer, with somebody better and a reason if there is one."""
        words = {"suggestion": suggestion, "reason": reason}
        held = self.claim is not None and self.claim.id == offer
        return self._react(
            Move.PASS,
            self._freed(held=held),
            offer,
            now,
            state=OfferState.PASSED,
            **{name: text for name, text in words.items() if text},
        )

    def answer(self, answer: Answer, now: datetime) -> "Thread":
        """Record an answer; the first one withdraws the offers that nobody took.

        Whoever was asked may answer once, also after passing or running out of time.
        """
        answered = self._react(
            Move.ANSWER, State.ANSWERED, answer.offer, now, state=OfferState.ANSWERED
        )
        return replace(
            answered,
            offers=_withdrawn(answered.offers, {OfferState.SENT}, now),
            answers=(*self.answers, *by_standing(self.sealed), answer),
            sealed=(),
            postings=opened_at(self, now) if self.sealed else _taken_down(self.postings),
            rung_ends=None,
            ended=None,
            inferred=False,
        )

    def wait(self, ends: datetime) -> "Thread":
        """Give the rung more time: nobody on it was reached yet."""
        return self._move(Move.WAIT, State.OPEN, rung_ends=ends)

    def rung_over(self) -> "Thread":
        """Let the offers of the rung lapse that nobody reacted to, and take postings down."""
        self._unsealed(Move.RUNG_OVER)
        lapsed = _expired(self.offers, OfferState.SENT)
        down = _taken_down(self.postings)
        return self._move(Move.RUNG_OVER, State.OPEN, offers=lapsed, postings=down)

    def claim_over(self) -> "Thread":
        """Take the question back from a mentor whose lock ran out."""
        lapsed = _expired(self.offers, OfferState.TAKEN)
        return self._move(Move.CLAIM_OVER, self._freed(held=True), offers=lapsed)

    def exhaust(self, now: datetime, *passed_over: Shortlist) -> "Thread":
        """Give up: there is nobody left to ask."""
        return self._move(
            Move.EXHAUST,
            State.UNANSWERED,
            offers=_expired(self.offers, OfferState.SENT),
            postings=_taken_down(self.postings),
            shortlists=self.shortlists + self._made_for_next(passed_over),
            rung_ends=None,
            ended=now,
        )

    def finish(
        self,
        answer: AnswerId,
        now: datetime,
        *,
        rating: Rating,
        minutes_saved: int | None,
        thanks: str,
        reported: bool,
    ) -> "Thread":
        """Record the verdict on one answer and end the thread."""
        judged = self._judge(
            Move.FINISH,
            State.CLOSED,
            answer,
            lambda each: each.judged(rating, minutes_saved, thanks, reported=reported),
        )
        return replace(
            judged,
            offers=_withdrawn(self.offers, LIVE, now),
            postings=_taken_down(self.postings),
            claim_ends=None,
            rung_ends=None,
            ended=now if self.inferred else self.ended or now,
            inferred=False,
        )

    def presume(self, now: datetime) -> "Thread":
        """End an answered thread of which nobody said anything for long. It says nothing of it."""
        return self._move(
            Move.PRESUME,
            State.CLOSED,
            offers=_withdrawn(self.offers, LIVE, now),
            postings=_taken_down(self.postings),
            ended=now,
            inferred=True,
        )

    def again(
        self, answer: AnswerId, *, rating: Rating, minutes_saved: int | None, thanks: str
    ) -> "Thread":
        """Record the verdict on one answer and open the thread for other mentors."""
        judged = self._judge(
            Move.AGAIN,
            State.OPEN,
            answer,
            lambda each: each.judged(rating, minutes_saved, thanks, reported=False),
        )
        return replace(
            judged,
            offers=_withdrawn(self.offers, LIVE, None),
            postings=_taken_down(self.postings),
            claim_ends=None,
            next_place=0,
            ended=None,
            inferred=False,
        )

    def rate(
        self, answer: AnswerId, *, rating: Rating, minutes_saved: int | None, thanks: str
    ) -> "Thread":
        """Record the verdict on one answer, and nothing else."""
        return self._judge(
            Move.RATE,
            self.state,
            answer,
            lambda each: each.judged(rating, minutes_saved, thanks, reported=False),
        )

    def follow_up(self, line: FollowUp) -> "Thread":
        """Add one line between learner and a mentor who answered, or who holds the question."""
        if not self.takes_lines:
            raise IllegalMove(Move.FOLLOW_UP, self.state)
        return self._move(Move.FOLLOW_UP, self.state, follow_ups=(*self.follow_ups, line))

    def edit(self, text: str) -> "Thread":
        """Reword a question that nobody has taken yet, or answered."""
        self._unsealed(Move.EDIT)
        return self._move(Move.EDIT, State.OPEN, text=text)

    def choose(self, skills: Iterable[SkillId]) -> "Thread":
        """Let the learner say what the question is about; each counts fully."""
        self._unsealed(Move.EDIT)
        return self._move(
            Move.EDIT, State.OPEN, skills=dict.fromkeys(skills, NAMED_WEIGHT), skills_chosen=True
        )

    def answer_in(self, place: Place | None) -> "Thread":
        """Say where the first answer is posted, or that the place is not known any more."""
        return replace(self, place=place, revision=self.revision + 1)

    def search_anew(self, now: datetime) -> "Thread":
        """Begin another search, as the question is about something else now.

        Who was asked may still answer; who was not asked yet never is.
        """
        early = tuple(
            _withdrawn([each], {OfferState.SENT}, now)[0] if each.due > now else each
            for each in self.offers
        )
        lapsed = _expired(early, OfferState.SENT)
        down = _taken_down(self.postings)
        return self._move(Move.EDIT, State.OPEN, offers=lapsed, postings=down, next_place=0)

    def cancel(self, now: datetime) -> "Thread":
        """End the thread at the learner's wish."""
        gone = _withdrawn(self.offers, LIVE, now)
        down = _taken_down(self.postings)
        return self._move(
            Move.CANCEL, State.CANCELLED, offers=gone, postings=down, rung_ends=None, ended=now
        )

    def drop_mentor(self, mentor: PersonId) -> "Thread":
        """Withdraw the live offers of somebody who left, cannot be reached or was forgotten."""
        held = self.claim is not None and self.claim.mentor == mentor
        kept = (
            _withdrawn([each], LIVE, None)[0] if each.mentor == mentor else each
            for each in self.offers
        )
        return self._move(Move.DROP_MENTOR, self._freed(held=held), offers=tuple(kept))

    def drop_offer(self, offer: OfferId, now: datetime, why: str) -> "Thread":
        """Withdraw an offer whose card never arrived; the mentor's record knows nothing of it."""
        dropped = (
            replace(_withdrawn([each], LIVE, now)[0], undelivered=why)
            if each.id == offer
            else each
            for each in self.offers
        )
        return self._move(Move.DROP_MENTOR, self.state, offers=tuple(dropped))

    def keep_inside(self, now: datetime) -> "Thread":
        """Let the question not leave the organisation; what would have, or has, is withdrawn."""
        leaving = {each.id for each in self.live_offers if each.outside}
        held = self.claim is not None and self.claim.outside
        kept = (
            _withdrawn([each], LIVE, now)[0] if each.id in leaving else each
            for each in self.offers
        )
        to = self._freed(held=held)
        return self._move(Move.DROP_MENTOR, to, offers=tuple(kept), inside=True)

    def wrap_up(self, offer: OfferId, code: str) -> "Thread":
        """Note with a code what came of an offer; a later one takes its place."""
        offers = (
            replace(each, wrap_up=code) if each.id == offer else each for each in self.offers
        )
        return self._move(Move.WRAP_UP, self.state, offers=tuple(offers))

    def check(self, move: Move) -> None:
        """Refuse a move that is legal in other states only."""
        if not self.may(move):
            raise IllegalMove(move, self.state)

    def become(self, move: Move, to: State, **changes: object) -> "Thread":
        """Make one of the moves that have a module of their own."""
        return self._move(move, to, **changes)

    # ---- helpers

    def _unsealed(self, move: Move) -> None:
        """Refuse a move that would leave sealed answers behind, or change what they answer."""
        self.check(move)
        if self.sealed:
            raise IllegalMove(move, self.state, "answers to it are sealed")

    def _made_for_next(self, shortlists: Iterable[Shortlist]) -> tuple[Shortlist, ...]:
        return tuple(replace(each, rung=self.rung + 1) for each in shortlists)

    def _move(self, move: Move, to: State, **changes: object) -> "Thread":
        self._check(move, to)
        changes |= {"state": to, "revision": self.revision + 1}
        moved = replace(self, **changes)  # type: ignore[arg-type]
        return moved if moved.claim else replace(moved, claim_ends=None)

    def _check(self, move: Move, to: State) -> None:
        if to not in LEGAL[move].get(self.state, frozenset()) or not self.may(move):
            raise IllegalMove(move, self.state)

    def _freed(self, *, held: bool) -> State:
        """Give the state when a mentor lets go who held the claim, or did not."""
        return State.OPEN if held and self.state is State.TAKEN else self.state

    def _react(
        self, move: Move, to: State, offer: OfferId, now: datetime, **changes: Any
    ) -> "Thread":
        """Let a mentor react to an offer, if the thread and this offer still let them."""
        self._check(move, to)
        mine = self.offer_of(offer)
        if mine is None:
            raise IllegalMove(move, self.state, "the thread has no such offer")
        if mine.state not in REACTIONS[move]:
            raise IllegalMove(move, self.state, f"the offer is {mine.state}")
        reacted = replace(mine, reacted=mine.reacted or now, **changes)
        offers = (reacted if each.id == offer else each for each in self.offers)
        return self._move(move, to, offers=tuple(offers))

    def _judge(
        self, move: Move, to: State, answer: AnswerId, judged: Callable[[Answer], Answer]
    ) -> "Thread":
        self._check(move, to)
        if self.answer_of(answer) is None:
            raise IllegalMove(move, self.state, "the thread has no such answer")
        answers = (judged(each) if each.id == answer else each for each in self.answers)
        return self._move(move, to, answers=tuple(answers))


def by_standing(sealed: Iterable[Answer]) -> tuple[Answer, ...]:
    """Order answers: the best record on the topic first, then who answered first."""
    return tuple(sorted(sealed, key=lambda each: (-(each.standing or 0.0), each.at, each.id)))


def opened_at(thread: Thread, now: datetime) -> tuple[Posting, ...]:
    """Take postings down whose sealed answers are shown now."""
    early = thread.rung_ends is not None and now < thread.rung_ends
    return tuple(
        replace(each, open=False, opened=now, early=early) if each.open else each
        for each in thread.postings
    )


def _taken_down(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    return tuple(replace(each, open=False) if each.open else each for each in postings)


def _withdrawn(
    offers: Iterable[Offer], states: AbstractSet[OfferState], now: datetime | None
) -> tuple[Offer, ...]:
    return tuple(
        replace(each, state=OfferState.WITHDRAWN, withdrawn=now) if each.state in states else each
        for each in offers
    )


def _expired(offers: Iterable[Offer], lapsing: OfferState) -> tuple[Offer, ...]:
    return tuple(
        replace(each, state=OfferState.EXPIRED) if each.state is lapsing else each
        for each in offers
    )
