"""A sentence, or nothing; and what is shown to a person of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.effect import Effect
from matching.skills import SkillId
from storage.change import Draft, Person
from teams_bot.outcomes.parts import Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Nothing to say here: the outbox speaks, or nobody has to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One sentence in place of the pressed card: nothing is left to be pressed there."""

    sentence: str
    title: str = ""  # above the sentence; without one the sentence is the title


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpShown:
    """The help card."""

    me: Person
    ask_join: bool
    wait: Wait | None = None
    hides: bool = False  # whether questions may be asked without a name


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsShown:
    """What the person may be asked about, editable."""

    me: Person
    labels: Mapping[SkillId, str]
    digests: bool = False  # whether the person may choose how to be asked
    saved: bool = False
    stood_down: bool = False  # is asked nothing more, as they did not react


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectShown:
    """What a mentor's help came to, for themselves."""

    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeShown:
    """What somebody is listed for who has heard nothing for long."""

    labels: tuple[str, ...]  # of their skills
    digests: bool = False  # whether they might choose to be asked once a day


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAsked:
    """Asked once more before anything is erased; the press spends the draft."""

    draft: Draft
