"""A mentor's own effect: sums, and nothing by which one learner could be told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from matching.effect import DAYS, WEEKS, Help, Helped, effect
from matching.giveaway import SMALLEST
from matching.minutes import Weights
from tests.support.builders import NOW

WEIGHTS = Weights(answer=3, line=1, joint=5)


def helped(learner="lea", days=1.0, saved=None, *, thanked=True):
    return Helped(at=NOW - timedelta(days=days), learner=learner, saved=saved, thanked=thanked)


def found(*answers, **more):
    return effect(Help(answers=answers, **more), WEIGHTS, NOW, "UTC")


def by_days(*answers, **more):
    return {each.days: each for each in found(*answers, **more).periods}


def test_each_period_counts_what_was_given_in_it():
    periods = by_days(
        helped("lea", 1), helped("lea", 2), helped("lou", 20, thanked=False), helped("gus", 200)
    )
    assert tuple(periods) == DAYS
    assert [each.people for each in periods.values()] == [1, 2, 3]
    assert [each.answers for each in periods.values()] == [2, 3, 4]
    assert [each.thanks for each in periods.values()] == [2, 2, 3]
    assert [each.minutes for each in periods.values()] == [6, 9, 12]


def test_minutes_given_count_lines_and_joint_answers_by_their_weights():
    old, new = NOW - timedelta(days=10), NOW - timedelta(days=1)
    periods = by_days(helped(), lines=(old, new, new), joints=(new,))
    assert [each.minutes for each in periods.values()] == [3 + 2 + 5, 3 + 3 + 5, 3 + 3 + 5]


def test_who_asks_without_a_name_is_a_question_and_no_person():
    """The figures are the same, whether it was Lea, who asked by name before, or not."""
    week = by_days(helped("lea"), helped(None), helped(None))[7]
    assert (week.people, week.unnamed, week.answers) == (1, 2, 3)


@pytest.mark.parametrize(("people", "told"), [(SMALLEST - 1, False), (SMALLEST, True)])
def test_minutes_saved_are_told_from_so_many_people_on(people, told):
    week = by_days(*(helped(f"l{n}", saved=10) for n in range(people)))[7]
    assert (week.saved, week.said) == ((10 * people, people) if told else (None, 0))


def test_many_answers_to_few_people_are_few_people():
    answers = [helped(f"l{n % 2}", saved=10) for n in range(20)]
    assert by_days(*answers)[365].saved is None
    unnamed = [helped(None, saved=10) for _ in range(20)]
    assert by_days(*answers, *unnamed)[365].saved is None


def test_no_sum_is_told_whose_difference_to_another_is_of_few_people():
    week = [helped(f"l{n}", 1, saved=10) for n in range(SMALLEST)]
    one_more = helped("lou", 20, saved=60)
    periods = by_days(*week, one_more)
    assert [each.saved for each in periods.values()] == [50, None, None]
    others = [helped(f"o{n}", 100, saved=1) for n in range(SMALLEST - 1)]
    periods = by_days(*week, one_more, *others)
    assert [each.saved for each in periods.values()] == [50, None, 50 + 60 + 4]


def test_what_was_said_of_an_answer_without_good_news_is_in_no_sum():
    """The mentor never heard of it, and must not from a sum that did not move."""
    told = [helped(f"l{n}", saved=10) for n in range(SMALLEST)]
    week = by_days(*told, helped("lou", saved=0, thanked=False))[7]
    assert (week.saved, week.said) == (50, SMALLEST)


def test_twelve_weeks_begin_on_mondays_of_the_mentor_s_zone():
    sunday_night = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # Monday in Berlin
    given = Help(answers=(Helped(at=sunday_night, learner=None),))
    weeks = effect(given, WEIGHTS, NOW, "Europe/Berlin").weeks
    assert len(weeks) == WEEKS
    assert all(each.begins.weekday() == 0 for each in weeks)
    assert {each.begins: each.answers for each in weeks}[date(2026, 3, 2)] == 1
    weeks = effect(given, WEIGHTS, NOW, "UTC").weeks
    assert {each.begins: each.answers for each in weeks}[date(2026, 2, 23)] == 1


def test_of_nothing_everything_is_nothing():
    assert [each.answers for each in found().periods] == [0, 0, 0]
    assert [each.answers for each in found().weeks] == [0] * WEEKS
