"""What every gate, feature and term may know of a person: all of it is listed here.

A name, a title, a location, a mail address or anything told about a person's age, sex or origin is
nowhere among it; languages decide only whether two people can talk to each other at all.
"""

from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest

from matching.choice import Draws, Standing, Strengths, field_of, terms_of
from matching.counters import Counter
from matching.eligibility import GATES, Case
from matching.evidence import Evidence, SkillEvidence, Totals
from matching.graph import closeness
from matching.model import Candidate, Learner, PersonId, Record, Tie
from matching.pick import pick_mentors
from matching.relevance import FEATURES, Asked
from matching.rules import Rules
from matching.sources import Source
from matching.verdicts import Verdicts
from tests.support.builders import EXCEL, NOW, candidate, learner, question, tie, view

ANA = PersonId("ana")
EVIDENCE = Evidence(
    answers=3,
    last=4,
    activity=Counter(value=2.0, at=4),
    skills={EXCEL: SkillEvidence(answers=2, recent=Counter(value=1.0, at=2))},
    hours=(1,) * 24,
    declared={EXCEL: 0.8},
)
ASKED = Asked(
    totals=Totals(answers=9, skills={EXCEL: 4}, hours=(2,) * 24),
    skills={EXCEL: 1.0},
    votes={ANA: 0.5},
    hour=9.0,
)
BUSY = (NOW,) * Rules().interruptions_per_day

BY_GATE = {
    "own_question": {"Candidate.id", "Learner.id"},
    "other_source": {"Candidate.id", "Candidate.source", "Learner.manager"},
    "left": {"Candidate.active"},
    "not_opted_in": {"Candidate.opted_in", "Candidate.stays_out"},
    "unreachable": {"Candidate.reachable"},
    "blocked_pair": {"Candidate.blocked", "Candidate.id", "Learner.blocked", "Learner.id"},
    "wrong_language": {"Candidate.languages", "Learner.languages"},
    "already_asked": {"Candidate.id"},
    "stood_down": {"Candidate.silent_offers"},
    "away": {"Candidate.away_until"},
    "at_capacity": {"Candidate.load", "Candidate.capacity"},
    "out_of_minutes": {
        *("Candidate.load", "Candidate.minutes_used", "Candidate.minutes_per_week"),
    },
    "asked_too_recently": {
        *("Candidate.asked_at", "Candidate.interrupted_at"),
        *("Candidate.hours", "Candidate.source"),
    },
    "pair_at_rest": {"Candidate.helped_at"},
    "suspended": {"Candidate.suspended_until"},
    "off_duty": {"Candidate.off_duty"},
    "digest": {"Candidate.digest"},
    "never_open": {"Candidate.hours"},
    "kept_inside": {"Candidate.source"},
    "contract_ended": {"Candidate.contract_ends"},
    "contract_used_up": {"Candidate.contract_left"},
}
IN_SKILL = {"Evidence.skills", "Evidence.declared", "SkillEvidence.recent"}
RECENT = {"Counter.value", "Counter.at"}
BY_FEATURE = {
    "activity": {"Evidence.activity", *RECENT},
    "skill": {"Evidence.activity", *IN_SKILL, *RECENT},
    "level": {"Evidence.declared"},
    "votes": {"Evidence.activity", *RECENT},
    "freshness": {"Evidence.last"},
    "experience": {"Evidence.answers"},
    "lift": {"Evidence.answers", "Evidence.skills", "SkillEvidence.answers"},
    "hour": {"Evidence.hours"},
}
OF_NEARNESS = {
    *("Candidate.id", "Candidate.team", "Candidate.manager"),
    *("Learner.id", "Learner.team", "Learner.manager"),
    *(f"Tie.{each.name}" for each in fields(Tie)),
}
OF_THE_TERMS = {
    *(f"Standing.{each.name}" for each in fields(Standing)),
    *("Record.asked", "Record.reacted"),
}
OF_THE_SCORE = {  # of a candidate, beside what the gates look at
    *("Candidate.id", "Candidate.skills", "Candidate.team", "Candidate.manager"),
    *("Candidate.load", "Candidate.capacity", "Candidate.record", "Candidate.asks"),
    *("Candidate.verdicts", "Candidate.hours"),
}
OF_NO_USE: set[str] = set()
OF_THE_VEIL = {"Learner.anonymous"}  # what hides all the rest of who asks


