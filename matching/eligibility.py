"""Who may not be asked at all: a table of reasons, in the order in which they are looked at.

These are hard: no score makes up for one. Out of hours is not among them; it is "not yet".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from matching.interruptions import has_room
from matching.minutes import Weights
from matching.model import Candidate, Learner, Question, RefusalReason
from matching.rules import Rules
from matching.sources import COLLEAGUES, Source


@dataclass(slots=True, kw_only=True)  # not frozen, which takes twice as long and is felt
class Case:
    """One candidate for one question, with everything a gate may look at."""

    candidate: Candidate
    question: Question
    learner: Learner
    rules: Rules
    now: datetime


def _no_language_shared(case: Case) -> bool:
    """Whether both sides say what they speak, and nothing is in both."""
    theirs, ours = case.candidate.languages, case.learner.languages
    return bool(theirs and ours) and theirs.isdisjoint(ours)


def _asked_too_recently(case: Case) -> bool:
    """Whether the rest since the last request is too short, or the day's budget is spent.

    What is planned for later counts like what has left, on the day it is planned for.
    """
    rest, asked = case.rules.rest_minutes, case.candidate.asked_at
    if rest and asked and max(asked) > case.now - timedelta(minutes=rest):
        return True
    taken, most = case.candidate.interrupted_at, case.rules.interruptions_per_day
    if len(taken) < most:
        return False
    return not all(has_room(taken, at, most) for at in _when_asked(case))


def _when_asked(case: Case) -> set[datetime]:
    """Give when an offer may be made: at the opening, or later where the learner gets notice.

    That is so once a question, and the gate does not know which.
    """
    opening = case.candidate.hours.next_opening(case.now) or case.now
    if case.candidate.source is not Source.CONTRACT:
        return {opening}
    noticed = case.now + timedelta(minutes=case.rules.outside_notice_minutes)
    return {opening, max(opening, noticed)}


def _pair_at_rest(case: Case) -> bool:
    """Whether the candidate helped this very learner within the rest of a pair."""
    helped, rest = case.candidate.helped_at, case.rules.pair_rest_hours
    return helped is not None and rest > 0 and helped > case.now - timedelta(hours=rest)


def _of_other_source(case: Case) -> bool:
    """Whether another rung asks this candidate; a manager's rung asks the learner's own alone."""
    if case.question.source is Source.MANAGER:
        return case.candidate.id != case.learner.manager
    colleague = case.candidate.source in COLLEAGUES
    return (
        not colleague
        if case.question.source is Source.PEER
        else (case.candidate.source is not case.question.source)
    )


def _kept_inside(case: Case) -> bool:
    """Whether the candidate is outside the organisation, and the question may not leave it."""
    may_leave = case.rules.outside and not case.question.inside
    return case.candidate.source is Source.CONTRACT and not may_leave


def _contract_ended(case: Case) -> bool:
    ends = case.candidate.contract_ends
    return ends is not None and ends <= case.now


def _contract_used_up(case: Case) -> bool:
    left = case.candidate.contract_left
    return left is not None and left < case.rules.minutes_per_question


def _out_of_minutes(case: Case) -> bool:
    """Whether one more answer, beside those that are still owed, is more than the week has."""
    owed = (case.candidate.load + 1) * case.rules.minutes_per_question
    return case.candidate.minutes_used + owed > case.candidate.minutes_per_week


GATES: Final[Mapping[RefusalReason, Callable[[Case], bool]]] = {
    RefusalReason.OWN_QUESTION: lambda case: case.candidate.id == case.learner.id,
    RefusalReason.OTHER_SOURCE: _of_other_source,
    RefusalReason.LEFT: lambda case: not case.candidate.active,
    RefusalReason.NOT_OPTED_IN: lambda case: (
        case.candidate.stays_out or (case.rules.ask_consent and not case.candidate.opted_in)
    ),
    RefusalReason.UNREACHABLE: lambda case: not case.candidate.reachable,
    RefusalReason.KEPT_INSIDE: _kept_inside,
    RefusalReason.CONTRACT_ENDED: _contract_ended,
    RefusalReason.CONTRACT_USED_UP: _contract_used_up,
    RefusalReason.BLOCKED_PAIR: lambda case: (
        case.learner.id in case.candidate.blocked or case.candidate.id in case.learner.blocked
    ),
    RefusalReason.SUSPENDED: lambda case: (
        case.candidate.suspended_until is not None and case.candidate.suspended_until > case.now
    ),
    RefusalReason.WRONG_LANGUAGE: _no_language_shared,
    RefusalReason.ALREADY_ASKED: lambda case: case.candidate.id in case.question.already_asked,
    RefusalReason.STOOD_DOWN: lambda case: stood_down(case.candidate.silent_offers, case.rules),
    RefusalReason.AWAY: lambda case: (
        case.candidate.away_until is not None and case.candidate.away_until > case.now
    ),
    RefusalReason.OFF_DUTY: lambda case: case.candidate.off_duty,
    RefusalReason.DIGEST: lambda case: case.candidate.digest,
    RefusalReason.OUT_OF_MINUTES: _out_of_minutes,
    RefusalReason.AT_CAPACITY: lambda case: case.candidate.load >= case.candidate.capacity,
    RefusalReason.ASKED_TOO_RECENTLY: _asked_too_recently,
    RefusalReason.PAIR_AT_REST: _pair_at_rest,
    RefusalReason.NEVER_OPEN: lambda case: case.candidate.hours.next_opening(case.now) is None,
}

SENTENCES: Final[Mapping[RefusalReason, str]] = {
    # for administrators: "Ana …"
    RefusalReason.OWN_QUESTION: "asked this question",
    RefusalReason.OTHER_SOURCE: "is asked on another rung of the ladder",
    RefusalReason.LEFT: "has left the organisation",
    RefusalReason.NOT_OPTED_IN: "has not agreed to be asked",
    RefusalReason.UNREACHABLE: "cannot be reached: the app is not installed, or blocked",
    RefusalReason.KEPT_INSIDE: "is outside the organisation, where this question may not go",
    RefusalReason.CONTRACT_ENDED: "has a contract that has ended",
    RefusalReason.CONTRACT_USED_UP: "has a contract whose minutes are used up",
    RefusalReason.BLOCKED_PAIR: "is kept apart from the learner by a block",
    RefusalReason.SUSPENDED: "is suspended by a moderator for now",
    RefusalReason.WRONG_LANGUAGE: "shares no language with the learner",
    RefusalReason.ALREADY_ASKED: "was already asked this question",
    RefusalReason.STOOD_DOWN: "did not react to the last requests and was asked whether to go on",
    RefusalReason.AWAY: "is away",
    RefusalReason.OFF_DUTY: "is not on duty at the desk",
    RefusalReason.DIGEST: "is asked once a day, in a digest",
    RefusalReason.AT_CAPACITY: "holds as many requests as they may",
    RefusalReason.OUT_OF_MINUTES: "has no minutes for questions left this week",
    RefusalReason.ASKED_TOO_RECENTLY: "was asked too recently, or had enough interruptions today",
    RefusalReason.PAIR_AT_REST: "helped this learner a short while ago",
    RefusalReason.NEVER_OPEN: "has no working hours within the next 14 days",
}


def refusal_of(
    candidate: Candidate, question: Question, learner: Learner, rules: Rules, now: datetime
) -> RefusalReason | None:
    """Give the first reason why this candidate may not be asked, or None."""
    case = Case(candidate=candidate, question=question, learner=learner, rules=rules, now=now)
    for reason, refuses in GATES.items():
        if refuses(case):
            return reason
    return None


def stood_down(silent_offers: int, rules: Rules) -> bool:
    """Whether somebody is asked nothing more until they say that they want to be.

    >>> stood_down(1, Rules()), stood_down(2, Rules()), stood_down(9, Rules(silent_offers_max=0))
    (False, True, False)
    """
    return 0 < rules.silent_offers_max <= silent_offers


def weights_of(rules: Rules) -> Weights:
    """Give what each kind of help is counted as."""
    return Weights(
        answer=rules.minutes_per_question,
        line=rules.minutes_per_follow_up,
        joint=rules.minutes_per_joint_answer,
    )


def by_own_choice(candidate: Candidate) -> Candidate:
    """Give somebody as the gates see them who chooses a question themselves: nobody interrupts.

    A digest, a pause, the day's budget and the rest between requests are about being asked.
    """
    return replace(candidate, digest=False, away_until=None, asked_at=(), interrupted_at=())


def capacity_of(minutes_per_week: int, rules: Rules) -> int:
    """Give how many requests a mentor may hold at once.

    The rule's maximum, and no more than the answers that fit into the weekly minutes:
    min(open_offers_max, minutes_per_week // minutes_per_question).

    >>> rules = Rules(open_offers_max=3, minutes_per_question=3)
    >>> capacity_of(60, rules), capacity_of(7, rules), capacity_of(0, rules)
    (3, 2, 0)
    """
    return max(0, min(rules.open_offers_max, minutes_per_week // rules.minutes_per_question))
