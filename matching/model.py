"""The words of the choice: what is read about a question, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from matching.evidence import Evidence, Totals
from matching.hours import WorkingHours
from matching.minutes import Given
from matching.skills import SkillId
from matching.sources import Source
from matching.verdicts import Verdicts

PersonId = NewType("PersonId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one mentor's offers came to: sums, so that two records add up to the record of both.

    It equals, at every moment, the sum over all threads of `matching.thread.tally`.
    """

    asked: int = 0  # offers whose card was due
    reacted: int = 0  # taken, passed or answered
    reaction_minutes: float = 0.0  # from the card being due to the first reaction, summed
    answered: int = 0
    rated: int = 0
    rating_points: float = 0.0  # each rating as 0..1, summed
    lines: int = 0  # written to learners after the answer
    joints: int = 0  # joint answers written for several

    @property
    def given(self) -> Given:
        """How much help this is altogether."""
        return Given(answers=self.answered, lines=self.lines, joints=self.joints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person who might be asked, as read for one question."""

    id: PersonId
    source: Source = Source.PEER
    skills: Mapping[SkillId, int] = field(default_factory=dict)  # level 1 to 5
    languages: frozenset[str] = frozenset()  # empty: unknown, never a reason to refuse
    hours: WorkingHours
    team: str = ""  # department
    manager: PersonId | None = None
    active: bool = True  # still in the organisation
    opted_in: bool = True
    stays_out: bool = False  # said no, whatever the rule of consent is
    reachable: bool = True  # the app is installed and not blocked
    away_until: datetime | None = None
    off_duty: bool = False  # at the desk of a call centre
    digest: bool = False  # reads what waits once a day, instead of being asked
    load: int = 0  # live offers
    capacity: int = 1  # live offers this person may hold at once
    asked_at: tuple[datetime, ...] = ()  # when offers were made, in the last 24 hours at least
    interrupted_at: tuple[datetime, ...] = ()  # and when anything asked for their attention
    minutes_used: int = 0  # spent on help in the last seven days
    minutes_per_week: int = 60
    blocked: frozenset[PersonId] = frozenset()
    suspended_until: datetime | None = None
    silent_offers: int = 0  # in a row, that ran out without a reaction
    record: Record = field(default_factory=Record)
    asks: int = 0  # in the last seven days
    verdicts: Mapping[SkillId, Verdicts] = field(default_factory=dict)  # of past answers
    helped_at: datetime | None = None  # when the tie to this learner last changed
    contract_ends: datetime | None = None  # None: no end, or no contract
    contract_left: int | None = None  # minutes nobody has spoken for; None: not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Past help between two people: `mentor` answered `learner` this often."""

    learner: PersonId
    mentor: PersonId
    answered: int
    rating_points: float  # ratings as 0..1, summed
    rated: int
    at: datetime | None = None  # the newest answer or rating; None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """Who asks, as far as the choice may know."""

    id: PersonId
    languages: frozenset[str] = frozenset()
    team: str = ""
    manager: PersonId | None = None
    blocked: frozenset[PersonId] = frozenset()
    anonymous: bool = False  # whether the choice may not depend on who asks: `matching.veil`


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One short text as the choice sees it."""

    text: str
    skills: Mapping[SkillId, float] = field(default_factory=dict)  # weight 0..1 of each skill
    already_asked: frozenset[PersonId] = frozenset()  # by earlier rungs of the same thread
    suggested: Mapping[SkillId, float] = field(default_factory=dict)  # by similar past questions
    votes: Mapping[PersonId, float] = field(default_factory=dict)  # of these, shares of all
    source: Source = Source.PEER  # whom the present rung asks
    proposed: frozenset[PersonId] = frozenset()  # by mentors who passed
    inside: bool = False  # the learner keeps it within the organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The one bounded read around a question: nothing in it grows with the company."""

    learner: Learner
    candidates: tuple[Candidate, ...]
    ties: tuple[Tie, ...] = ()
    evidence: Mapping[PersonId, Evidence] = field(default_factory=dict)  # whoever ever answered
    totals: Totals = field(default_factory=Totals)
    weights: Mapping[str, float] | None = None  # of `matching.relevance`; None: its prior
    weights_version: int = 0
    unread: int = 0  # people with the skill who were not read, best levels first being read


class RefusalReason(StrEnum):
    """Why a candidate may not be asked. Hard: no score makes up for it."""

    OWN_QUESTION = "own_question"
    OTHER_SOURCE = "other_source"  # of another rung of the ladder
    LEFT = "left"
    NOT_OPTED_IN = "not_opted_in"
    UNREACHABLE = "unreachable"
    KEPT_INSIDE = "kept_inside"  # outside, where this question may not go
    CONTRACT_ENDED = "contract_ended"
    CONTRACT_USED_UP = "contract_used_up"  # fewer minutes left than one answer is counted as
    BLOCKED_PAIR = "blocked_pair"
    SUSPENDED = "suspended"
    WRONG_LANGUAGE = "wrong_language"
    ALREADY_ASKED = "already_asked"
    STOOD_DOWN = "stood_down"  # did not react, and is asked whether to go on
    AWAY = "away"
    OFF_DUTY = "off_duty"  # of a call centre: switched off, or not there in the rung's time
    DIGEST = "digest"  # chose to read what waits once a day
    OUT_OF_MINUTES = "out_of_minutes"
    AT_CAPACITY = "at_capacity"
    ASKED_TOO_RECENTLY = "asked_too_recently"
    PAIR_AT_REST = "pair_at_rest"  # helped this learner within `pair_rest_hours`
    NEVER_OPEN = "never_open"  # hours that do not open within the next fourteen days


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A mentor chosen, with the terms of the score, each 0..1, and why, in plain words."""

    mentor: PersonId
    rank: int
    score: float
    terms: Mapping[str, float]
    reason: str  # one sentence to the mentor
    introduction: str = ""  # to the learner: what follows the mentor's name
    opens_at: datetime | None = None  # None: in hours now; else the next opening ("not yet")
    capacity: int = 1
    features: Mapping[str, float] = field(default_factory=dict)  # of `matching.relevance`


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A candidate who may not be asked, with the one reason."""

    mentor: PersonId
    reason: RefusalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """The whole choice: everybody read is in exactly one of picks, reserves and refusals."""

    picks: tuple[Pick, ...]
    reserves: tuple[Pick, ...]  # ranked, not asked this time
    refusals: tuple[Refusal, ...]
    counts: Mapping[str, int]  # by stage: read, refused, ranked, picked, unread
    seed: int
    source: Source = Source.PEER  # whom the rung asks
    rung: int = 0  # of the thread, for which it was made; 0: not said
    rules_version: int = 0
    weights_version: int = 0  # of relevance; 0: the weights every organisation begins with
