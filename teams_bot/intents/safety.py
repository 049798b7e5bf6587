"""What somebody may want for their own or others' safety: one class an intent."""

from dataclasses import dataclass

from matching.thread import AnswerId, PostingId, ThreadId
from storage.change import DraftId, ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAboutThat:
    """Press: my question is not about what is off limits; ask it."""

    draft: DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIt:
    """Press: a moderator should look at this answer, line, thanks or question."""

    thread: ThreadId
    answer: AnswerId | None = None
    line: str = ""
    posting: PostingId | None = None  # where it was posted, if it is about words there
    about: str = ""  # which of them, as its card names them; none: the question


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockIt:
    """Press: do not bring me together with whoever wrote this again."""

    thread: ThreadId
    answer: AnswerId | None = None
    line: str = ""
    posting: PostingId | None = None  # as of `ReportIt`
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealIt:
    """The presses `show_who_asked` and `not_me`: what was asked in my name on the server."""

    draft: DraftId
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtReport:
    """Press: a moderator looks at a report."""

    report: ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReport:
    """Press: what a moderator decides on a report."""

    report: ReportId
    ruling: str = ""
    note: str = ""
    days: str = ""
