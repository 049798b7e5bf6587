"""Who helps whom across departments, without saying anything about fewer than five people."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from matching.model import PersonId, Tie

GROUP_MIN: Final = 5  # people; nothing is said about fewer
GROUPS_MAX: Final = 40  # rows of the table between departments


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A department of at least five people, or several that only together have as many."""

    departments: tuple[str, ...]
    people: int


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


def groups_of(teams: Mapping[PersonId, str]) -> tuple[Group, ...]:
    """Put departments into groups of at least five people, each person in exactly one.

    Those with fewer are merged; while they are still fewer than five together, the next smallest
    department joins them. Of more than `GROUPS_MAX` groups the smallest are merged as well. An
    organisation of fewer than five has no group. Only sizes and names decide, never who helped
    whom.

    >>> sizes = {"Sales": 7, "Legal": 2, "IT": 6}
    >>> staff = {f"{team}{n}": team for team, size in sizes.items() for n in range(size)}
    >>> for group in groups_of(staff):
    ...     print(group.departments, group.people)
    ('Sales',) 7
    ('IT', 'Legal') 8
    """
    sizes = deque(sorted((size, team) for team, size in Counter(teams.values()).items()))
    merged: list[tuple[int, str]] = []
    together = 0
    while sizes and (
        sizes[0][0] < GROUP_MIN
        or 0 < together < GROUP_MIN
        or len(sizes) + bool(merged) > GROUPS_MAX
    ):
        merged.append(sizes.popleft())
        together += merged[-1][0]
    alone = [Group(departments=(team,), people=size) for size, team in sorted(sizes, key=_name)]
    if together < GROUP_MIN:
        return tuple(alone)
    return (*alone, Group(departments=tuple(sorted(team for _, team in merged)), people=together))


def help_between(teams: Mapping[PersonId, str], ties: Iterable[Tie]) -> HelpBetween:
    """Count the answers from group to group.

    >>> staff = {f"{team}{n}": team for team in ("IT", "Sales") for n in range(5)}
    >>> tie = Tie(learner="Sales1", mentor="IT0", answered=4, rated=0, rating_points=0.0)
    >>> help_between(staff, [tie]).answers
    ((0, 0), (4, 0))
    """
    groups = groups_of(teams)
    place = {team: index for index, each in enumerate(groups) for team in each.departments}
    answers = [[0] * len(groups) for _ in groups]
    for tie in ties if groups else ():
        answers[place[teams[tie.learner]]][place[teams[tie.mentor]]] += max(0, tie.answered)
    received = tuple(map(sum, answers))
    return HelpBetween(
        groups=groups,
        answers=tuple(map(tuple, answers)),
        received=received,
        given=tuple(map(sum, zip(*answers, strict=True))),
        total=sum(received),
    )


def _name(sized: tuple[int, str]) -> str:
    return sized[1]
