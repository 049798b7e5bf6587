"""The table of waits, estimated from past questions; the work of the night.

The cumulative incidences are the Aalen-Johansen estimator of statsmodels (Aalen and Johansen
1978): answered, given up and taken back compete, and only a question that is still open is
censored. statsmodels takes two seconds and 100 MB to load, so it is loaded when it is used, in
a process apart from the service.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np

from matching.waited import Observation, Outcome
from matching.waits import ASKED, GRID, Cell, Curve, Table, Where, leaning, ordered

CELLS_MAX: Final = 1000  # those with the most questions; the others lean on them entirely
_OVER: Final = (Outcome.GAVE_UP, Outcome.CANCELLED)


def table_of(observations: Iterable[Observation], *, most: int = CELLS_MAX) -> Table:
    """Estimate every cell; the widest first, as the others lean on them."""
    found = defaultdict[Where, list[Observation]](list)
    for each in observations:
        where: Where | None = each.where
        while where is not None:
            found[where].append(each)
            where = where.above
    largest = sorted(ordered(found), key=lambda where: -len(found[where]))[:most]
    cells: dict[Where, Cell] = {}
    for where in ordered(largest):
        above = None if where.above is None else cells[where.above]
        longest = max(each.minutes for each in found[where])
        cells[where] = leaning(cell_of(where, found[where]), above, longest)
    asked = found.get(Where(rung=ASKED), [])
    answered = [each.minutes for each in asked if each.outcome is Outcome.ANSWERED]
    return Table(
        cells=tuple(cells.values()),
        questions=len(asked),
        plain=float(np.median(answered)) if answered else None,
    )


def cell_of(where: Where, waits: Sequence[Observation]) -> Cell:
    """Make a cell of its own questions alone.

    Its evidence is how many questions that all count alike would say as much: (Σw)² / Σw² (Kish
    1965).
    """
    weights = np.array([each.weight for each in waits])
    answered, over = incidence(waits)
    return Cell(
        where=where,
        questions=len(waits),
        evidence=float(weights.sum() ** 2 / (weights**2).sum()),
        answered=answered,
        over=over,
    )


def incidence(waits: Sequence[Observation]) -> tuple[Curve, Curve]:
    """Estimate how probably a question is answered by each of GRID, and over without an answer."""
    library: Any = import_module("statsmodels.duration.survfunc")
    times = np.array([each.minutes for each in waits], dtype=float)
    causes = np.array([each.outcome.value for each in waits])
    weights = np.array([each.weight for each in waits], dtype=float)
    fitted = library.CumIncidenceRight(times, causes, freq_weights=weights)
    places = np.searchsorted(fitted.times, GRID, side="right") - 1

    def curve(outcomes: Sequence[Outcome]) -> Curve:
        total = np.zeros(len(GRID))
        for each in outcomes:
            if each.value <= len(fitted.cinc):
                total += np.where(places < 0, 0.0, fitted.cinc[each.value - 1][places])
        return tuple(np.minimum(total, 1.0).tolist())

    return curve((Outcome.ANSWERED,)), curve(_OVER)
