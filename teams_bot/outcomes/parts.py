"""What several outcomes are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Answer, Thread
from matching.waits import Estimate

Names = Mapping[PersonId, str]


class Verdict(StrEnum):
    """What became of a verdict."""

    KEPT = "kept"
    CHANGED = "changed"  # another one was kept before
    SAME = "same"
    FINAL = "final"  # the answer was reported: its rating stays as it was then


class NotAllowed(Exception):  # noqa: N818 - an answer to a person, not a fault
    """You may not, or not like this; the text is what the person sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What may be said of how long an answer takes from now on."""

    found: Estimate | None  # None: too little is known so far
    asking: bool = False  # nobody was asked yet
    waited: float = 0.0  # minutes since the asking
    opens: datetime | None = None  # when somebody can first read it, if that is to come


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """The channel a question is posted to, or would be if nobody answers before."""

    name: str
    due: datetime | None = None  # None: it is only ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past question with an answer to it, as somebody else may see it."""

    thread: Thread
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What a question is about, and what it may be about, as labels by skill."""

    named: Mapping[SkillId, str] = field(default_factory=dict)
    offered: Mapping[SkillId, str] = field(default_factory=dict)  # the named ones first
