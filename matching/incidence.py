"""The table of waits, estimated from past questions; the work of the night.

The cumulative incidences are the Aalen-Johansen estimator of statsmodels (Aalen and Johansen
1978): answered, given up and taken back compete, and only a question that is still open is
censored. statsmodels takes two seconds and 100 MB to load, so it is loaded when it is used, in
a process apart from the service.
"""

from collections import Counter, defaultdict
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
    found: dict[Where, Counter[tuple[float, Outcome]]] = defaultdict(Counter)
    for each in observations:
        where: Where | None = each.where
        while where is not None:
            found[where][each.minutes, each.outcome] += 1
            where = where.above
    largest = sorted(ordered(found), key=lambda where: -found[where].total())[:most]
    cells: dict[Where, Cell] = {}
    for where in ordered(largest):
        above = None if where.above is None else cells[where.above]
        own = incidence(found[where])
        cells[where] = leaning(where, found[where].total(), own, above)
    asked = found.get(Where(rung=ASKED), Counter())
    answered = [each for each in asked.elements() if each[1] is Outcome.ANSWERED]
    return Table(
        cells=tuple(cells.values()),
        questions=asked.total(),
        plain=float(np.median([minutes for minutes, _ in answered])) if answered else None,
    )


def incidence(counted: Counter[tuple[float, Outcome]]) -> tuple[Curve, Curve]:
    """Estimate how probably a question is answered by each of GRID, and over without an answer."""
    library: Any = import_module("statsmodels.duration.survfunc")
    times = np.array([minutes for minutes, _ in counted], dtype=float)
    causes = np.array([outcome.value for _, outcome in counted])
    weights = np.array(list(counted.values()), dtype=float)
    fitted = library.CumIncidenceRight(times, causes, freq_weights=weights)
    places = np.searchsorted(fitted.times, GRID, side="right") - 1

    def curve(outcomes: Sequence[Outcome]) -> Curve:
        total = np.zeros(len(GRID))
        for each in outcomes:
            if each.value <= len(fitted.cinc):
                total += np.where(places < 0, 0.0, fitted.cinc[each.value - 1][places])
        return tuple(np.minimum(total, 1.0).tolist())

    return curve((Outcome.ANSWERED,)), curve(_OVER)
