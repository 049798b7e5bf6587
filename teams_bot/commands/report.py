"""`report`: the newest snapshot in plain sentences: who helps whom, and what nobody knows."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from matching.asked_for import WINDOW as ASKED_WINDOW
from matching.asked_for import Wanted
from matching.departments import GROUP_MIN, Group
from matching.endings import FEWEST, Endings
from matching.model import PersonId
from matching.sociogram import WINDOW, Hanging
from storage.snapshots import KEPT_DAYS, Snapshot
from storage.store import Store
from teams_bot import texts
from teams_bot.commands import promises
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.nightly import next_due
from teams_bot.settings import Settings

Names = Mapping[PersonId, str]
Labels = Mapping[str, str]

WIDTH: Final = 80
ROWS_TOLD: Final = 10
PEOPLE_TOLD: Final = 20
_NONE: Final = (
    "No snapshot yet: the service takes one each night at {at} UTC.\n"
    "`python -m teams_bot report --now` takes one at once."
)


async def report(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print a snapshot; with `--now`, one of now."""
    if chosen.now and chosen.day:
        raise Trouble("--now takes today's snapshot, --day shows an older one: give one of them.")
    async with opened(settings) as (store, now):
        if chosen.now:
            taken = await store.take_snapshot(now, texts.ERASED)
            await store.keep_snapshot(taken, instead=True)
        found = await store.snapshot(chosen.day)
        if found is None and chosen.day:
            raise Trouble(
                f"There is no snapshot of {chosen.day}. They are kept for {KEPT_DAYS} days."
            )
        if found is None:
            at = f"{next_due(store.tenant, now):%H:%M}"
            print("null" if chosen.json else _NONE.format(at=at))
            return 0
        names, labels = await store.taking_part(_people(found)), await _labels(store)
    if chosen.json:
        print(json.dumps(described(found, names), indent=2, ensure_ascii=False))
    else:
        print("\n".join(told(found, names, labels)))
    return 0


def described(snapshot: Snapshot, names: Names) -> dict[str, Any]:
    """Describe a snapshot for programs: the format of `report --json` (docs/report-json.md)."""
    graph, asked = snapshot.graph, snapshot.asked_for
    return {
        "day": snapshot.day,
        "at": snapshot.at.isoformat(),
        "seconds": snapshot.seconds,
        "covers": asdict(snapshot.covers),
        "departments": asdict(graph.help_between),
        "brokers": [
            {
                **_person(each.person, names),
                "betweenness": each.betweenness,
                "departments": each.departments,
            }
            for each in graph.brokers.shown
            if each.person in names
        ],
        "brokers_total": graph.brokers.total,
        "pivots": graph.pivots,
        "connected": graph.connected,
        "ties_left_out": graph.ties_left_out,
        "isolated": [_person(each, names) for each in graph.isolated.shown if each in names],
        "isolated_total": graph.isolated.total,
        "hanging_skills": [
            {
                "skill": each.skill,
                **_person(each.person, names),
                "only_holder": each.only_holder,
                "answers": each.answers,
                "share": each.share,
            }
            for each in graph.hanging.shown
            if each.person in names
        ],
        "hanging_skills_total": graph.hanging.total,
        "asked_for": asdict(asked),
        "promises": asdict(snapshot.promises),
        "endings": asdict(snapshot.endings),
    }


def told(snapshot: Snapshot, names: Names, labels: Labels) -> Iterator[str]:
    """Tell a snapshot to people, in lines of at most 80 characters."""
    covers = snapshot.covers
    taken = f"{snapshot.at:%H:%M} UTC in {snapshot.seconds:.1f} s"
    yield f"Snapshot of {snapshot.day}, taken at {taken}"
    yield f"  {covers.people:,} people joined or can be reached; {covers.elsewhere:,} more do not."
    yield f"  in {covers.ties:,} pairs one helped the other in the last {WINDOW.days} days;"
    yield f"  {covers.questions:,} questions were asked in the last {ASKED_WINDOW.days} days."
    if covers.ties_unread or covers.questions_unread:
        yield (
            f"  Too many to read: {covers.ties_unread:,} older pairs, "
            f"{covers.questions_unread:,} older questions."
        )
    yield from _told_departments(snapshot)
    yield from _told_brokers(snapshot, names)
    yield from _told_isolated(snapshot, names)
    yield from _told_hanging(snapshot, names, labels)
    yield from _told_asked_for(snapshot, labels)
    yield from promises.told(snapshot.promises)
    yield from _told_endings(snapshot.endings)


def _told_departments(snapshot: Snapshot) -> Iterator[str]:
    found = snapshot.graph.help_between
    yield from _title("Who helps whom")
    if not found.groups:
        yield f"Fewer than {GROUP_MIN} people take part: nothing is said about departments."
        return
    yield f"{'answers':<46}{'people':>8}{'got':>8}{'gave':>8}{'inside':>8}"
    for place, group in enumerate(found.groups):
        figures = (
            group.people,
            found.received[place],
            found.given[place],
            found.answers[place][place],
        )
        yield f"{_cut(_group(group), 45):<46}" + "".join(f"{each:>8,}" for each in figures)
    between = sorted(
        (-number, row, column)
        for row, line in enumerate(found.answers)
        for column, number in enumerate(line)
        if number and row != column
    )
    for number, row, column in between[:ROWS_TOLD]:
        asked, gave = _group(found.groups[row]), _group(found.groups[column])
        yield f"  {_cut(gave, 30)} answered {_cut(asked, 30)}: {-number:,}"
    if not between:
        yield "  Nobody has helped another department yet."


