import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.departments import GROUP_MIN, GROUPS_MAX, groups_of, help_between
from tests.support.builders import tie

SIZES = st.dictionaries(st.sampled_from(["", "a", "b", "c", "d", "e"]), st.integers(1, 12))


def staff(**sizes):
    return {f"{team}{n}": team for team, size in sizes.items() for n in range(size)}


def test_answers_are_counted_from_the_group_that_asked_to_the_group_that_answered():
    teams = staff(IT=5, Sales=6)
    found = help_between(
        teams,
        [
            tie("Sales0", "IT0", answered=3),
            tie("Sales1", "Sales2", answered=2),
            tie("IT0", "Sales0", answered=-4),
        ],
    )
    assert [each.departments for each in found.groups] == [("IT",), ("Sales",)]
    assert found.answers == ((0, 0), (3, 2))
    assert (found.received, found.given, found.total) == ((0, 5), (3, 2), 5)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 4}, []),
        ({"a": 5}, [("a", 5)]),
        ({"a": 2, "b": 2}, []),
        ({"a": 2, "b": 3}, [("ab", 5)]),
        ({"a": 4, "b": 4, "c": 9}, [("c", 9), ("ab", 8)]),
        ({"a": 1, "b": 9, "c": 6}, [("b", 9), ("ac", 7)]),
        ({"a": 1, "b": 20}, [("ab", 21)]),
    ],
)
def test_departments_of_fewer_than_five_are_merged_until_they_are_five(sizes, expected):
    found = groups_of(staff(**sizes))
    assert [("".join(each.departments), each.people) for each in found] == expected


def test_of_many_departments_the_smallest_share_one_row():
    found = groups_of(staff(**{f"t{n:02}": 5 + n for n in range(60)}))
    assert len(found) == GROUPS_MAX
    assert found[-1].departments == tuple(f"t{n:02}" for n in range(21))


def test_as_many_departments_as_there_are_rows_each_have_their_own():
    found = groups_of(staff(**{f"t{n:02}": 5 for n in range(GROUPS_MAX)}))
    assert {each.people for each in found} == {5}


def people_of(sizes):
    return [(f"{team}-{n}", team) for team, size in sizes.items() for n in range(size)]


@given(SIZES)
def test_every_group_has_five_people_and_everybody_is_in_one_group(sizes):
    found = groups_of(dict(people_of(sizes)))
    assert all(each.people >= GROUP_MIN for each in found)
    assert [each.people for each in found] == [
        sum(sizes[team] for team in each.departments) for each in found
    ]
    inside = sorted(team for each in found for team in each.departments)
    assert inside == (sorted(sizes) if sum(sizes.values()) >= GROUP_MIN else [])


@given(SIZES, st.data())
def test_no_figure_tells_departments_of_one_group_apart(sizes, data):
    """Not by difference either: with their people exchanged, all that is shown is the same."""
    people = people_of(sizes)
    names = [name for name, _ in people]
    pairs = st.tuples(st.sampled_from(names or ["x"]), st.sampled_from(names or ["x"]))
    ties = [tie(*pair, answered=2) for pair in data.draw(st.lists(pairs)) if names]
    found = help_between(dict(people), ties)
    exchanged = dict(people)
    for group in found.groups:
        theirs = [name for name, team in people if team in group.departments]
        seats = data.draw(st.permutations([exchanged[name] for name in theirs]))
        exchanged |= dict(zip(theirs, seats, strict=True))
    assert help_between(exchanged, ties) == found


@given(SIZES, st.data())
def test_who_helped_whom_does_not_change_the_groups(sizes, data):
    names = [name for name, _ in people_of(sizes)]
    pairs = st.tuples(st.sampled_from(names or ["x"]), st.sampled_from(names or ["x"]))
    ties = [tie(*pair) for pair in data.draw(st.lists(pairs)) if names]
    teams = dict(people_of(sizes))
    assert help_between(teams, ties).groups == help_between(teams, []).groups
