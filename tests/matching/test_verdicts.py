import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.thread import RATING_POINTS, Rating, State, verdicts_in
from matching.verdicts import HALF_LIFE, START, Verdicts, verdict_on, weight
from tests.support.builders import EXCEL, NOW, answer, thread

WORD = "word"


def test_ratings_fade_by_half_in_ninety_days():
    ana = {EXCEL: Verdicts(rated=weight(NOW), points=0.5 * weight(NOW))}
    assert verdict_on({EXCEL: 1.0}, ana, NOW) == pytest.approx((1, 0.5))
    assert verdict_on({EXCEL: 1.0}, ana, NOW + HALF_LIFE) == pytest.approx((0.5, 0.25))


@pytest.mark.parametrize("skills", [{}, {WORD: 1.0}, {EXCEL: 0.0}, {EXCEL: math.nan}])
def test_without_a_rating_in_the_skills_there_is_no_verdict(skills):
    assert verdict_on(skills, {EXCEL: Verdicts(rated=3, points=2)}, NOW) == (0, 0)


def test_a_skill_nobody_rated_counts_as_none_in_the_mean():
    ana = {EXCEL: Verdicts(rated=weight(NOW), points=weight(NOW))}
    assert verdict_on({EXCEL: 3.0, WORD: 1.0}, ana, NOW) == pytest.approx((0.75, 0.75))


@given(st.permutations([0.0, 40.0, 300.0, 2000.0]))
def test_the_order_of_ratings_is_irrelevant(days):
    total = Verdicts()
    for each in days:
        worth = weight(START + timedelta(days=each))
        total += Verdicts(rated=worth, points=worth / 2)
    assert total.rated == pytest.approx(sum(weight(START + timedelta(days=d)) for d in days))
    assert (total - total) == Verdicts()


def test_the_ratings_of_a_thread_count_for_the_skills_each_answer_was_given_for():
    answers = (
        answer("ana", rating=Rating.GOOD, position=3, skills=(WORD,)),
        answer("ana", rating=None),
        answer("ben", rating=Rating.GREAT),
    )
    found = thread(State.ANSWERED, answers=answers)
    worth = weight(NOW)
    good = Verdicts(rated=worth, points=worth * RATING_POINTS[Rating.GOOD])
    assert verdicts_in(found, "ana") == {WORD: good}
    assert verdicts_in(found, "ben") == {EXCEL: Verdicts(rated=worth, points=worth)}
    assert verdicts_in(found, "cai") == verdicts_in(None, "ana") == {}
