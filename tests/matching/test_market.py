from matching.market import SCALE, Market


def cleared(scores, free, wanted):
    market = Market(scores=scores, free=free, wanted=wanted)
    market.clear()
    return market


def test_a_question_makes_room_over_a_chain_of_others():
    market = cleared([{0: 9, 1: 8}, {1: 9, 2: 8}, {0: 1}], [1, 1, 1], [1, 1, 1])
    assert market.held == [{1}, {2}, {0}]
    assert market.total() == 17


def test_a_second_place_is_given_up_for_a_first():
    market = cleared([{0: SCALE, 1: SCALE}, {1: 1}], [1, 1], [2, 1])
    assert market.held == [{0}, {1}]
    assert market.free == [0, 0]


def test_a_place_nobody_wants_costs_nothing():
    market = cleared([{0: 5}], [2, 1], [1])
    assert market.price == [0, 0]
    assert market.free == [1, 1]


def test_a_price_tells_a_question_from_a_place_from_a_score():
    first = cleared([{0: 5}, {0: 3}], [1], [1, 1])
    second = cleared([{0: 5, 1: 5}, {1: 4}], [1, 0], [1, 2])
    better = cleared([{0: 9, 1: 2}, {0: 9, 1: 5}], [1, 1], [1, 1])
    assert first.price_of(0) == (1, 1, 3)
    assert second.price_of(1) == (1, 1, 4)
    assert better.price_of(0) == (0, 0, 4)
    assert cleared([{0: 5, 1: 3}], [1, 0], [2]).price_of(1) == (0, 1, 3)


def test_nobody_at_all_is_no_trouble():
    assert cleared([], [], []).total() == 0
