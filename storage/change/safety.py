"""Reports, what moderators decided, and what is logged of such acts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from matching.model import PersonId
from matching.thread import ThreadId

ReportId = NewType("ReportId", str)


class About(StrEnum):
    """What of somebody's words was reported."""

    QUESTION = "question"
    ANSWER = "answer"
    LINE = "line"
    THANKS = "thanks"
    JOINT = "joint"  # a joint answer
    OBJECTION = "objection"  # to one


class Ruling(StrEnum):
    """What a moderator decided on a report."""

    KEEP = "keep"
    REMOVE = "remove"
    WARN = "warn"
    SUSPEND = "suspend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Words somebody reported, as they were then. Only moderators see one."""

    id: ReportId
    thread: ThreadId
    about: About
    item: str  # the id of the answer or the line; "" for the question
    reporter: PersonId  # "" once they are forgotten
    reported: PersonId
    words: str
    at: datetime
    kept_until: datetime
    ruling: Ruling | None = None
    by: str = ""  # who decided: an id, or the name given to the command
    note: str = ""
    decided: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something an administrator or moderator did, for the log of such acts."""

    who: str
    what: str
    about: str = ""  # an id
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """That somebody was shown who asked an anonymous question. Appended to, never changed."""

    id: str
    thread: ThreadId
    learner: PersonId  # "" once they are forgotten
    who: PersonId  # to whom
    login: str  # of whoever ran the command
    why: str  # "" once the learner is forgotten
    at: datetime
