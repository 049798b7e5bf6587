"""The kinds of rules there are, each with its bounds, label and help."""

from collections.abc import Callable
from dataclasses import field
from typing import Any

Value = int | float | bool | str


def whole(default: int, low: int, high: int, label: str, says: str) -> Any:
    """Make a rule that is a whole number within bounds."""
    return field(default=default, metadata={"bounds": (low, high), "label": label, "help": says})


def share(default: float, label: str, says: str) -> Any:
    """Make a rule that is a number from 0 to 1."""
    return number(default, 0, 1, label, says)


def number(default: float, low: float, high: float, label: str, says: str) -> Any:
    """Make a rule that is any number within bounds."""
    return field(
        default=float(default), metadata={"bounds": (low, high), "label": label, "help": says}
    )


def choice(
    default: Value,
    takes: str,
    label: str,
    says: str,
    check: Callable[[str], object],
    *,
    explains: bool = False,
) -> Any:
    """Make a rule that is a text which `check` accepts; `explains` where it says why not."""
    words = {"takes": takes, "label": label, "help": says}
    return field(default=default, metadata={**words, "check": check, "explains": explains})


def yes_or_no(label: str, says: str, *, default: bool) -> Any:
    """Make a rule that is a switch."""
    return field(default=default, metadata={"label": label, "help": says})
