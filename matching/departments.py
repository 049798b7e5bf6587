"""Who helps whom across departments, without saying anything about fewer than five people."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GROUP_MIN: Final = 5  # people; nothing is said about fewer
GROUPS_MAX: Final = 40  # rows of the table between departments
NAMED_MAX: Final = 50  # departments of one group that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A department of at least five people, or several that only together have as many."""

    departments: tuple[str, ...]  # the first by name
    people: int
    unnamed: int = 0  # further departments of the group


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpBetween:
    """Answers between groups: a row asked, a column answered; both have the order of `groups`.

    Small departments are merged, not blanked: whatever is added or subtracted here is about
    whole groups, so that a total never gives away what a blank hides.
    """

    groups: tuple[Group, ...] = ()
    answers: tuple[tuple[int, ...], ...] = ()
    received: tuple[int, ...] = ()  # sum of each row
    given: tuple[int, ...] = ()  # sum of each column
    total: int = 0


def groups_of(people: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Put departments, given with their sizes, into groups of at least five people.

    Those with fewer are merged; while they are still fewer than five together, the next smallest
    department joins them. Of more than `GROUPS_MAX` groups the smallest are merged as well. An
    organisation of fewer than five has no group. Only sizes and names decide, never who helped
    whom.

    >>> groups_of({"Sales": 7, "Legal": 2, "IT": 6})
    (('Sales',), ('IT', 'Legal'))
    """
    sizes = deque(sorted((size, team) for team, size in people.items() if size > 0))
    merged: list[str] = []
    together = 0
    while sizes and (
        sizes[0][0] < GROUP_MIN
        or 0 < together < GROUP_MIN
        or len(sizes) + bool(merged) > GROUPS_MAX
    ):
        size, team = sizes.popleft()
        merged.append(team)
        together += size
    alone = [(team,) for team in sorted(team for _, team in sizes)]
    if together < GROUP_MIN:
        return tuple(alone)
    return (*alone, tuple(sorted(merged)))


def help_between(people: Mapping[str, int], answers: Mapping[tuple[str, str], int]) -> HelpBetween:
    """Count the answers from group to group, given those between departments (asked, answered).

    >>> found = help_between({"IT": 5, "Sales": 6}, {("Sales", "IT"): 4})
    >>> found.answers
    ((0, 0), (4, 0))
    >>> found.groups[1]
    Group(departments=('Sales',), people=6, unnamed=0)
    """
    groups = groups_of(people)
    place = {team: index for index, names in enumerate(groups) for team in names}
    table = [[0] * len(groups) for _ in groups]
    for (asked, answered), number in answers.items() if groups else ():
        table[place[asked]][place[answered]] += number
    received = tuple(map(sum, table))
    return HelpBetween(
        groups=tuple(_group(each, people) for each in groups),
        answers=tuple(map(tuple, table)),
        received=received,
        given=tuple(map(sum, zip(*table, strict=True))),
        total=sum(received),
    )


def _group(names: tuple[str, ...], people: Mapping[str, int]) -> Group:
    return Group(
        departments=names[:NAMED_MAX],
        people=sum(people[each] for each in names),
        unnamed=max(0, len(names) - NAMED_MAX),
    )
