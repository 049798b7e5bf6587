"""Texts of rules that are a list or hours."""

from typing import Final

from matching.hours import WorkingHours, parse_hours

CODES_MAX: Final = 30
CODE_CHARS: Final = 60


def parse_codes(text: str) -> tuple[str, ...]:
    """Read wrap-up codes; a ValueError says in one sentence what cannot be.

    >>> parse_codes("Solved;  Sent to a course; solved")
    ('Solved', 'Sent to a course')
    """
    found: dict[str, str] = {}
    for each in filter(None, (" ".join(part.split()) for part in text.split(";"))):
        found.setdefault(each.casefold(), each)
    codes = tuple(found.values())
    if not codes or len(codes) > CODES_MAX:
        raise ValueError(f"There are 1 to {CODES_MAX} codes, not {len(codes)}.")
    if max(map(len, codes)) > CODE_CHARS:
        raise ValueError(f"A code has at most {CODE_CHARS} characters.")
    return codes


def people_named(text: str) -> frozenset[str]:
    """Read a list of ids with `;` between them.

    >>> sorted(people_named("ana; ben;"))
    ['ana', 'ben']
    """
    return frozenset(filter(None, (each.strip() for each in text.split(";"))))


def opening_hours(text: str) -> WorkingHours:
    """Read hours that open at some time: a default that never does would ask nobody."""
    hours = parse_hours(text)
    if not hours.spans:
        raise ValueError("These hours never open.")
    return hours
