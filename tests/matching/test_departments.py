import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.departments import GROUP_MIN, GROUPS_MAX, NAMED_MAX, groups_of, help_between

SIZES = st.dictionaries(st.sampled_from(["", "a", "b", "c", "d", "e"]), st.integers(1, 12))


def test_answers_are_counted_from_the_group_that_asked_to_the_group_that_answered():
    between = {("Sales", "IT"): 3, ("Sales", "Sales"): 2}
    found = help_between({"IT": 5, "Sales": 6}, between)
    assert [each.departments for each in found.groups] == [("IT",), ("Sales",)]
    assert found.answers == ((0, 0), (3, 2))
    assert (found.received, found.given, found.total) == ((0, 5), (3, 2), 5)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({}, []),
        ({"a": 0}, []),
        ({"a": 4}, []),
        ({"a": 5}, [("a", 5)]),
        ({"a": 500}, [("a", 500)]),
        ({"a": 2, "b": 2}, []),
        ({"a": 2, "b": 3}, [("ab", 5)]),
        ({"a": 4, "b": 4, "c": 9}, [("c", 9), ("ab", 8)]),
        ({"a": 1, "b": 9, "c": 6}, [("b", 9), ("ac", 7)]),
        ({"a": 1, "b": 20}, [("ab", 21)]),
    ],
)
def test_departments_of_fewer_than_five_are_merged_until_they_are_five(sizes, expected):
    found = help_between(sizes, {}).groups
    assert [("".join(each.departments), each.people) for each in found] == expected


def test_of_many_departments_the_smallest_share_one_row_and_the_first_are_named():
    found = help_between({f"t{n:03}": 5 + n for n in range(100)}, {}).groups
    assert len(found) == GROUPS_MAX
    assert found[-1].departments == tuple(f"t{n:03}" for n in range(NAMED_MAX))
    assert (found[-1].unnamed, found[0].unnamed) == (61 - NAMED_MAX, 0)


def test_as_many_departments_as_there_are_rows_each_have_their_own():
    found = help_between({f"t{n:02}": 5 for n in range(GROUPS_MAX)}, {}).groups
    assert {each.people for each in found} == {5}


def test_what_fewer_than_five_people_do_is_not_told():
    found = help_between({"a": 2, "b": 2}, {("a", "b"): 9})
    assert (found.groups, found.total) == ((), 0)


@given(SIZES)
def test_every_group_has_five_people_and_everybody_is_in_one_group(sizes):
    found = groups_of(sizes)
    assert all(sum(sizes[team] for team in each) >= GROUP_MIN for each in found)
    inside = sorted(team for each in found for team in each)
    assert inside == (sorted(sizes) if sum(sizes.values()) >= GROUP_MIN else [])


@given(SIZES, st.data())
def test_no_figure_tells_departments_of_one_group_apart(sizes, data):
    """Not by difference either: with their people exchanged, all that is shown is the same."""
    names = sorted(sizes)
    pairs = st.tuples(st.sampled_from(names or ["x"]), st.sampled_from(names or ["x"]))
    between = data.draw(st.dictionaries(pairs, st.integers(0, 9))) if names else {}
    found = help_between(sizes, between)
    for group in found.groups:
        theirs = group.departments
        other = dict(zip(theirs, data.draw(st.permutations(theirs)), strict=True))
        moved = {(other.get(a, a), other.get(b, b)): n for (a, b), n in between.items()}
        assert help_between(sizes, moved) == found
