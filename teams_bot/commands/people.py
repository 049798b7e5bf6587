"""`people import FILE.csv`: all or nothing, and twice is once."""

import argparse
import sys
from pathlib import Path
from typing import Final, TypeVar

from matching.model import PersonId
from matching.skills import SkillId
from matching.sources import Source
from storage.change import Person
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.directory import PersonRow, Reading, read_people
from teams_bot.settings import Settings

Row = TypeVar("Row")

# The column of a file, and the field it fills. Who is in a file is active unless it says no.
FIELDS: Final = {"skills": "skills_given"} | {
    name: name
    for name in (
        *("mail", "title", "department", "location", "manager", "source"),
        *("time_zone", "hours", "languages", "minutes_per_week"),
        *("contract_minutes", "contract_until"),
    )
}


async def import_file(settings: Settings, chosen: argparse.Namespace) -> int:
    """Bring the people of a file in, or name every line that is wrong."""
    reading = read_people(read_bytes(chosen.file))
    rows = checked(chosen.file, reading)
    labels = {SkillId(skill): label_of(skill) for row in rows for skill in row.skills or ()}
    async with opened(settings) as (store, now):
        done = await store.import_people(
            [person_of(row) for row in rows],
            labels,
            now,
            deactivate_missing=chosen.deactivate_missing,
            invite=settings.mails,
            keep=[FIELDS[each] for each in reading.absent_columns if each in FIELDS],
        )
    print(f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged.")
    _report("No longer active, open requests are withdrawn", done.left)
    _report("Invited by mail to be asked", done.invited)
    _report(
        "Outside, and not invited yet: set SMTP_URL and PUBLIC_URL, then import again",
        done.not_invited,
    )
    _report("New skills (give them synonyms with `skills import`)", done.new_skills)
    _report("Managers nobody knows", done.unknown_managers)
    _report("Columns that were not read", reading.unknown_columns)
    return 0


def person_of(row: PersonRow) -> Person:
    """Make a person of a row; what the person edited is laid over it by the store."""
    return Person(
        id=PersonId(row.id),
        name=row.name,
        imported=True,
        active=row.active,
        mail=row.mail or "",
        title=row.title,
        department=row.department,
        location=row.location,
        manager=None if row.manager is None else PersonId(row.manager),
        source=Source(row.source),
        skills_given={SkillId(skill): level for skill, level in (row.skills or {}).items()},
        time_zone=row.time_zone or "",
        hours=row.hours or "",
        languages=row.languages,
        minutes_per_week=row.minutes_per_week,
        contract_minutes=row.contract_minutes,
        contract_until=row.contract_until or "",
    )


def label_of(skill: str) -> str:
    """Make a label for a skill that no taxonomy names.

    >>> label_of("sales-forecasting")
    'Sales forecasting'
    """
    words = skill.replace("-", " ")
    return words[:1].upper() + words[1:]


def read_bytes(file: Path) -> bytes:
    """Read a file, or say what is wrong with it."""
    try:
        return file.read_bytes()
    except OSError as trouble:
        raise Trouble(f"{file} cannot be read: {trouble.strerror}.") from trouble


def checked(file: Path, reading: Reading[Row]) -> tuple[Row, ...]:
    """Give the rows, or every problem with its line and column; then nothing is imported."""
    if reading.problems:
        found = "\n".join(f"{file}: {each}" for each in reading.problems)
        raise Trouble(f"{found}\nNothing was imported.")
    return reading.rows


def _report(title: str, names: tuple[str, ...]) -> None:
    if names:
        shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if names[20:] else "")
        print(f"{title}: {shown}.", file=sys.stdout)
