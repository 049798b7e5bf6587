"""People and past help as the choice sees them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from matching.contract import ends_at, minutes_left
from matching.eligibility import capacity_of, weights_of
from matching.hours import WorkingHours, parse_hours
from matching.minutes import Given, spent
from matching.model import Candidate, PersonId, Record, Tie
from matching.rules import Rules
from matching.skills import SkillId
from matching.sources import Source
from matching.verdicts import Verdicts
from storage.codec.skills import skill_in, skill_of

WEEK: Final = timedelta(days=7)
_SOURCES: Final = {each.value: each for each in Source}

# The kinds of help, and where the times of the newest are kept.
TIMES_GIVEN: Final[Mapping[str, str]] = {
    "answers": "answered_at",
    "lines": "lines_at",
    "joints": "joints_at",
}


def candidate_of(document: Mapping[str, Any], rules: Rules, now: datetime) -> Candidate:
    """Read a person as the choice sees one."""
    minutes = document["minutes_per_week"]
    per_week = rules.default_minutes_per_week if minutes is None else minutes
    week_ago = now - WEEK
    zone = document["time_zone"] or rules.default_time_zone
    record = Record(**document["record"])
    left = _minutes_left(document, record, rules)
    return Candidate(
        id=PersonId(document["id"]),
        source=_SOURCES[document["source"]],
        skills=_skills(document["skill_keys"]),
        languages=frozenset(document["languages"]),
        hours=_hours(document["hours"] or rules.default_hours, zone),
        team=document["department"],
        manager=document["manager"],
        active=document["active"] and document["imported"],
        opted_in=document["opted_in"] or not rules.ask_consent,
        stays_out=document.get("stays_out", False),
        reachable=document["reachable"],
        away_until=document["away_until"],
        off_duty=document["source"] == Source.CALL_CENTRE and document.get("off_duty", False),
        digest=document.get("digest", False),
        load=document["load"],
        capacity=_capacity(capacity_of(per_week, rules), document["load"], left, rules),
        asked_at=tuple(document["asked_at"]),
        interrupted_at=tuple(document.get("interrupted_at", ())),
        minutes_used=_minutes_used(document, week_ago, rules),
        minutes_per_week=per_week,
        blocked=frozenset((*document["blocked"], *document.get("apart", ()))),
        suspended_until=document.get("suspended_until"),
        silent_offers=document.get("silent_offers", 0),
        record=record,
        asks=_since(week_ago, document["asked_at"]),
        verdicts=verdicts_of(document),
        contract_ends=ends_at(document.get("contract_until", ""), zone),
        contract_left=left,
    )


def _minutes_left(document: Mapping[str, Any], record: Record, rules: Rules) -> int | None:
    """Give the minutes of a contract nobody has spoken for; None where they are not counted."""
    bought = document.get("contract_minutes")
    if bought is None:
        return None
    used = spent(record.given, weights_of(rules))
    return minutes_left(bought, used, document["load"], rules.minutes_per_question)


def _minutes_used(document: Mapping[str, Any], week_ago: datetime, rules: Rules) -> int:
    """Give the minutes of help since then; most people gave none."""
    given = {
        kind: _since(week_ago, times)
        for kind, name in TIMES_GIVEN.items()
        if (times := document.get(name))
    }
    return spent(Given(**given), weights_of(rules)) if given else 0


def _since(moment: datetime, times: Sequence[datetime]) -> int:
    return sum([each > moment for each in times])


def verdicts_of(document: Mapping[str, Any]) -> dict[SkillId, Verdicts]:
    """Read the ratings of a person's answers, by skill."""
    return {
        skill_of(name): Verdicts(rated=each["rated"], points=each["points"])
        for name, each in document.get("verdicts", {}).items()
    }


def tie_of(document: Mapping[str, Any]) -> Tie:
    """Read past help between two people."""
    return Tie(
        learner=document["learner"],
        mentor=document["mentor"],
        answered=document["answered"],
        rating_points=document["rating_points"],
        rated=document["rated"],
        at=document.get("at"),
    )


def _capacity(usual: int, load: int, left: int | None, rules: Rules) -> int:
    """Let nobody hold more requests than their contract has minutes for."""
    if left is None:
        return usual
    return max(0, min(usual, load + left // rules.minutes_per_question))


@lru_cache(maxsize=4096)
def _hours(text: str, zone: str) -> WorkingHours:
    return parse_hours(text, zone)


def _skills(keys: list[str]) -> dict[SkillId, int]:
    return dict(map(_skill, keys))


@lru_cache(maxsize=16384)
def _skill(key: str) -> tuple[SkillId, int]:
    skill, _, level = key.rpartition(":")
    return skill_in(skill), int(level)
