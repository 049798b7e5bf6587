"""How long an answer takes: what is told of it, and with how much evidence.

A `Cell` holds two curves over `GRID`: how probably a question was answered by then, and how
probably it was over by then without an answer. Both are cumulative incidences of competing
outcomes (`matching.incidence`), so that a question nobody answered is in every figure.

Thin cells lean on the cell above them: skill, part of day and rung on skill and rung, those on
the rung alone. Where its own questions are worth n and the curve above it is G, a cell's curve is

    F(t) = (n F_own(t) + STRENGTH G(t)) / (n + STRENGTH),

the posterior mean of a Dirichlet process with base G and mass STRENGTH (Ferguson 1973). F(t) is
then Beta distributed, which gives intervals. Whoever of its own still waits at the end of what
was seen goes on as the questions of the cell above did (Susarla and Van Ryzin 1976); where there
is none above, that end is not known, and nothing is said that would need it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import Final
from zoneinfo import ZoneInfo

from matching.skills import SkillId

# minutes; neighbours are near each other, and all of them can be said
GRID: Final[tuple[int, ...]] = (
    *range(1, 11),
    *(12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 60, 75, 90, 105, 120, 150, 180, 210, 240),
    *(60 * hours for hours in (5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 30, 36, 48, 60, 72)),
    *(24 * 60 * days for days in (4, 5, 6, 7, 10, 14)),
)
STRENGTH: Final = 20.0  # questions that the cell above counts as
LEAST: Final = 10  # questions below which nothing is said: one in ten could not be seen
USUAL: Final = 0.5
LONG: Final = 0.9
UNSEEN: Final = 0.1  # share whose end nobody has seen, above which nothing is said
Z95: Final = 1.959964
ROUNDING: Final = 1e-9
ASKED: Final = 0  # as a rung: from the asking itself, before anybody is chosen
RUNGS: Final = 6  # later ones count as this
NO_SKILL: Final = SkillId("")
HORIZONS: Final = (15, 60, 240, 1440)  # minutes at which a promise is scored

Curve = tuple[float, ...]  # one value for each of GRID, from 0 to 1, never falling


class Part(StrEnum):
    """The learner's local part of day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"
    WEEKEND = "weekend"


