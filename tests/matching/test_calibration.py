import numpy as np
import pytest

from matching import calibration
from matching.calibration import HELD_OUT_MIN, Observation, calibrated, refit
from matching.relevance import FEATURES, PRIOR, probabilities

TRUE = dict.fromkeys(FEATURES, 0.0) | {"activity": 3.0, "lift": -2.0}
NOTHING = dict.fromkeys(FEATURES, 0.0)


def observations(count, weights=TRUE, seed=3, candidates=12):
    draws = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        rows = draws.normal(size=(candidates, len(FEATURES)))
        who = int(draws.choice(candidates, p=probabilities(rows, weights)))
        found.append(Observation(features=rows, answered=(who,)))
    return found


def test_a_refit_finds_the_weights_that_made_the_answers():
    found = refit(observations(1500), NOTHING)
    assert found["activity"] == pytest.approx(3.0, abs=0.4)
    assert found["lift"] == pytest.approx(-2.0, abs=0.4)
    assert abs(found["hour"]) < 0.3


def test_a_refit_of_nothing_is_the_prior():
    assert refit([], PRIOR) == PRIOR


def test_little_history_changes_little():
    found = refit(observations(1), PRIOR)
    assert all(abs(found[name] - PRIOR[name]) < 2 for name in FEATURES)


def test_old_questions_count_less_than_new_ones():
    old, new = observations(900), observations(900, TRUE | {"activity": 0.0}, seed=4)
    assert refit(old + new, NOTHING)["activity"] < refit(new + old, NOTHING)["activity"]


def test_importance_may_be_given():
    two = observations(2)
    assert refit(two, NOTHING, [0.0, 0.0]) == pytest.approx(NOTHING)


def test_several_answerers_share_one_question():
    rows = np.zeros((3, len(FEATURES)))
    rows[:2, 0] = 1.0
    found = refit([Observation(features=rows, answered=(0, 1))] * 50, NOTHING)
    assert found["activity"] > 1


def test_a_refit_far_from_its_prior_still_descends():
    rows = 1000 * np.eye(len(FEATURES))
    found = refit([Observation(features=rows, answered=(0,))] * 3, NOTHING | {"skill": 9.0})
    assert found["activity"] > found["skill"]


def test_a_refit_that_helps_later_questions_is_used_and_says_how_much():
    version = calibrated(observations(400), NOTHING)
    assert version.used
    assert version.gain > 0
    assert version.interval[0] < version.gain < version.interval[1]
    assert (version.questions, version.judged_on) == (400, 80)


def test_a_refit_that_does_not_is_not():
    turned = observations(80) + observations(20, TRUE | {"activity": -3.0, "lift": 2.0}, seed=5)
    version = calibrated(turned, NOTHING)
    assert not version.used
    assert version.gain < 0
    assert version.weights == NOTHING


def test_too_few_questions_leave_the_prior():
    version = calibrated(observations(HELD_OUT_MIN * 5 - 5), PRIOR)
    assert (version.used, version.weights, version.judged_on) == (False, PRIOR, 0)


def test_the_search_ends_after_some_steps_at_the_latest(monkeypatch):
    monkeypatch.setattr(calibration, "STEPS_MAX", 1)
    one = refit(observations(200), NOTHING)
    monkeypatch.setattr(calibration, "STEPS_MAX", 30)
    assert one["activity"] != refit(observations(200), NOTHING)["activity"]
