"""`skills import FILE.csv`: the organisation's taxonomy."""

import argparse

from matching.skills import Skill, SkillId
from teams_bot.commands.opened import opened
from teams_bot.commands.people import checked, read_bytes
from teams_bot.directory import SkillRow, read_skills
from teams_bot.settings import Settings


async def import_file(settings: Settings, chosen: argparse.Namespace) -> int:
    """Bring a taxonomy in; skills the file does not name stay."""
    reading = read_skills(read_bytes(chosen.file))
    rows = checked(chosen.file, reading)
    async with opened(settings) as (store, _):
        done = await store.import_skills([skill_of(row) for row in rows])
    print(f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged.")
    if reading.unknown_columns:
        print(f"Columns that were not read: {', '.join(reading.unknown_columns)}.")
    return 0


def skill_of(row: SkillRow) -> Skill:
    """Make a skill of a row."""
    return Skill(
        id=SkillId(row.id),
        label=row.label,
        synonyms=row.synonyms,
        parent=None if row.parent is None else SkillId(row.parent),
    )
