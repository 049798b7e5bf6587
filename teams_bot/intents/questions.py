"""What a learner may press on a text that waits, or on their own question: one class an intent."""

from dataclasses import dataclass

from matching.thread import AnswerId, ThreadId
from storage.change import DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDraft:
    """Press: send the draft, as one question or as several."""

    draft: DraftId
    each: bool = False
    anonymous: bool = False  # whether this press takes the name away


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Press: do not send the draft."""

    draft: DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Press: this answer, which was shown, is enough; nobody has to be asked."""

    draft: DraftId
    entry: AnswerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Press: it truly was enough."""

    draft: DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseTopics:
    """Press: this is what my question is about."""

    thread: ThreadId
    skills: str  # ids with commas between, as Teams sends them


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowManager:
    """The presses `allow_manager` and `keep_manager_out`."""

    thread: ThreadId
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Press: take the question back."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepInside:
    """Press: my question does not leave the organisation."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOut:
    """Press: my question is not shown in a channel."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHere:
    """Press: post the answer where I asked, too; or not, after all."""

    thread: ThreadId
    here: bool
