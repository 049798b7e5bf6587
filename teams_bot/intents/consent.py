"""What somebody may say of being asked: one class an intent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StayOut:
    """Press: does not want to be asked, nor asked to join again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAsking:
    """Press: did not react to requests, and wants to be asked all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestTwoWeeks:
    """Press: is not to be asked for two weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsking:
    """Press: is not to be asked any more."""
