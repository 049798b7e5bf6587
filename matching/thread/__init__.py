"""A question with its offers, answers and outcome, and the moves that are legal on it.

A thread is frozen; each move gives the next thread or raises `IllegalMove` with the reason. The
table `LEGAL` is the state diagram. `tally` counts what a thread means for each mentor's record.
"""

from matching.thread.parts import (
    Answer,
    AnswerId,
    FollowUp,
    Offer,
    OfferId,
    Posting,
    PostingId,
    ThreadId,
)
from matching.thread.place import Place
from matching.thread.states import (
    LEGAL,
    LIVE,
    RATING_POINTS,
    REACTIONS,
    WAITING,
    IllegalMove,
    Move,
    OfferState,
    Rating,
    State,
    state_diagram,
)
from matching.thread.tallies import Tally, tally, verdicts_in
from matching.thread.whole import Thread

__all__ = [
    "LEGAL",
    "LIVE",
    "RATING_POINTS",
    "REACTIONS",
    "WAITING",
    "Answer",
    "AnswerId",
    "FollowUp",
    "IllegalMove",
    "Move",
    "Offer",
    "OfferId",
    "OfferState",
    "Place",
    "Posting",
    "PostingId",
    "Rating",
    "State",
    "Tally",
    "Thread",
    "ThreadId",
    "state_diagram",
    "tally",
    "verdicts_in",
]
