"""`waits show` and `waits refit`: how long answers take, as learners are told."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from matching.promises import FEWEST
from matching.skills import SkillId
from matching.waits import ASKED, GRID, Cell, Estimate, Table, Where, estimate, ordered
from storage.waits import Waits
from teams_bot import texts
from teams_bot.commands.opened import opened
from teams_bot.refits import refit_waits
from teams_bot.settings import Settings

DRAWN: Final = (1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440, 2880, 10080)  # minutes
BAR: Final = 40
CELLS_TOLD: Final = 20
MARKS: Final = "█·"  # answered, over without an answer


async def show(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the table in force: a chart of all questions, and the cells with the most."""
    async with opened(settings) as (store, _now):
        known = await store.waits()
        labels = {skill: each.label for skill, each in (await store.taxonomy()).skills.items()}
    if chosen.json:
        print(json.dumps(described(known), indent=1, ensure_ascii=False))
    else:
        print("\n".join(told(known, labels)))
    return 0


async def refit(settings: Settings, _: argparse.Namespace) -> int:
    """Estimate now, instead of tonight."""
    async with opened(settings) as (store, now):
        made = await refit_waits(store, now)
    if made is None:
        print("Another process did so at the same time; `waits show` prints what it found.")
        return 0
    print(f"Version {made.number}: {made.table.questions:,} questions.")
    return 0


def described(known: Waits) -> dict[str, Any]:
    """Describe the table for programs: the format of `waits show --json` (docs/waits-json.md)."""
    return {
        "version": known.number,
        "when": known.when.isoformat() if known.when else None,
        "questions": known.table.questions,
        "median_of_answered": known.table.plain,
        "minutes": list(GRID),
        "cells": [
            {
                "rung": each.where.rung,
                "skill": each.where.skill,
                "part": None if each.where.part is None else each.where.part.value,
                "questions": each.questions,
                **_facts(estimate(known.table, each.where)),
                "answered": [round(value, 4) for value in each.answered],
                "over": [round(value, 4) for value in each.over],
            }
            for each in _told_of(known.table)
        ],
    }


def told(known: Waits, labels: Mapping[SkillId, str]) -> Iterator[str]:
    """Tell the table to people, in lines of at most 80 characters."""
    if known.when is None:
        yield "Nothing is known yet: waits are estimated each night, or by `waits refit`."
        return
    table = known.table
    yield f"Version {known.number}, {known.when:%Y-%m-%d %H:%M} UTC: {table.questions:,} questions"
    everybody = table.best(Where(rung=ASKED))
    found = estimate(table, Where(rung=ASKED))
    if everybody is None or found is None:
        yield "Too little is known so far to say how long an answer takes."
        return
    yield texts.wait(found)
    yield from _chart(everybody)
    yield ""
    head = f"{'usual':>8}{'long':>8}{'none':>7}"
    yield f"{'rung':>4}  {'skill':<26}{'part of day':<12}{'questions':>9}{head}"
    for each in _told_of(table)[:CELLS_TOLD]:
        yield from _row(each, estimate(table, each.where), labels)
    yield "Rung 0 counts from the asking, the others from when somebody could read it."
    yield "Fewer than half, or nine in ten, ever answered: -. Minutes."


def _chart(cell: Cell) -> Iterator[str]:
    yield ""
    yield f"after      answered {MARKS[0]}, over without an answer {MARKS[1]}"
    for minutes in DRAWN:
        place = GRID.index(minutes)
        answered, over = cell.answered[place], cell.over[place]
        full = round(answered * BAR)
        rest = max(0, round((answered + over) * BAR) - full)
        bar = (MARKS[0] * full + MARKS[1] * rest).ljust(BAR)
        yield f"{texts.span(minutes):<11}{bar} {answered:>4.0%} {over:>4.0%}"


def _row(cell: Cell, found: Estimate | None, labels: Mapping[SkillId, str]) -> Iterator[str]:
    skill, part = cell.where.skill, cell.where.part
    what = "all" if skill is None else labels.get(skill, skill) or "(no skill)"
    cut = what if len(what) <= 25 else f"{what[:24]}…"  # noqa: PLR2004 - the column
    figures = "not known".rjust(23)
    if found is not None:
        usual, long = ("-" if each is None else f"{each:,}" for each in (found.usual, found.long))
        figures = f"{usual:>8}{long:>8}{found.never:>7.0%}"
    when = "any" if part is None else part.value
    yield f"{cell.where.rung:>4}  {cut:<26}{when:<12}{cell.questions:>9,}{figures}"


def _told_of(table: Table) -> list[Cell]:
    """Give the cells that may be told of, those with the most questions of a rung first."""
    enough = [each for each in table.cells if each.questions >= FEWEST]
    places = {where: place for place, where in enumerate(ordered(each.where for each in enough))}
    return sorted(enough, key=lambda each: (each.where.rung, -each.questions, places[each.where]))


def _facts(found: Estimate | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(("usual", "usual_between", "long", "never"))
    return {
        "usual": found.usual,
        "usual_between": list(found.usual_between),
        "long": found.long,
        "never": round(found.never, 4),
    }
