"""What an action came to: the change to be written, and what to tell. Cards draw these."""

from dataclasses import dataclass, field

from storage.change import Change, Person
from teams_bot.outcomes.answering import (
    CombinedShown,
    DigestShown,
    Finished,
    FollowedUp,
    OfferShown,
    OwnShown,
    ReportShown,
    SolvedAsked,
)
from teams_bot.outcomes.asking import (
    AskedElsewhere,
    DialogShown,
    DraftShown,
    OffLimitsShown,
    QuestionsShown,
    SimilarShown,
    SolvedShown,
    StatusShown,
    Unsent,
    WarningShown,
    WhichShown,
)
from teams_bot.outcomes.parts import InChannel, Names, NotAllowed, Past, Topics, Verdict, Wait
from teams_bot.outcomes.telling import (
    Done,
    EffectShown,
    ForgetAsked,
    HelpShown,
    NudgeShown,
    Silent,
    SkillsShown,
    Told,
)

__all__ = [
    "AskedElsewhere",
    "CombinedShown",
    "Decision",
    "DialogShown",
    "DigestShown",
    "Done",
    "DraftShown",
    "EffectShown",
    "Finished",
    "FollowedUp",
    "ForgetAsked",
    "HelpShown",
    "InChannel",
    "Names",
    "NotAllowed",
    "NudgeShown",
    "OffLimitsShown",
    "OfferShown",
    "Outcome",
    "OwnShown",
    "Past",
    "QuestionsShown",
    "ReportShown",
    "Silent",
    "SimilarShown",
    "SkillsShown",
    "SolvedAsked",
    "SolvedShown",
    "StatusShown",
    "Told",
    "Topics",
    "Unsent",
    "Verdict",
    "Wait",
    "WarningShown",
    "WhichShown",
]

Outcome = (
    Silent
    | Told
    | Done
    | HelpShown
    | QuestionsShown
    | SkillsShown
    | EffectShown
    | ForgetAsked
    | DraftShown
    | WhichShown
    | SolvedShown
    | OfferShown
    | Finished
    | FollowedUp
    | SolvedAsked
    | StatusShown
    | OffLimitsShown
    | ReportShown
    | DialogShown
    | AskedElsewhere
    | OwnShown
    | CombinedShown
    | WarningShown
    | DigestShown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The result of read and think: what to write, and what to tell once it is written."""

    outcome: Outcome
    change: Change = field(default_factory=Change)
    me: Person | None = None  # the person who acts, where the action changed them
    keys: tuple[str, ...] = ()  # further reasons why this happens only once
    private: bool = False  # what is said is kept no longer than until it has left
