"""A question with its offers, answers and outcome, and the moves that are legal on it.

A thread is frozen; each move gives the next thread or raises `IllegalMove` with the reason. The
table `LEGAL` is the state diagram. `tally` counts what a thread means for each mentor's record.
"""

from matching.thread.joining import ask_joint, joining, judge_joint, write_joint
from matching.thread.parts import (
    Answer,
    AnswerId,
    FollowUp,
    Joint,
    Objection,
    Offer,
    OfferId,
    Posting,
    PostingId,
    Stance,
    ThreadId,
)
from matching.thread.place import Place
from matching.thread.sealed import (
    KEPT_OUT,
    cast,
    full,
    keep_out,
    posted_for,
    spoken,
    stand,
    take_down,
    together,
    unseal,
)
from matching.thread.states import (
    LEGAL,
    LIVE,
    RATING_POINTS,
    REACTIONS,
    SOLVED,
    WAITING,
    IllegalMove,
    Move,
    OfferState,
    Rating,
    State,
    Tapped,
    state_diagram,
)
from matching.thread.tallies import Tally, joints_of, lines_of, tally, verdicts_in
from matching.thread.whole import Thread, by_standing

__all__ = [
    "KEPT_OUT",
    "LEGAL",
    "LIVE",
    "RATING_POINTS",
    "REACTIONS",
    "SOLVED",
    "WAITING",
    "Answer",
    "AnswerId",
    "FollowUp",
    "IllegalMove",
    "Joint",
    "Move",
    "Objection",
    "Offer",
    "OfferId",
    "OfferState",
    "Place",
    "Posting",
    "PostingId",
    "Rating",
    "Stance",
    "State",
    "Tally",
    "Tapped",
    "Thread",
    "ThreadId",
    "ask_joint",
    "by_standing",
    "cast",
    "full",
    "joining",
    "joints_of",
    "judge_joint",
    "keep_out",
    "lines_of",
    "posted_for",
    "spoken",
    "stand",
    "state_diagram",
    "take_down",
    "tally",
    "together",
    "unseal",
    "verdicts_in",
    "write_joint",
]