def watched(value, seen):
    """Give the same value, which notes what is read of it and of the values within it."""
    kind = type(value)

    def noting(self, name):
        if name in names:
            seen.add(f"{kind.__name__}.{name}")
        return object.__getattribute__(self, name)

    names = {each.name for each in fields(kind)}
    made = object.__new__(type(kind.__name__, (kind,), {"__getattribute__": noting}))
    for name in names:
        object.__setattr__(made, name, _within(getattr(value, name), seen))
    return made


def _within(value, seen):
    if isinstance(value, dict):
        return {name: _within(each, seen) for name, each in value.items()}
    if is_dataclass(value) and isinstance(value, Counter | SkillEvidence | Record):
        return watched(value, seen)
    return value


def somebody(seen, **changes):
    return watched(candidate("ana", away_until=NOW - timedelta(1), helped_at=NOW, **changes), seen)


@pytest.mark.parametrize("gate", GATES, ids=str)
def test_every_gate_knows_this_and_nothing_else(gate):
    seen = set()
    for source in Source:
        case = Case(
            candidate=somebody(seen, languages=frozenset({"en"}), interrupted_at=BUSY),
            question=question(source=source),
            learner=watched(learner(languages=frozenset({"en"})), seen),
            rules=Rules(rest_minutes=1, pair_rest_hours=1),
            now=NOW,
        )
        GATES[gate](case)
    assert seen == BY_GATE[gate]


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_of_relevance_knows_this_and_nothing_else(name):
    seen = set()
    FEATURES[name](ASKED, {ANA: watched(EVIDENCE, seen)})
    assert seen == BY_FEATURE[name]


def test_nearness_knows_this_and_nothing_else():
    seen = set()
    found = view(
        somebody(seen, team="IT", manager="max"),
        asks=watched(learner(team="IT"), seen),
        ties=(watched(tie(at=NOW), seen),),
    )
    assert closeness(found, NOW)[ANA] > 0
    assert seen == OF_NEARNESS


def test_the_terms_of_a_score_know_this_and_nothing_else():
    seen = set()
    standing = watched(Standing(person=ANA, relevance=0.5, record=Record(), tried=1.0), seen)
    strengths = Strengths()
    terms = terms_of(standing, field_of([standing], strengths), Draws(7), strengths)
    assert len(terms) == 6
    assert seen == OF_THE_TERMS


def test_a_choice_reads_nothing_of_a_candidate_that_no_gate_and_no_term_may_know():
    seen = set()
    found = somebody(seen, record=Record(asked=2, reacted=1), verdicts={EXCEL: Verdicts(rated=1)})
    pick_mentors(question(), view(found), Rules(), NOW, 7)
    mine = {each for each in seen if each.startswith("Candidate.")}
    gates = {each for gate in BY_GATE.values() for each in gate if each.startswith("Candidate.")}
    assert mine <= OF_THE_SCORE | gates


def test_every_field_of_a_candidate_and_a_learner_is_listed_with_what_it_is_for():
    listed = (
        OF_THE_SCORE
        | OF_NO_USE
        | OF_THE_VEIL
        | OF_NEARNESS
        | {each for gate in BY_GATE.values() for each in gate}
    )
    held = {
        f"{kind.__name__}.{each.name}" for kind in (Candidate, Learner) for each in fields(kind)
    }
    assert held == {each for each in listed if each.startswith(("Candidate.", "Learner."))}
