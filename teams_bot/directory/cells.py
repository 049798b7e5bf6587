"""What each cell may hold: functions from text to value, which refuse with one sentence.

They take a cell as `teams_bot.directory.sheet` leaves it: trimmed, and plain.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from matching.hours import parse_hours

_YES: Final = {"", "yes", "true", "1"}
_NO: Final = {"no", "false", "0"}
_CONTRACT: Final = 1_000_000
_BOUGHT: Final = re.compile("[0-9]{1,7}")
_WEEK: Final = 2400  # minutes: forty hours
_SHOWN: Final = 60  # characters of a wrong cell that a sentence repeats
_DIGITS: Final = re.compile("[0-9]{1,4}")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_LANGUAGE: Final = re.compile("[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?")
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def skill_id(label: str) -> str:
    """The canonical id of a skill, however its name was typed.

    >>> skill_id(" Sales  Forecasting ")
    'sales-forecasting'
    """
    folded = unicodedata.normalize("NFKC", label).casefold()
    return "-".join(unicodedata.normalize("NFKC", folded).casefold().split())


def neutral(cell: str) -> str:
    """The cell for an export: a spreadsheet must not take it for a formula (OWASP, ASVS 1.2.10).

    `plain` is its inverse.

    >>> neutral("=1+1"), neutral("Ana")
    ("'=1+1", 'Ana')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """The cell as it was before `neutral`; a file that never went through it is left as it is.

    >>> plain("'=1+1"), plain("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def text(cell: str) -> str:
    """Any text, as it is."""
    return cell


def optional(cell: str) -> str | None:
    """A text, or nothing."""
    return cell or None


def mail(cell: str) -> str | None:
    """A mail address, or nothing."""
    if cell and not _MAIL.fullmatch(cell):
        raise ValueError(f"{shown(cell)} is not a mail address; write ana@example.com")
    return cell or None


def source(cell: str) -> str:
    """Where a mentor comes from; a colleague when nothing is said."""
    if cell.lower() == "manager":
        raise ValueError("a manager is whoever others name as theirs; write peer")
    if cell.lower() not in {"", "peer", "contract", "call_centre"}:
        raise ValueError(f"{shown(cell)} is no source; write peer, contract or call_centre")
    return cell.lower() or "peer"


def skill(cell: str) -> str:
    """The id of one skill."""
    if ";" in cell:
        raise ValueError(f"{shown(cell)} holds a ';', which separates skills; leave it out")
    return skill_id(cell)


def parent(cell: str) -> str | None:
    """The id of the wider skill, or nothing."""
    return skill(cell) or None


def synonyms(cell: str) -> tuple[str, ...]:
    """Other names, separated by semicolons."""
    return tuple(dict.fromkeys(_parts(cell)))


def skills(cell: str) -> Mapping[str, int]:
    """Levels 1 to 5 by skill id: `excel:4; sales-forecasting:2`."""
    levels: dict[str, int] = {}
    for part in _parts(cell):
        label, _, level = part.rpartition(":")
        named = skill_id(label)
        if not named or level.strip() not in {"1", "2", "3", "4", "5"}:
            raise ValueError(
                f"{shown(part)} is not a skill with a level from 1 to 5; "
                "write excel:4; sales-forecasting:2"
            )
        if named in levels:
            raise ValueError(f"{shown(named)} is named twice; keep one level")
        levels[named] = int(level)
    return levels


@lru_cache(maxsize=4096)
def time_zone(cell: str) -> str | None:
    """The name of an IANA time zone, or nothing."""
    try:
        return ZoneInfo(cell).key if cell else None
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{shown(cell)} is not a time zone; write Europe/Berlin") from None


@lru_cache(maxsize=4096)
def hours(cell: str) -> str | None:
    """Working hours in the one way of writing them, or nothing."""
    return str(parse_hours(cell)) if cell else None


@lru_cache(maxsize=4096)
def languages(cell: str) -> tuple[str, ...]:
    """Language tags in lower case: `en; de; pt-br`."""
    tags = [part.lower().replace("_", "-") for part in _parts(cell.replace(",", ";"))]
    for tag in tags:
        if not _LANGUAGE.fullmatch(tag):
            raise ValueError(f"{shown(tag)} is not a language; write en; de")
    return tuple(dict.fromkeys(tags))


def minutes(cell: str) -> int | None:
    """Minutes per week, or nothing."""
    if cell and not (_DIGITS.fullmatch(cell) and int(cell) <= _WEEK):
        raise ValueError(f"{shown(cell)} is not a number of minutes from 0 to {_WEEK}; write 60")
    return int(cell) if cell else None


def bought(cell: str) -> int | None:
    """Minutes of a contract altogether, or nothing: they are not counted."""
    if cell and not (_BOUGHT.fullmatch(cell) and int(cell) <= _CONTRACT):
        raise ValueError(
            f"{shown(cell)} is not a number of minutes from 0 to {_CONTRACT}; write 600"
        )
    return int(cell) if cell else None


def day(cell: str) -> str | None:
    """The last day of a contract, or nothing: it has no end."""
    if not cell:
        return None
    try:
        return datetime.strptime(cell, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day
    except ValueError:
        raise ValueError(f"{shown(cell)} is not a day; write 2027-03-31") from None


def active(cell: str) -> bool:
    """Whether the person is still here; yes when nothing is said."""
    if cell.lower() not in _YES | _NO:
        raise ValueError(f"{shown(cell)} is neither yes nor no")
    return cell.lower() in _YES


def shown(text: str) -> str:
    """A wrong value as a sentence repeats it: short, quoted, nothing in it invisible."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