NOON: Final = 12
SATURDAY: Final = 5
DAYTIME: Final = range(6, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which questions are alike: same rung, main skill and part of day; None counts all."""

    rung: int
    skill: SkillId | None = None
    part: Part | None = None

    @property
    def above(self) -> "Where | None":
        """The wider cell that this one leans on."""
        if self.part is not None:
            return Where(rung=self.rung, skill=self.skill)
        return None if self.skill is None else Where(rung=self.rung)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is known of questions that are alike; already leaning on the cell above."""

    where: Where
    questions: int  # its own
    evidence: float  # what its own are worth, and the others of the cell above, up to STRENGTH
    answered: Curve
    over: Curve  # without an answer: given up, or taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All cells of an organisation; `plain` is the median of the answered alone, in minutes."""

    cells: tuple[Cell, ...] = ()
    questions: int = 0
    plain: float | None = None

    def best(self, where: Where) -> Cell | None:
        """Find the narrowest cell for this, if there is any."""
        alike = (each for each in self.cells if each.where.rung == where.rung)
        known = {each.where: each for each in alike if each.where.skill in {None, where.skill}}
        wanted: Where | None = where
        while wanted is not None and wanted not in known:
            wanted = wanted.above
        return None if wanted is None else known[wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What may be said of a wait that has lasted some minutes already; minutes from then on."""

    usual: int | None  # half are answered within; None: fewer than half ever are
    usual_between: tuple[int, int | None]  # with 95 %; no upper end where half may never be
    long: int | None  # one in ten waits longer; None: hardly nine in ten are ever answered
    answered: float  # share that is answered at all
    never: float  # share that ends without an answer
    questions: int  # of the cell itself
    evidence: float  # questions that still waited by then, with what the cell above counts as
    where: Where  # the cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a learner was told when they asked; kept with the thread, and scored afterwards."""

    since: datetime  # from when it counts: somebody could read the question
    usual: int | None
    long: int | None
    shares: tuple[float, ...]  # answered within each of HORIZONS
    plain: float | None  # the median of the answered alone, to compare with
    version: int = 0  # of the table
    never: float | None = None  # share that gets no answer; None: promised before this was kept


def leaning(own: Cell, above: Cell | None, seen: float) -> Cell:
    """Let a cell of its own questions lean on the cell above, if there is one.

    `seen` is how many minutes the longest of its own has lasted.
    """
    if above is None:
        return own
    own, known = _gone_on(own, above, seen), own.evidence
    total = known + STRENGTH

    def mixed(mine: Curve, theirs: Curve) -> Curve:
        pairs = zip(mine, theirs, strict=True)
        return tuple((known * one + STRENGTH * other) / total for one, other in pairs)

    return replace(
        own,
        evidence=known + min(STRENGTH, max(0.0, above.evidence - known)),
        answered=mixed(own.answered, above.answered),
        over=mixed(own.over, above.over),
    )


def _gone_on(own: Cell, above: Cell, seen: float) -> Cell:
    """Let those that still wait when the own questions end go on as those above did from there."""
    left = 1.0 - own.answered[-1] - own.over[-1]
    place = bisect_right(GRID, seen)

    def until_then(curve: Curve) -> float:
        return curve[place - 1] if place else 0.0

    waiting = 1.0 - until_then(above.answered) - until_then(above.over)
    if left <= ROUNDING or waiting <= ROUNDING:
        return own

    def longer(mine: Curve, theirs: Curve) -> Curve:
        start = until_then(theirs)
        more = (left * (each - start) / waiting for each in theirs[place:])
        return (*mine[:place], *map(sum, zip(mine[place:], more, strict=True)))

    return replace(
        own,
        answered=longer(own.answered, above.answered),
        over=longer(own.over, above.over),
    )


def estimate(table: Table, where: Where, waited: float = 0.0) -> Estimate | None:
    """Say how long it takes from now on, after so many minutes without an answer.

    None where fewer than `LEAST` questions say something about it, or where how more than `UNSEEN`
    of them end was not seen yet, as in the first days: then nothing is claimed.
    Given that nothing happened by t, the answer comes within s with probability
    (F(t + s) - F(t)) / S(t), where S is the share that still waits: between two points of the
    grid as many as at the first, so that nothing is promised too soon. That one in ten waits
    longer is said where the curve passes nine in ten by a standard error: cells that happen to
    reach it would else be the lucky ones.
    """
    cell = table.best(where)
    if cell is None:
        return None
    place = bisect_right(GRID, waited)
    before, gone = _at(cell.answered, waited), cell.over[place - 1] if place else 0.0
    waiting = 1.0 - before - gone
    left = cell.evidence * waiting
    unseen = (1.0 - cell.answered[-1] - cell.over[-1]) / waiting if waiting > 0 else 0.0
    if left < LEAST or unseen > UNSEEN:
        return None
    rest = tuple(max(0.0, each - before) / waiting for each in cell.answered)
    spread = Z95 * sqrt(USUAL * (1 - USUAL) / (left + 1))
    soonest = _reached(rest, USUAL - spread, waited)
    usual = _reached(rest, USUAL, waited)
    surely = LONG + sqrt(LONG * (1 - LONG) / (left + 1))
    return Estimate(
        usual=usual,
        usual_between=(
            GRID[-1] if soonest is None else soonest,
            _reached(rest, USUAL + spread, waited),
        ),
        long=_reached(rest, LONG, waited) if rest[-1] >= surely else None,
        answered=rest[-1],
        never=max(0.0, cell.over[-1] - gone) / waiting,
        questions=cell.questions,
        evidence=left,
        where=cell.where,
    )


def promise(table: Table, where: Where, since: datetime, version: int) -> Promise | None:
    """Give what a learner is told at the beginning, as it is kept; None where that is nothing."""
    found, cell = estimate(table, where), table.best(where)
    if found is None or cell is None:
        return None
    return Promise(
        since=since,
        usual=found.usual,
        long=found.long,
        shares=tuple(round(_at(cell.answered, each), 4) for each in HORIZONS),
        plain=table.plain,
        version=version,
        never=round(found.never, 4),
    )


def part_of_day(at: datetime, zone: str) -> Part:
    """Give the part of day in somebody's own time zone.

    >>> from datetime import UTC
    >>> part_of_day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "Asia/Tokyo")
    <Part.MORNING: 'morning'>
    """
    local = at.astimezone(ZoneInfo(zone))
    if local.weekday() >= SATURDAY:
        return Part.WEEKEND
    if local.hour not in DAYTIME:
        return Part.NIGHT
    return Part.MORNING if local.hour < NOON else Part.AFTERNOON


def main_skill(skills: Mapping[SkillId, float]) -> SkillId:
    """Give what a question is about most; `NO_SKILL` where no skill was recognised."""
    return min(skills, key=lambda each: (-skills[each], each), default=NO_SKILL)


def ordered(cells: Iterable[Where]) -> list[Where]:
    """Put wider cells before those that lean on them."""
    return sorted(
        cells, key=lambda each: (each.part is not None, each.skill is not None, str(each))
    )


def _at(curve: Sequence[float], minutes: float) -> float:
    """Read a curve at a time, on the straight line between its points; it begins at 0."""
    place = bisect_right(GRID, minutes)
    if place == len(GRID):
        return curve[-1]
    start, low = (GRID[place - 1], curve[place - 1]) if place else (0, 0.0)
    return low + (curve[place] - low) * (minutes - start) / (GRID[place] - start)


def _reached(curve: Sequence[float], share: float, waited: float) -> int | None:
    """Give after how many more minutes a curve reaches a share, as a number that can be said."""
    place = bisect_left(curve, share - ROUNDING)
    if place == len(curve):
        return None
    step = bisect_left(GRID, GRID[place] - waited)
    return GRID[step]
