"""The people and skills of an organisation, read from CSV: typed rows, or every problem at once.

`python -m teams_bot people import people.csv` and `skills import skills.csv` bring the bytes.
Nothing here knows the database: whether a manager or a parent who is not in the file exists
there is the importer's question.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from teams_bot.directory import cells
from teams_bot.directory.cells import neutral, plain, skill_id
from teams_bot.directory.sheet import Problem, Reading, Sheet, read

__all__ = [
    "PeopleReading",
    "PersonRow",
    "Problem",
    "Reading",
    "SkillRow",
    "SkillsReading",
    "neutral",
    "plain",
    "read_people",
    "read_skills",
    "skill_id",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person as the file has them; None and empty mean that the file says nothing."""

    id: str
    name: str
    mail: str | None
    title: str
    department: str
    location: str
    manager: str | None
    source: str  # "peer", "contract" or "call_centre"
    skills: Mapping[str, int] | None  # level 1 to 5 by skill id; None: there is no such column
    time_zone: str | None
    hours: str | None  # as `matching.hours` writes them
    languages: tuple[str, ...]
    minutes_per_week: int | None
    active: bool
    contract_minutes: int | None
    contract_until: str | None  # an ISO date, the last day


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRow:
    """One skill of the organisation's own taxonomy."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    parent: str | None  # the id of the wider skill


PeopleReading: TypeAlias = Reading[PersonRow]
SkillsReading: TypeAlias = Reading[SkillRow]


def read_people(data: bytes) -> PeopleReading:
    """The people in a CSV file; of its columns (see `_PEOPLE`) only id and name are required."""
    return read(data, _PEOPLE)


def read_skills(data: bytes) -> SkillsReading:
    """The skills in a CSV file: `id,label,synonyms,parent`; id and label are required."""
    return read(data, _SKILLS)


_PEOPLE: Final = Sheet(
    kind=PersonRow,
    columns={
        "id": cells.text,
        "name": cells.text,
        "mail": cells.mail,
        "title": cells.text,
        "department": cells.text,
        "location": cells.text,
        "manager": cells.optional,
        "source": cells.source,
        "skills": cells.skills,
        "time_zone": cells.time_zone,
        "hours": cells.hours,
        "languages": cells.languages,
        "minutes_per_week": cells.minutes,
        "active": cells.active,
        "contract_minutes": cells.bought,
        "contract_until": cells.day,
    },
    required=("id", "name"),
    above="manager",
)
_SKILLS: Final = Sheet(
    kind=SkillRow,
    columns={
        "id": cells.skill,
        "label": cells.text,
        "synonyms": cells.synonyms,
        "parent": cells.parent,
    },
    required=("id", "label"),
    above="parent",
)
