"""What may be pressed on a mentor's card or on an answer: one class an intent."""

from dataclasses import dataclass

from matching.thread import AnswerId, OfferId, Tapped, ThreadId
from storage.change import DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Press: I will answer this."""

    thread: ThreadId
    offer: OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUp:
    """Press: I answer this one of my digest."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """Press: not for me."""

    thread: ThreadId
    offer: OfferId
    suggest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIt:
    """Press: here is the answer; its text, or the draft that holds it."""

    thread: ThreadId
    offer: OfferId
    text: str = ""
    draft: DraftId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpIt:
    """Press: one more line to the other side."""

    thread: ThreadId
    answer: AnswerId | None = None
    text: str = ""
    draft: DraftId | None = None
    nonce: str = ""  # of the drawing that was pressed: one line each


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Press: the verdict on one answer, and what comes next."""

    thread: ThreadId
    answer: AnswerId
    rating: str = ""
    minutes_saved: str = ""
    next: str = "close"
    thanks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """The presses `helped`, `partly` and `not_helped`: the verdict on one answer in one tap."""

    thread: ThreadId
    answer: AnswerId
    said: Tapped
