import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.counters import Counter
from matching.evidence import Evidence, SkillEvidence, Totals, answered, counted
from matching.model import PersonId
from matching.relevance import FEATURES, PRIOR, Asked, features, probabilities, relevance, vector
from matching.skills import SkillId
from tests.support.builders import EXCEL

ANA, BEN, CAI = PersonId("ana"), PersonId("ben"), PersonId("cai")
WORD = SkillId("word")


def after(answers):
    """People and totals after answers, each (person, skill, hour)."""
    people = dict.fromkeys((ANA, BEN, CAI), Evidence())
    totals = Totals()
    for who, skill, hour in answers:
        totals = counted(totals, [skill], hour)
        people[who] = answered(people[who], totals, [skill], hour)
    return totals, people


def column(name, asked, people):
    return dict(zip(people, features(asked, people)[:, list(FEATURES).index(name)], strict=True))


def test_every_feature_has_a_weight_of_its_own():
    assert set(PRIOR) == set(FEATURES)


@pytest.mark.parametrize("name", ["activity", "freshness"])
def test_whoever_answered_lately_leads(name):
    totals, people = after([(BEN, WORD, None)] * 3 + [(ANA, EXCEL, None)] * 3)
    found = column(name, Asked(totals=totals), people)
    assert found[ANA] > found[BEN] > found[CAI]


@pytest.mark.parametrize("name", ["skill", "lift"])
def test_whoever_answered_in_the_skill_leads(name):
    totals, people = after([(ANA, EXCEL, None)] * 3 + [(BEN, WORD, None)] * 6)
    found = column(name, Asked(totals=totals, skills={EXCEL: 1.0}), people)
    assert found[ANA] > found[BEN]


def test_a_declared_skill_lifts_a_newcomer_above_other_newcomers():
    totals, people = after([(ANA, EXCEL, None)] * 3)
    people[BEN] = Evidence(declared={EXCEL: 1.0})
    found = relevance(Asked(totals=totals, skills={EXCEL: 1.0}), people)
    assert found[ANA] > found[BEN] > found[CAI] > 0


def test_a_skill_nobody_has_says_nothing():
    totals, people = after([(ANA, EXCEL, None)])
    asked = Asked(totals=totals, skills={WORD: 1.0})
    assert column("lift", asked, people) == {ANA: 0, BEN: 0, CAI: 0}
    assert column("skill", asked, people)[BEN] == column("skill", asked, people)[CAI]


def test_votes_of_similar_questions_lift_who_answered_them():
    totals, people = after([(ANA, EXCEL, None), (BEN, EXCEL, None)])
    found = column("votes", Asked(totals=totals, votes={CAI: 1.0}), people)
    assert found[CAI] == max(found.values())


def test_whoever_answers_at_this_hour_leads_and_midnight_is_no_border():
    totals, people = after([(ANA, EXCEL, 23)] * 5 + [(BEN, EXCEL, 12)] * 5)
    found = column("hour", Asked(totals=totals, hour=0.2), people)
    assert found[ANA] > found[CAI] > found[BEN]


@pytest.mark.parametrize(("known", "asked"), [(None, 3.0), (3, None)])
def test_without_times_the_hour_says_nothing(known, asked):
    totals, people = after([(ANA, EXCEL, known)])
    found = column("hour", Asked(totals=totals, hour=asked), people)
    assert set(found.values()) == {0.0}


def test_nobody_gives_nothing():
    assert relevance(Asked(totals=Totals()), {}) == {}


def test_an_empty_history_makes_everybody_alike():
    found = relevance(Asked(totals=Totals()), dict.fromkeys((ANA, BEN), Evidence()))
    assert found == {ANA: 1.0, BEN: 1.0}


def test_weights_that_are_missing_or_broken_weigh_nothing():
    assert vector({"activity": math.nan, "skill": math.inf, "no such": 1.0}).tolist() == [
        0.0
    ] * len(FEATURES)
    assert vector({"activity": -1e300, "skill": 2.0}).tolist()[:2] == [0.0, 2.0]


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf, -1e9])
def test_a_broken_counter_is_no_gain_and_leaves_the_others_alone(broken):
    totals, people = after([(ANA, EXCEL, 3)] * 3 + [(BEN, EXCEL, 5)])
    asked = Asked(totals=totals, skills={EXCEL: 1.0}, hour=4.0)
    in_skill = SkillEvidence(answers=broken, recent=Counter(value=broken))
    people[CAI] = Evidence(
        answers=broken,
        activity=Counter(value=broken),
        skills={EXCEL: in_skill},
        hours=(broken,) * 24,
    )
    found = relevance(replace(asked, votes={CAI: broken}), people)
    assert found[ANA] == 1.0
    assert found[ANA] > found[BEN] > found[CAI] >= 0


def test_totals_that_do_not_fit_each_other_are_no_obstacle():
    _, people = after([(ANA, EXCEL, 3)])
    found = relevance(Asked(totals=Totals(skills={EXCEL: 1}), skills={EXCEL: 1.0}), people)
    assert found[ANA] == max(found.values())


@given(st.permutations([ANA, BEN, CAI]))
def test_the_order_of_the_candidates_is_irrelevant(order):
    totals, people = after([(ANA, EXCEL, 3)] * 3 + [(BEN, WORD, 5)] * 2)
    asked = Asked(totals=totals, skills={EXCEL: 1.0}, hour=4.0)
    turned = {each: people[each] for each in order}
    assert relevance(asked, turned) == pytest.approx(relevance(asked, people))


def test_reading_fewer_candidates_keeps_the_ratios():
    totals, people = after([(ANA, EXCEL, 3)] * 3 + [(BEN, WORD, 5)] * 2)
    asked = Asked(totals=totals, skills={EXCEL: 1.0})
    whole = dict(zip(people, probabilities(features(asked, people), PRIOR), strict=True))
    two = {ANA: people[ANA], BEN: people[BEN]}
    part = dict(zip(two, probabilities(features(asked, two), PRIOR), strict=True))
    assert part[ANA] / part[BEN] == pytest.approx(whole[ANA] / whole[BEN])


def test_probabilities_add_up_to_one():
    rows = np.arange(3.0 * len(FEATURES)).reshape(3, len(FEATURES))
    assert probabilities(rows, PRIOR).sum() == pytest.approx(1)
