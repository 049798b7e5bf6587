import pytest

from matching.evaluate.full_score import FullScore
from matching.evaluate.product import Product
from matching.evaluate.protocol import replay
from tests.support.history import history


@pytest.mark.parametrize("timed", [True, False])
def test_the_whole_score_follows_relevance_and_spreads_the_first_places(timed):
    product, made = Product(), history(300, 20, timed=timed)
    rankings = list(replay(made, {"p": product, "full": FullScore(product)}))
    first = {name: {each.ranked[name][0] for each in rankings} for name in ("p", "full")}
    found = sum(each.ranked["full"][0] in each.relevant for each in rankings)
    assert found > len(rankings) / 10
    assert len(first["full"]) >= len(first["p"])
