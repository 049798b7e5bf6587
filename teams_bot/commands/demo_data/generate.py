"""Writes the files of the demo organisation: the same bytes every time.

`python -m teams_bot.commands.demo_data.generate` after a change of the word lists.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from teams_bot.commands.demo_data import topics
from teams_bot.commands.demo_data.past import threads
from teams_bot.commands.demo_data.roster import people


def files() -> dict[str, bytes]:
    """Every generated file by its name."""
    history = json.dumps(list(threads(people())), ensure_ascii=False, indent=1)
    questions = "\n".join(line.strip() for line in topics.QUESTIONS.strip().splitlines())
    return {
        "people.csv": _csv(_people()),
        "skills.csv": _csv(_skills()),
        "threads.json": f"{history}\n".encode(),
        "questions.txt": f"{questions}\n".encode(),
    }


def main() -> None:
    """Write them beside this module."""
    for name, content in files().items():
        Path(__file__).with_name(name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


def _people() -> Iterator[tuple[object, ...]]:
    yield (
        *("id", "name", "mail", "title", "department", "location", "manager", "source", "skills"),
        *("time_zone", "hours", "languages", "minutes_per_week", "active"),
    )
    for person in people():
        skills = "; ".join(f"{skill}:{level}" for skill, level in person.skills.items())
        yield (
            *(person.id, person.name, person.mail, person.title, person.department),
            *(person.location, person.manager, person.source, skills, person.time_zone),
            *(person.hours, person.languages, person.minutes_per_week, "yes"),
        )


def _skills() -> Iterator[tuple[object, ...]]:
    yield ("id", "label", "synonyms", "parent")
    for line in topics.TAXONOMY.strip().splitlines():
        yield tuple(part.strip() for part in line.split("|"))


def _csv(lines: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue().encode()


if __name__ == "__main__":
    main()
