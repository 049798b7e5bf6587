"""Repeatable draws: each depends on nothing but the seed and the words that name it."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, TypeVar

SEED: Final = "halden-1"

T = TypeVar("T")


def digest(*named: object) -> bytes:
    """32 bytes that look like chance."""
    return sha256("/".join(map(str, (SEED, *named))).encode()).digest()


def share(*named: object) -> float:
    """A number from 0 to below 1."""
    return int.from_bytes(digest(*named)[:6], "big") / 2**48


def one_of(choices: Sequence[T], *named: object) -> T:
    """One of the choices, each as likely as the others."""
    return choices[int(share(*named) * len(choices))]


def some_of(choices: Iterable[T], count: int, *named: object) -> list[T]:
    """Some of the choices, in the order of the draw."""
    return sorted(choices, key=lambda choice: share(*named, choice))[:count]
