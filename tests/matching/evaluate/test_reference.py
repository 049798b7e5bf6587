import pytest

from matching.evaluate.protocol import replay
from matching.evaluate.reference import Chance, Combination, RecentActivity
from tests.support.history import history


@pytest.mark.parametrize("text_only", [True, False])
def test_the_combination_finds_more_than_chance(text_only):
    made = history(200, 20)
    span = made.questions[-1].at
    routers = {
        "combination": Combination(span, text_only=text_only),
        "activity": RecentActivity(0.03 * span),
        "chance": Chance(),
    }
    rankings = list(replay(made, routers, text_only=text_only))
    found = {
        name: sum(each.ranked[name][0] in each.relevant for each in rankings) for name in routers
    }
    assert found["combination"] > 2 * found["chance"]
    assert found["activity"] > 0


def test_without_a_pool_the_combination_ranks_nobody():
    made = history(1)
    assert Combination(1.0, text_only=True).rank(made.questions[0], []) == {}


def test_the_combination_ranks_before_anything_was_asked():
    made = history(1)
    scores = Combination(1.0, text_only=True).rank(made.questions[0], ["ana", "ben"])
    assert scores == {"ana": 0.0, "ben": 0.0}
