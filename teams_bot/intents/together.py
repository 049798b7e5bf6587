"""What somebody may want of a question in a channel, and of answers given together."""

from dataclasses import dataclass

from matching.thread import AnswerId, PostingId, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Press: my answer to a question that was posted to a channel."""

    thread: ThreadId
    posting: PostingId
    text: str = ""
    cleared: tuple[str, ...] = ()  # topics off limits that it is not about, says its author


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeAnswers:
    """Press: show me my answer, and the others' when they are open."""

    thread: ThreadId
    posting: PostingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """The presses `agree` and `stand_by`: this answer says the same as mine, or mine stands."""

    thread: ThreadId
    posting: PostingId
    answer: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAnswers:
    """Press: who gave this answer shall write one for all."""

    thread: ThreadId
    answer: AnswerId


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteJoint:
    """Press: here is the joint answer."""

    thread: ThreadId
    posting: PostingId
    text: str = ""
    cleared: tuple[str, ...] = ()  # as of `Cast`


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeJoint:
    """The presses `confirm_joint` and `object_joint`."""

    thread: ThreadId
    posting: PostingId
    confirms: bool
    text: str = ""
    cleared: tuple[str, ...] = ()  # as of `Cast`
