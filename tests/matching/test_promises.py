"""Whether promised waits were true, on questions of which the truth is known."""

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from matching.promises import BINS, Kept, kept, wilson
from matching.waited import Past
from matching.waits import Promise

ASKED = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOW = ASKED + timedelta(days=20)
PROMISE = Promise(since=ASKED, usual=12, long=120, shares=(0.5, 0.7, 0.9, 0.95), plain=10.0)


def past(minutes=None, promise=PROMISE, **changes):
    answered = None if minutes is None else ASKED + timedelta(minutes=minutes)
    whole = {"created": ASKED, "zone": "UTC", "skill": "excel", "promise": promise}
    return Past(**(whole | {"answered": answered} | changes))


def normal(share):
    """Where so much of a standard normal lies below, by halving."""
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        below = (1 + math.erf(middle / math.sqrt(2))) / 2
        low, high = (middle, high) if below < share else (low, middle)
    return low


def simulated(count, claimed=1.0):
    """Questions with lognormal waits, a tenth never answered, and the promise that is true.

    `claimed` is by how much the promise is too long.
    """
    draw = random.Random(7)
    true = [30 * math.exp(normal(share / 0.95)) * claimed for share in (0.5, 0.9)]
    promise = replace(PROMISE, usual=true[0], long=true[1])
    waits = (30 * math.exp(draw.gauss(0, 1)) for _ in range(count))
    return [past(None if draw.random() < 0.05 else each, promise) for each in waits]


def test_true_promises_are_found_true():
    whole = kept(simulated(4000), NOW).whole
    assert whole.within_usual.low < 0.5 < whole.within_usual.high
    assert whole.beyond_long.low < 0.1 < whole.beyond_long.high
    assert whole.within_usual.high - whole.within_usual.low < 0.04


@pytest.mark.parametrize(("claimed", "too_few"), [(0.5, True), (2.0, False)])
def test_promises_that_are_too_short_or_too_long_are_found_out(claimed, too_few):
    whole = kept(simulated(4000, claimed), NOW).whole
    assert (whole.within_usual.high < 0.5) == too_few
    assert (whole.within_usual.low > 0.5) == (not too_few)
    assert (whole.beyond_long.low > 0.1) == too_few


def test_who_was_never_answered_was_not_answered_within_anything():
    gone = ASKED + timedelta(minutes=5)
    questions = [past(5)] * 5 + [past(ended=gone)] * 3 + [past(ended=gone, cancelled=True)] * 2
    whole = kept(questions, NOW).whole
    assert (whole.within_usual.of, whole.within_usual.share) == (10, 0.5)
    assert whole.beyond_long.share == 0.5


def test_a_promise_is_judged_when_its_time_is_over_whatever_came_of_it():
    soon = ASKED + timedelta(minutes=60)
    whole = kept([past(1)] * 6 + [past()] * 6, soon).whole
    assert (whole.within_usual.of, whole.within_usual.share) == (12, 0.5)
    assert whole.beyond_long.of == 0
    assert kept([past(1)] * 6, ASKED + timedelta(minutes=5)).whole.within_usual.of == 0


def test_the_wait_counts_from_when_somebody_could_read_it():
    since = ASKED + timedelta(hours=10)
    whole = kept([past(605, replace(PROMISE, since=since))] * 5, NOW).whole
    assert whole.within_usual.share == 1.0
    early = kept([past(1, replace(PROMISE, since=since))] * 5, NOW).whole
    assert early.within_usual.share == 1.0


def test_the_rows_are_by_what_was_promised():
    usual = (5, 6, 60, 1440, 2880)
    questions = [past(3, replace(PROMISE, usual=each)) for each in usual for _ in range(5)]
    found = kept(questions, NOW)
    assert [(each.over, each.to) for each in found.rows] == [
        (0, 5),
        (5, 15),
        (15, 60),
        (240, 1440),
        (1440, None),
    ]
    assert all(each.within_usual.of == 5 for each in found.rows)
    assert BINS[0] == 5


def test_of_fewer_than_five_only_the_count_is_told():
    found = kept([past(5)] * 4, NOW)
    assert (found.whole.within_usual.of, found.whole.within_usual.share) == (4, None)
    assert (found.promises, found.brier, found.brier_plain) == (4, None, None)


def test_without_a_promise_there_is_nothing_to_judge():
    assert kept([past(5, None)], NOW) == Kept()


def test_a_promise_without_a_median_counts_for_the_score_alone():
    found = kept([past(5, replace(PROMISE, usual=None, long=None))] * 5, NOW)
    assert found.whole.within_usual.of == 0
    assert found.rows == ()
    assert found.brier is not None


def test_the_score_is_the_mean_squared_error_at_the_horizons():
    found = kept([past(30)] * 5, NOW)
    errors = (0.5**2, 0.3**2, 0.1**2, 0.05**2)
    assert found.brier == pytest.approx(sum(errors) / 4, abs=1e-4)
    assert found.brier_plain == 0.25  # the median alone says 15 minutes are enough
    without = kept([past(30, replace(PROMISE, plain=None))] * 5, NOW)
    assert (without.brier, without.brier_plain) == (None, None)


def test_a_constant_tells_everybody_the_shares_that_came_true():
    found = kept([past(10)] * 6 + [past(None)] * 6, NOW)
    assert found.brier_constant == 0.25  # one half at each horizon
    assert kept([past(10)] * 6, NOW).brier_constant == 0.0
    assert kept([past(10)] * 4, NOW).brier_constant is None


def test_who_is_told_that_some_get_no_answer_is_judged_by_who_got_none():
    told = [replace(PROMISE, long=None, never=each) for each in (0.1, 0.3)]
    gone = ASKED + timedelta(minutes=300)
    questions = [past(5, told[0])] * 4 + [past(None, told[1], ended=gone)] * 4
    found = kept([*questions, *[past(None)] * 9], NOW)  # the nine were told what 1 in 10 waits
    assert (found.never.of, found.never.share, found.never_promised) == (8, 0.5, 0.2)


def test_no_answer_is_judged_a_day_later_and_a_late_one_counts():
    told = replace(PROMISE, long=None, never=0.2)
    late = past(3000, told, ended=None)
    assert kept([late] * 5, NOW).never.share == 0.0
    assert kept([past(None, told)] * 5, ASKED + timedelta(minutes=1439)).never.of == 0
    old = kept([past(None, replace(told, never=None))] * 5, NOW)
    assert (old.never.of, old.never_promised) == (0, None)


def test_an_honest_spread_scores_better_than_the_median_of_the_answered():
    draw = random.Random(3)
    shares = tuple(
        0.8 * (1 + math.erf(math.log(each / 60) / math.sqrt(2))) / 2
        for each in (15, 60, 240, 1440)
    )
    promise = replace(PROMISE, shares=shares, plain=60.0)
    waits = [60 * math.exp(draw.gauss(0, 1)) for _ in range(500)]
    found = kept([past(each if draw.random() < 0.8 else None, promise) for each in waits], NOW)
    assert found.brier < found.brier_plain


def test_an_interval_holds_its_share_and_stays_a_share():
    for hits in range(21):
        found = wilson(hits, 20)
        assert 0 <= found.low <= found.share <= found.high <= 1
