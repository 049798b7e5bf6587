"""Where a thread and its offers may stand, and the table of legal moves between."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a thread stands."""

    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"
    UNANSWERED = "unanswered"
    CANCELLED = "cancelled"


class OfferState(StrEnum):
    """Where an offer stands. Live offers count as the mentor's load."""

    SENT = "sent"
    TAKEN = "taken"
    PASSED = "passed"
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


WAITING: Final = frozenset({State.OPEN, State.TAKEN})  # counts as a learner's open question
LIVE: Final = frozenset({OfferState.SENT, OfferState.TAKEN})


class Rating(StrEnum):
    """The learner's verdict on one answer."""

    GREAT = "great"
    GOOD = "good"
    OKAY = "okay"
    NOT_HELPFUL = "not_helpful"


RATING_POINTS: Final[Mapping[Rating, float]] = {
    Rating.GREAT: 1.0,
    Rating.GOOD: 0.75,
    Rating.OKAY: 0.4,
    Rating.NOT_HELPFUL: 0.0,
}


class Tapped(StrEnum):
    """The learner's verdict on one answer in one tap: whether it solved the question."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT_HELPED = "not_helped"


SOLVED: Final = frozenset({Rating.GREAT, Rating.GOOD})  # good news for whoever answered


class Move(StrEnum):
    """What may happen to a thread."""

    OFFER = "offer"
    POST = "post"
    VOLUNTEER = "volunteer"
    TAKE = "take"
    PASS = "pass"  # noqa: S105 - a word of the domain, not a password
    ANSWER = "answer"
    WAIT = "wait"
    RUNG_OVER = "rung_over"
    CLAIM_OVER = "claim_over"
    EXHAUST = "exhaust"
    FINISH = "finish"
    AGAIN = "again"
    PRESUME = "presume"
    RATE = "rate"
    FOLLOW_UP = "follow_up"
    EDIT = "edit"
    CANCEL = "cancel"
    DROP_MENTOR = "drop_mentor"
    WRAP_UP = "wrap_up"
    CAST = "cast"
    UNSEAL = "unseal"
    TAKE_DOWN = "take_down"
    STAND = "stand"
    ASK_JOINT = "ask_joint"
    WRITE_JOINT = "write_joint"
    JUDGE_JOINT = "judge_joint"


LEGAL: Final[Mapping[Move, Mapping[State, frozenset[State]]]] = {
    # move: {from: to}
    Move.OFFER: {State.OPEN: frozenset({State.OPEN})},
    Move.POST: {State.OPEN: frozenset({State.OPEN})},
    Move.VOLUNTEER: {State.OPEN: frozenset({State.TAKEN})},
    Move.TAKE: {State.OPEN: frozenset({State.TAKEN})},
    Move.PASS: {
        State.OPEN: frozenset({State.OPEN}),
        State.TAKEN: frozenset({State.OPEN, State.TAKEN}),
        State.ANSWERED: frozenset({State.ANSWERED}),
        State.UNANSWERED: frozenset({State.UNANSWERED}),
    },
    Move.ANSWER: {
        State.OPEN: frozenset({State.ANSWERED}),
        State.TAKEN: frozenset({State.ANSWERED}),
        State.ANSWERED: frozenset({State.ANSWERED}),
        State.CLOSED: frozenset({State.ANSWERED}),
        State.UNANSWERED: frozenset({State.ANSWERED}),
    },
    Move.WAIT: {State.OPEN: frozenset({State.OPEN})},
    Move.RUNG_OVER: {State.OPEN: frozenset({State.OPEN})},
    Move.CLAIM_OVER: {
        State.TAKEN: frozenset({State.OPEN}),
        State.ANSWERED: frozenset({State.ANSWERED}),
    },
    Move.EXHAUST: {State.OPEN: frozenset({State.UNANSWERED})},
    Move.FINISH: {  # open, taken, unanswered: asked again, and content with the first answer
        State.OPEN: frozenset({State.CLOSED}),
        State.TAKEN: frozenset({State.CLOSED}),
        State.ANSWERED: frozenset({State.CLOSED}),
        State.CLOSED: frozenset({State.CLOSED}),
        State.UNANSWERED: frozenset({State.CLOSED}),
    },
    Move.AGAIN: {State.ANSWERED: frozenset({State.OPEN}), State.CLOSED: frozenset({State.OPEN})},
    Move.PRESUME: {State.ANSWERED: frozenset({State.CLOSED})},
    Move.RATE: {  # open, taken, unanswered: asked again; the rating is of an earlier answer
        State.OPEN: frozenset({State.OPEN}),
        State.TAKEN: frozenset({State.TAKEN}),
        State.ANSWERED: frozenset({State.ANSWERED}),
        State.CLOSED: frozenset({State.CLOSED}),
        State.UNANSWERED: frozenset({State.UNANSWERED}),
    },
    Move.FOLLOW_UP: {  # open, unanswered: asked again; the line is about an earlier answer
        State.OPEN: frozenset({State.OPEN}),
        State.TAKEN: frozenset({State.TAKEN}),
        State.ANSWERED: frozenset({State.ANSWERED}),
        State.CLOSED: frozenset({State.CLOSED}),
        State.UNANSWERED: frozenset({State.UNANSWERED}),
    },
    Move.EDIT: {State.OPEN: frozenset({State.OPEN})},
    Move.CANCEL: {
        State.OPEN: frozenset({State.CANCELLED}),
        State.TAKEN: frozenset({State.CANCELLED}),
        State.UNANSWERED: frozenset({State.CANCELLED}),
    },
    Move.DROP_MENTOR: {
        State.OPEN: frozenset({State.OPEN}),
        State.TAKEN: frozenset({State.OPEN, State.TAKEN}),
        State.ANSWERED: frozenset({State.ANSWERED}),
        State.CLOSED: frozenset({State.CLOSED}),
        State.UNANSWERED: frozenset({State.UNANSWERED}),
        State.CANCELLED: frozenset({State.CANCELLED}),
    },
    Move.WRAP_UP: {state: frozenset({state}) for state in State},
    Move.CAST: {State.OPEN: frozenset({State.OPEN})},
    Move.UNSEAL: {State.OPEN: frozenset({State.ANSWERED})},
    Move.TAKE_DOWN: {State.OPEN: frozenset({State.OPEN})},
    Move.STAND: {State.ANSWERED: frozenset({State.ANSWERED})},
    Move.ASK_JOINT: {State.ANSWERED: frozenset({State.ANSWERED})},
    Move.WRITE_JOINT: {State.ANSWERED: frozenset({State.ANSWERED})},
    Move.JUDGE_JOINT: {State.ANSWERED: frozenset({State.ANSWERED})},
}

# legal on a closed thread only while nobody said that it is over: the service presumed it; who
# said so may take it back, which is `Move.AGAIN`
REFUTES: Final = frozenset({Move.ANSWER, Move.FOLLOW_UP})

REACTIONS: Final[Mapping[Move, frozenset[OfferState]]] = {
    # what a mentor may still do with an offer; nothing here makes an offer live that was not, so
    # that only offering raises a load
    Move.TAKE: frozenset({OfferState.SENT}),
    Move.PASS: frozenset(OfferState) - {OfferState.ANSWERED},
    Move.ANSWER: frozenset(OfferState) - {OfferState.ANSWERED},
}


class IllegalMove(Exception):  # noqa: N818 - the name of the thing, not of an error
    """A move that the state of the thread, or of the offer or answer it is about, forbids."""

    def __init__(self, move: Move, state: State, detail: str = "") -> None:
        where = detail or f"the thread is {state}"
        super().__init__(f"{move} is not possible while {where}")
        self.move = move
        self.state = state


def state_diagram() -> str:
    """Draw the legal moves as a Mermaid state diagram, one arrow for each pair of states.

    >>> print(state_diagram())  # doctest: +ELLIPSIS
    stateDiagram-v2
        [*] --> open
        open --> open: offer, post, pass, wait, rung_over, rate, ..., cast, take_down
        open --> taken: volunteer, take
        ...
        cancelled --> [*]
    """
    arrows: dict[tuple[State, State], list[str]] = {
        (start, end): [] for start in State for end in State
    }
    for move, legal in LEGAL.items():
        for start, ends in legal.items():
            only = " (if presumed)" if start is State.CLOSED and move in REFUTES else ""
            for end in ends:
                arrows[start, end].append(f"{move}{only}")
    drawn = [
        f"{start} --> {end}: {', '.join(moves)}" for (start, end), moves in arrows.items() if moves
    ]
    last = [f"{state} --> [*]" for state in (State.CLOSED, State.CANCELLED)]
    return "\n    ".join(["stateDiagram-v2", f"[*] --> {State.OPEN}", *drawn, *last])
