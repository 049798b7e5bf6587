from datetime import timedelta

import pytest

from matching.eligibility import GATES, SENTENCES, capacity_of, refusal_of
from matching.model import PersonId, RefusalReason
from matching.rules import Rules
from matching.sources import Source
from tests.support.builders import NEVER, NOW, candidate, learner, question

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ANA = frozenset({PersonId("ana")})
LEA = frozenset({PersonId("lea")})
BY_MAIL = {"about": question(source=Source.CONTRACT)}
ENGLISH, GERMAN = frozenset({"en"}), frozenset({"de"})

REFUSED = [
    ("own_question", candidate("lea"), {}),
    ("other_source", candidate(source=Source.CONTRACT), {}),
    ("other_source", candidate(), {"about": question(source=Source.CONTRACT)}),
    ("other_source", candidate(), {"about": question(source=Source.MANAGER)}),
    ("left", candidate(active=False), {}),
    ("not_opted_in", candidate(opted_in=False), {}),
    ("unreachable", candidate(reachable=False), {}),
    ("blocked_pair", candidate(blocked=LEA), {}),
    ("blocked_pair", candidate(), {"asks": learner(blocked=ANA)}),
    ("wrong_language", candidate(languages=GERMAN), {"asks": learner(languages=ENGLISH)}),
    ("already_asked", candidate(), {"about": question(already_asked=ANA)}),
    ("away", candidate(away_until=NOW + MINUTE), {}),
    ("off_duty", candidate(off_duty=True), {}),
    ("digest", candidate(digest=True), {}),
    ("at_capacity", candidate(load=3, capacity=3), {}),
    ("at_capacity", candidate(load=0, capacity=0), {}),
    ("not_opted_in", candidate(stays_out=True), {"ask_consent": False}),
    ("stood_down", candidate(silent_offers=2), {}),
    ("stood_down", candidate(silent_offers=5), {"silent_offers_max": 4}),
    ("out_of_minutes", candidate(minutes_used=58, minutes_per_week=60), {}),
    ("out_of_minutes", candidate(minutes_used=52, minutes_per_week=60, load=2, capacity=9), {}),
    ("asked_too_recently", candidate(asked_at=(NOW - 9 * MINUTE,)), {"rest_minutes": 10}),
    ("asked_too_recently", candidate(asked_at=(NOW + 9 * MINUTE,)), {"rest_minutes": 10}),
    (
        "asked_too_recently",
        candidate(interrupted_at=(NOW - 23 * HOUR,) * 2),
        {"interruptions_per_day": 2},
    ),
    (  # there is room now, but not any more when the learner's notice is over
        "asked_too_recently",
        candidate(source=Source.CONTRACT, interrupted_at=(NOW + 24 * HOUR + 10 * MINUTE,)),
        {**BY_MAIL, "interruptions_per_day": 1, "outside_notice_minutes": 30},
    ),
    ("suspended", candidate(suspended_until=NOW + MINUTE), {}),
    ("never_open", candidate(hours=NEVER), {}),
    ("pair_at_rest", candidate(helped_at=NOW - 47 * HOUR), {"pair_rest_hours": 48}),
    (
        "kept_inside",
        candidate(source=Source.CONTRACT),
        {"outside": False, "about": question(source=Source.CONTRACT)},
    ),
    (
        "kept_inside",
        candidate(source=Source.CONTRACT),
        {"about": question(source=Source.CONTRACT, inside=True)},
    ),
    ("contract_ended", candidate(contract_ends=NOW), {}),
    ("contract_used_up", candidate(contract_left=2), {}),
]

OWN_MANAGER = {
    "about": question(source=Source.MANAGER),
    "asks": learner(manager=PersonId("ana")),
}
ALLOWED = [
    (candidate(source=Source.MANAGER), {}),
    (candidate(source=Source.CONTRACT), {"about": question(source=Source.CONTRACT)}),
    (candidate(), OWN_MANAGER),
    (candidate(), {}),
    (candidate(opted_in=False), {"ask_consent": False}),
    (candidate(languages=GERMAN), {}),
    (candidate(), {"asks": learner(languages=ENGLISH)}),
    (candidate(languages=GERMAN | ENGLISH), {"asks": learner(languages=ENGLISH)}),
    (candidate(away_until=NOW), {}),
    (candidate(suspended_until=NOW), {}),
    (candidate(load=2, capacity=3), {}),
    (candidate(silent_offers=1), {}),
    (candidate(silent_offers=9), {"silent_offers_max": 0}),
    (candidate(minutes_used=57, minutes_per_week=60), {}),
    (candidate(minutes_used=51, minutes_per_week=60, load=2, capacity=9), {}),
    (candidate(asked_at=(NOW - 10 * MINUTE,)), {"rest_minutes": 10}),
    (candidate(asked_at=(NOW,)), {"rest_minutes": 0}),
    (candidate(interrupted_at=(NOW - 24 * HOUR, NOW)), {"interruptions_per_day": 2}),
    (
        candidate(source=Source.CONTRACT, interrupted_at=(NOW + 24 * HOUR + 10 * MINUTE,)),
        {**BY_MAIL, "interruptions_per_day": 1, "outside_notice_minutes": 10},
    ),
    (candidate(helped_at=NOW), {}),
    (candidate(), {"pair_rest_hours": 48}),
    (candidate(helped_at=NOW - 48 * HOUR), {"pair_rest_hours": 48}),
    (candidate(), {"outside": False}),
    (candidate(contract_ends=NOW + MINUTE), {}),
    (candidate(contract_left=3), {}),
]


def refusal(who, asks=None, about=None, **rules):
    return refusal_of(who, about or question(), asks or learner(), Rules(**rules), NOW)


@pytest.mark.parametrize(("reason", "who", "given"), REFUSED)
def test_each_reason_refuses(reason, who, given):
    assert refusal(who, **given) == reason


@pytest.mark.parametrize(("who", "given"), ALLOWED)
def test_whoever_stays_within_the_rules_may_be_asked(who, given):
    assert refusal(who, **given) is None


def test_every_reason_is_reached_by_the_table_above():
    assert {reason for reason, _, _ in REFUSED} == set(RefusalReason)


@pytest.mark.parametrize("reason", RefusalReason)
def test_every_reason_has_a_gate_and_a_sentence_for_administrators(reason):
    assert reason in GATES
    assert SENTENCES[reason]
    assert SENTENCES[reason][0].islower()
    assert not SENTENCES[reason].endswith(".")


def test_gates_are_tried_in_the_order_of_the_reasons():
    assert list(GATES) == list(RefusalReason)
    everything = candidate("lea", active=False, reachable=False, load=9, hours=NEVER)
    assert refusal(everything) is RefusalReason.OWN_QUESTION


@pytest.mark.parametrize(
    ("minutes", "most", "each", "capacity"),
    [(60, 3, 3, 3), (7, 3, 3, 2), (2, 3, 3, 0), (0, 3, 3, 0), (-5, 3, 3, 0), (2400, 20, 1, 20)],
)
def test_capacity_follows_the_weekly_minutes_up_to_the_rule(minutes, most, each, capacity):
    rules = Rules(open_offers_max=most, minutes_per_question=each)
    assert capacity_of(minutes, rules) == capacity
