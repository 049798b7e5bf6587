from hypothesis import given
from hypothesis import strategies as some

from matching.compact import Chains, Places, Rows

small = some.integers(0, 9)


@given(some.lists(some.text(max_size=2)))
def test_a_thing_has_one_place_and_is_found_there(things):
    places = Places()
    given = [places.of(each) for each in things]
    assert [places[each] for each in given] == things
    assert sorted(set(given)) == list(range(len(set(things))))


@given(some.lists(some.lists(small)))
def test_rows_are_given_back_as_they_were_added(lists):
    rows = Rows()
    for each in lists:
        rows.append(each)
    assert [list(rows[place]) for place in range(len(rows))] == lists


@given(some.lists(some.tuples(small, small, some.integers(-(2**40), 2**40))))
def test_chains_are_given_back_in_the_order_of_their_pairs(added):
    chains = Chains()
    for chain, left, right in added:
        chains.add(chain, left, right)
    for chain in range(11):
        assert chains[chain] == [(left, right) for at, left, right in added if at == chain]
