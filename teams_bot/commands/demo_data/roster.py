"""The people of the demo organisation, made from the lists in `words`."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from unicodedata import normalize

from teams_bot.commands.demo_data import words
from teams_bot.commands.demo_data.draws import digest, one_of, some_of

DESK: Final = "IT Service Desk"
LEVELS: Final = (2, 3, 3, 4, 4, 5)
HIGH_LEVELS: Final = (3, 4, 4, 5, 5)
MINUTES: Final[Mapping[str, tuple[int, ...]]] = {
    "peer": (30, 45, 60, 60, 90),
    "contract": (120, 180),
    "call_centre": (600,),
}
DESK_MINUTES: Final = (60, 90, 120)
NOT_OF_THE_DESK_PHONES: Final = {"excel", "pivot-tables", "power-bi"}
ASKED_IN_THE_STORY: Final = {"excel", "pivot-tables"}  # the story's learner cannot know it herself


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person, before they become a line of people.csv."""

    id: str
    name: str
    title: str
    department: str
    location: str
    manager: str  # an id; empty for who leads the organisation
    source: str
    skills: Mapping[str, int]

    @property
    def mail(self) -> str:
        """The mail address, in plain letters."""
        ascii_name = normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        return f"{ascii_name.lower().replace(' ', '.')}@{words.DOMAIN}"

    @property
    def languages(self) -> str:
        """English, what the office speaks, and what this person brings along."""
        also = (words.SPOKEN[self.location], words.ALSO_SPOKEN.get(self.name, ""))
        return "; ".join(filter(None, ("en", *also)))

    @property
    def time_zone(self) -> str:
        """The zone of the office."""
        return words.ZONES[self.location]

    @property
    def hours(self) -> str:
        """Weekly hours; the Service Desk is there round the clock."""
        if self.department == DESK:
            return words.ROUND_THE_CLOCK
        choices = words.RETIRED_HOURS if self.source == "contract" else words.OFFICE_HOURS
        return one_of(choices, "hours", self.name)

    @property
    def minutes_per_week(self) -> int:
        """What this person gives to answers."""
        desk = self.department == DESK and self.source == "peer"
        return one_of(DESK_MINUTES if desk else MINUTES[self.source], "minutes", self.name)


@cache
def people() -> tuple[Person, ...]:
    """Everybody, department by department."""
    head = next(name for _, rank, name, *_ in _rows() if rank == "0")
    everybody = []
    above: dict[str, str] = {"0": "", "1": person_id(head)}
    for department, rank, name, title, location, source in _rows():
        if rank == "1":
            above |= {"2": person_id(name), "3": person_id(name)}
        if rank == "2":
            above["3"] = person_id(name)
        everybody.append(
            Person(
                id=person_id(name),
                name=name,
                title=title,
                department=department,
                location=location,
                manager=above[rank],
                source=source,
                skills=_skills(name, department, source),
            )
        )
    return tuple(everybody)


def person_id(name: str) -> str:
    """An id in the form of a directory's object ids."""
    return str(uuid.UUID(bytes=digest("person", name)[:16], version=4))


def _rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    for department, text in words.ROSTER.items():
        for line in text.strip().splitlines():
            rank, name, title, location, source = [*map(str.strip, line.split("|")), "peer"][:5]
            yield department, rank, name, title, location, source


def _skills(name: str, department: str, source: str) -> dict[str, int]:
    """Skill ids with levels: most of the department's own, and a few besides."""
    core, besides = words.CORE[department].split(), words.BESIDES[department].split()
    if department == DESK or source == "contract":
        known = core + some_of(besides, 2, "besides", name)
    else:
        known = some_of(core, one_of((3, 4, 4, 5), "much", name), "core", name)
        known += some_of(besides, one_of((1, 2, 2, 3), "more", name), "besides", name)
    if source == "call_centre":
        known = [skill for skill in known if skill not in NOT_OF_THE_DESK_PHONES]
    if name == words.LEARNER_NAME:
        known = [skill for skill in known if skill not in ASKED_IN_THE_STORY]
    high = department == DESK or source == "contract"
    levels = HIGH_LEVELS if high else LEVELS
    drawn = {skill: one_of(levels, "level", name, skill) for skill in dict.fromkeys(known)}
    return drawn | dict.fromkeys(words.EXPERTS.get(name, "").split(), 5)
