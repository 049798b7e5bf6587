"""The table of waits is the library's estimate, leaning where it is thin."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from matching.incidence import CELLS_MAX, cell_of, incidence, table_of
from matching.waited import Observation, Outcome
from matching.waits import GRID, Part, Where

WAITS = st.lists(
    st.tuples(st.integers(0, 3000).map(float), st.sampled_from(Outcome)), min_size=1, max_size=80
)
ALL = Where(rung=0)


def seen(minutes, outcome=Outcome.ANSWERED, where=ALL):
    return Observation(where=where, minutes=minutes, outcome=outcome)


@given(WAITS)
def test_a_cell_with_nothing_above_is_the_librarys_estimate(waits):
    (cell,) = table_of(seen(*each) for each in waits).cells
    times, causes = (np.array(each) for each in zip(*waits, strict=True))
    with np.errstate(all="ignore"):  # of its standard errors, where nobody is left
        library = CumIncidenceRight(times.astype(float), causes.astype(int))
    for place, minutes in enumerate(GRID):
        then = np.searchsorted(library.times, minutes, side="right") - 1
        each = [0.0 if then < 0 else curve[then] for curve in library.cinc]
        assert cell.answered[place] == pytest.approx(sum(each[:1]), abs=1e-9)
        assert cell.over[place] == pytest.approx(sum(each[1:]), abs=1e-9)


def reference(waits, minutes):
    """The product of Aalen and Johansen, written out with weights: answered by then."""
    waiting, answered = 1.0, 0.0
    for time in sorted({each.minutes for each in waits if each.minutes <= minutes}):
        at_risk = sum(each.weight for each in waits if each.minutes >= time)
        ends = [each for each in waits if each.minutes == time and each.outcome]
        came = sum(each.weight for each in ends if each.outcome is Outcome.ANSWERED)
        answered += waiting * came / at_risk
        waiting *= 1 - sum(each.weight for each in ends) / at_risk
    return answered


@given(WAITS, st.sampled_from((1.0, 0.7, 0.001)))
def test_the_librarys_estimate_is_the_one_of_the_paper(waits, fades):
    weighed = [replace(seen(*each), weight=fades**place) for place, each in enumerate(waits)]
    answered, _ = incidence(weighed[:20])
    assert answered == pytest.approx([reference(weighed[:20], each) for each in GRID], abs=1e-6)


def test_evidence_is_what_as_many_questions_of_one_weight_would_say():
    alike = cell_of(ALL, [replace(seen(5), weight=0.25)] * 8)
    assert (alike.questions, alike.evidence) == (8, 8)
    faded = cell_of(ALL, [seen(5), *[replace(seen(5), weight=1e-6)] * 50])
    assert (faded.questions, faded.evidence) == (51, pytest.approx(1, abs=1e-3))


def test_the_median_of_the_answered_leaves_the_others_out():
    waits = [seen(4), seen(6), seen(90, Outcome.GAVE_UP), seen(400, Outcome.OPEN)]
    found = table_of(waits)
    assert (found.plain, found.questions) == (5, 4)
    assert table_of(waits[2:]).plain is None
    assert table_of([]).cells == ()


def test_only_the_largest_cells_are_kept_and_each_has_the_one_it_leans_on():
    waits = [
        seen(5, where=Where(rung=0, skill=f"s{number}", part=Part.NIGHT))
        for number in range(20)
        for _ in range(number + 1)
    ]
    kept = table_of(waits, most=11).cells
    assert len(kept) == 11
    names = {each.where for each in kept}
    assert all(each.above is None or each.above in names for each in names)
    assert {each.skill for each in names} == {None, "s19", "s18", "s17", "s16", "s15"}
    assert CELLS_MAX == 1000


def test_the_library_is_loaded_by_an_estimate_and_by_nothing_before():
    """The service imports this module, and never estimates."""
    program = (
        "import sys, teams_bot.app, teams_bot.nightly, teams_bot.commands.line; "
        "print(sorted({'statsmodels', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
