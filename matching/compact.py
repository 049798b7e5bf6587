"""Much in little memory: lists of numbers in flat arrays, and things kept once, by number.

A hundred thousand small objects are slow to count, for the garbage collector looks at each of them
again and again while everybody waits. An array is one object.
"""

from array import array
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


class Places(Generic[Thing]):
    """Different things, each at a place; the first is at 0.

    >>> names = Places()
    >>> [names.of(each) for each in ("ana", "ben", "ana")], names[1]
    ([0, 1, 0], 'ben')
    """

    __slots__ = ("_places", "_things")

    def __init__(self) -> None:
        """Start with nothing."""
        self._things: list[Thing] = []
        self._places: dict[Thing, int] = {}

    def __getitem__(self, place: int) -> Thing:
        """Give what is at a place."""
        return self._things[place]

    def of(self, thing: Thing) -> int:
        """Give the place of a thing; what is new comes last."""
        place = self._places.setdefault(thing, len(self._things))
        if place == len(self._things):
            self._things.append(thing)
        return place


class Rows:
    """Short rows of numbers, one after the other; a row never changes.

    >>> rows = Rows()
    >>> rows.append([7, 8]), rows.append([]), rows.append([9])
    (None, None, None)
    >>> list(rows[0]), list(rows[1]), list(rows[2]), len(rows)
    ([7, 8], [], [9], 3)
    """

    __slots__ = ("_ends", "_numbers")

    def __init__(self) -> None:
        """Start with no row."""
        self._ends = array("i", [0])
        self._numbers = array("i")

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> "array[int]":
        """Give a row."""
        return self._numbers[self._ends[row] : self._ends[row + 1]]

    def append(self, numbers: Iterable[int]) -> None:
        """Add a row."""
        self._numbers.extend(numbers)
        self._ends.append(len(self._numbers))


class Chains:
    """Pairs of numbers, each added to any of many chains.

    >>> chains = Chains()
    >>> chains.add(0, 1, 10), chains.add(2, 5, 50), chains.add(0, 2, 20)
    (None, None, None)
    >>> chains[0], chains[1], chains[2]
    ([(1, 10), (2, 20)], [], [(5, 50)])
    """

    __slots__ = ("_before", "_last", "_left", "_right")

    def __init__(self) -> None:
        """Start with nothing in any chain."""
        self._last = array("i")  # of each chain, where its newest pair is; -1: empty
        self._before = array("i")  # of each pair, where the one before is
        self._left = array("i")
        self._right = array("q")

    def __getitem__(self, chain: int) -> list[tuple[int, int]]:
        """Give a chain, oldest first."""
        found = []
        at = self._last[chain] if chain < len(self._last) else -1
        while at >= 0:
            found.append((self._left[at], self._right[at]))
            at = self._before[at]
        return found[::-1]

    def add(self, chain: int, left: int, right: int) -> None:
        """Add a pair."""
        missing = chain + 1 - len(self._last)
        if missing > 0:
            self._last.extend([-1] * missing)
        self._before.append(self._last[chain])
        self._last[chain] = len(self._left)
        self._left.append(left)
        self._right.append(right)