def _told_brokers(snapshot: Snapshot, names: Names) -> Iterator[str]:
    graph = snapshot.graph
    yield from _title("Who connects others")
    rows = [each for each in graph.brokers.shown if each.person in names]
    if not rows:
        yield "Nobody yet: a connection needs three people who helped each other."
        return
    yield f"{'of the shortest ways between others':<58}{'share':>8}{'departments':>14}"
    for each in rows[:ROWS_TOLD]:
        who = _named(each.person, names, 57)
        yield f"{who:<58}{each.betweenness:>8.1%}{each.departments:>14,}"
    if graph.pivots < graph.connected:
        yield f"An estimate from {graph.pivots:,} of {graph.connected:,} people."


def _told_isolated(snapshot: Snapshot, names: Names) -> Iterator[str]:
    found = snapshot.graph.isolated
    yield from _title("Who stands alone")
    if not found.total:
        yield "Nobody."
        return
    yield f"{found.total:,} joined and were never asked, and never asked anything:"
    there = [each for each in found.shown if each in names]
    for each in there[:PEOPLE_TOLD]:
        yield f"  {_named(each, names, WIDTH - 2)}"
    yield from _rest(found.total, min(len(there), PEOPLE_TOLD))


def _told_hanging(snapshot: Snapshot, names: Names, labels: Labels) -> Iterator[str]:
    found = snapshot.graph.hanging
    yield from _title("Skills that hang on one person")
    rows = [each for each in found.shown if each.person in names]
    for each in rows[:PEOPLE_TOLD]:
        yield f"{_cut(labels.get(each.skill, each.skill), 50)}: {_why(each)}"
        yield f"  {_named(each.person, names, WIDTH - 2)}"
    if rows:
        yield from _rest(found.total, min(len(rows), PEOPLE_TOLD))
    else:
        yield "None."


def _told_asked_for(snapshot: Snapshot, labels: Labels) -> Iterator[str]:
    asked = snapshot.asked_for
    yield from _title("Asked for, nobody knows")
    if asked.skills:
        yield from _wanted("skill", asked.skills, labels)
        yield from _rest(asked.skills_total, min(len(asked.skills), PEOPLE_TOLD))
    elif asked.questions:
        yield "Every skill that was asked for has somebody who knows it."
    else:
        yield f"Nothing was asked in the last {ASKED_WINDOW.days} days."
        return
    yield f"In {asked.without_skill:,} of {asked.questions:,} questions no skill was recognised."
    if asked.words:
        yield from _wanted("words in them", asked.words, {})


def _told_endings(found: Endings) -> Iterator[str]:
    yield from _title("How answered questions ended")
    if found.answered is None:
        yield f"Fewer than {FEWEST} were answered in the last {ASKED_WINDOW.days} days."
        return
    yield f"{f'answered in the last {ASKED_WINDOW.days} days':<58}{found.answered:>8,}"
    yield f"{'closed by who asked':<58}{found.stated:>8,}"
    yield f"{'  of these, with an answer rated as good at least':<58}{found.solved:>8,}"
    yield f"{'closed by the service, as nobody wrote any more':<58}{found.inferred:>8,}"
    yield f"{'not closed':<58}{found.waiting:>8,}"
    yield "What the service closed is no verdict, and in no rating."


def _wanted(title: str, rows: Sequence[Wanted], labels: Labels) -> Iterator[str]:
    yield f"{title:<36}{'questions':>10}{'askers':>8}{'no answer':>11}{'usual wait':>14}"
    for each in rows[:PEOPLE_TOLD]:
        wait = "-" if each.median_wait is None else f"{each.median_wait:,.0f} min"
        what = _cut(labels.get(each.what, each.what), 35)
        yield (
            f"{what:<36}{each.questions:>10,}{each.learners:>8,}{each.unanswered:>11.0%}{wait:>14}"
        )


def _title(words: str) -> Iterator[str]:
    yield ""
    yield words
    yield "-" * len(words)


def _rest(total: int, shown: int) -> Iterator[str]:
    if total > shown:
        yield f"  and {total - shown:,} more"


def _why(hanging: Hanging) -> str:
    if hanging.only_holder:
        return "nobody else has it"
    return f"gave {hanging.share:.0%} of {hanging.answers:,}"


def _group(group: Group) -> str:
    named = [each or "(no department)" for each in group.departments]
    more = len(named) + group.unnamed - 2
    return ", ".join(named[:2]) + (f" and {more} more" if more > 0 else "")


def _named(person: PersonId, names: Names, width: int) -> str:
    """Give a name with its id; of the two the name is cut."""
    return _cut(f"{_cut(names[person], max(1, width - len(person) - 3))} ({person})", width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _person(person: PersonId, names: Names) -> dict[str, str]:
    return {"person": person, "name": names[person]}


def _people(snapshot: Snapshot) -> set[PersonId]:
    graph = snapshot.graph
    brokers = {each.person for each in graph.brokers.shown}
    return brokers | {each.person for each in graph.hanging.shown} | set(graph.isolated.shown)


async def _labels(store: Store) -> dict[str, str]:
    return {skill: each.label for skill, each in (await store.taxonomy()).skills.items()}
