"""What goes with a press: its ids and the values of its inputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from teams_bot.texts import clean

LONGEST_ID: Final = 200


@dataclass(frozen=True, slots=True)
class Fields:
    """The data and inputs of a press: strings, whatever came."""

    data: Mapping[str, Any]

    def id(self, name: str) -> str:
        """Give an id that must be there."""
        found = self.data.get(name)
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID:
            raise KeyError(name)
        return found

    def maybe(self, name: str) -> str | None:
        """Give an id that may be there."""
        return self.id(name) if self.data.get(name) else None

    def has(self, name: str) -> bool:
        """Whether an input came that can be read; it may be empty."""
        return _written(self.data.get(name)) is not None

    def text(self, name: str) -> str:
        """Give the value of an input on one line."""
        return clean(_written(self.data.get(name)) or "")

    def lines(self, name: str) -> str:
        """Give the value of a text input with its line breaks."""
        return clean(_written(self.data.get(name)) or "", lines=True)


def _written(value: object) -> str | None:
    """Give an input as Teams writes it: as text. None for anything but text, number or switch.

    >>> _written(True), _written(15.0), _written(["x"])
    ('true', '15', None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None
