"""`python -m benchmarks.waits [--quick] [--json]` measures whether promised waits are true.

A simulated organisation asks for months. Each question gets its promise from the table of the
night before, by the product's own functions, and what becomes of it is drawn apart from that;
afterwards the product judges its promises. The same is done with the unanswered left out of the
table, as a median over answered questions does.

People answer within lognormal times that depend on skill and part of day; some questions nobody
can answer, in some skills more of them. A rung lasts half an hour, there are three, and some
learners take a question back.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from matching.incidence import table_of
from matching.promises import Kept, Share, kept
from matching.skills import SkillId
from matching.waited import Outcome, Past, observations
from matching.waits import Part, Table, Where, part_of_day, promise

BEGIN: Final = datetime(2026, 1, 5, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kolkata")
RUNG_MINUTES: Final = 30
RUNGS: Final = 3
MENTORS: Final = 2  # asked on a rung
SLOWER: Final = {Part.MORNING: 1.0, Part.AFTERNOON: 1.4, Part.NIGHT: 6.0, Part.WEEKEND: 10.0}
SPREAD: Final = 1.2  # of the logarithm of a mentor's minutes
REACTS: Final = 0.5  # share of requests that are ever answered
TAKEN_BACK: Final = 0.03  # share of questions, at some time in their first two hours
HARD: Final = 0.02  # share of questions nobody can answer, in the easiest skill
WAYS: Final = ("the unanswered counted", "the unanswered left out")


def asked(day: int, skills: int, draw: random.Random) -> Past:
    """Draw one question of a day, and what becomes of it."""
    number = min(int(draw.expovariate(0.35)), skills - 1)
    created = BEGIN + timedelta(days=day, minutes=draw.gauss(13 * 60, 180))
    zone = draw.choice(ZONES)
    rungs = [created + RUNG_MINUTES * each * MINUTE for each in range(RUNGS)]
    typical = (6 + 5 * (number % 7)) * SLOWER[part_of_day(created, zone)]
    hard = draw.random() < HARD * (1 + number % 7)
    answers = [
        start + typical * math.exp(draw.gauss(0, SPREAD)) * MINUTE
        for start in rungs
        for _ in range(MENTORS)
        if draw.random() < REACTS and not hard
    ]
    given_up = rungs[-1] + RUNG_MINUTES * MINUTE
    taken_back = draw.random() < TAKEN_BACK
    ended = created + draw.uniform(1, 120) * MINUTE if taken_back else given_up
    ended = min(ended, given_up)
    answered = min(answers, default=None)
    if answered is not None and taken_back and answered > ended:
        answered = None
    end = ended if answered is None else answered
    return Past(
        created=created,
        zone=zone,
        skill=SkillId(f"s{number}"),
        rungs=tuple(each for each in rungs if each <= end),
        answered=answered,
        ended=None if answered is not None else ended,
        cancelled=answered is None and taken_back,
    )


def as_of(question: Past, now: datetime) -> Past:
    """Give a question as it was known at a time: what came later had not happened."""
    return replace(
        question,
        rungs=tuple(each for each in question.rungs if each <= now),
        answered=_by(question.answered, now),
        ended=_by(question.ended, now),
    )


def _by(at: datetime | None, now: datetime) -> datetime | None:
    return None if at is None or at > now else at


def judged(days: int, a_day: int, seed: int) -> tuple[dict[str, Kept], int]:
    """Live through the days, promise with each table of the night, and judge the promises."""
    draw = random.Random(seed)
    questions: list[Past] = []
    promised: dict[str, list[Past]] = {each: [] for each in WAYS}
    for day in range(days):
        tables = _tables(questions, BEGIN + timedelta(days=day))
        for _ in range(a_day):
            question = asked(day, 12, draw)
            questions.append(question)
            for way, table in tables.items():
                promised[way].append(_promised(question, table))
    end = BEGIN + timedelta(days=days + 30)
    return {way: kept(given, end) for way, given in promised.items()}, len(questions)


def _promised(question: Past, table: Table) -> Past:
    part = part_of_day(question.created, question.zone)
    where = Where(rung=1, skill=question.skill, part=part)
    return replace(question, promise=promise(table, where, question.created, 1))


def _tables(questions: Sequence[Past], now: datetime) -> dict[str, Table]:
    """Estimate the table of a night, with all questions and with the answered alone."""
    known = [as_of(each, now) for each in questions if each.created <= now]
    waits = list(observations(known, now))
    only = [each for each in waits if each.outcome is Outcome.ANSWERED]
    return dict(zip(WAYS, (table_of(waits), table_of(only)), strict=True))


def run(days: int, a_day: int, seed: int = 1) -> dict[str, Any]:
    """Measure both ways on the same questions."""
    found, questions = judged(days, a_day, seed)
    return {
        "days": days,
        "questions": questions,
        "ways": {way: _figures(each) for way, each in found.items()},
    }


def _figures(found: Kept) -> dict[str, Any]:
    whole = found.whole
    none = Share()
    within, beyond = (none, none) if whole is None else (whole.within_usual, whole.beyond_long)
    return {
        "promises": found.promises,
        "within_usual": within.share,
        "within_usual_of": within.of,
        "within_long": None if beyond.share is None else round(1 - beyond.share, 4),
        "within_long_of": beyond.of,
        "brier": found.brier,
        "brier_plain_median": found.brier_plain,
    }


def table(found: Mapping[str, Any]) -> str:
    """Write the results for people."""
    lines = [
        f"{found['questions']} questions in {found['days']} days, promised before their outcome",
        f"{'':<26}{'50 % promise':>20}{'90 % promise':>20}{'error':>8}{'median':>8}",
        f"{'':<26}{'kept':>10}{'of':>10}{'kept':>10}{'of':>10}{'':>8}{'alone':>8}",
    ]
    for way, each in found["ways"].items():
        shares = (
            f"{_percent(each[f'within_{name}']):>10}{each[f'within_{name}_of']:>10}"
            for name in ("usual", "long")
        )
        errors = "".join(
            f"{'-' if each[name] is None else format(each[name], '.3f'):>8}"
            for name in ("brier", "brier_plain_median")
        )
        lines.append(f"{way:<26}{''.join(shares)}{errors}")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.waits", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="thirty days instead of 120")
    parser.add_argument("--json", action="store_true", help="for programs; the table on stderr")
    chosen = parser.parse_args(arguments)
    found = run(30, 25) if chosen.quick else run(120, 60)
    print(table(found), file=sys.stderr if chosen.json else sys.stdout)
    if chosen.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
