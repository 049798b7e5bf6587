"""What past answers say about people: kept, read around a question, rebuilt from the threads.

===============  ==================================================================================
module           what it does
===============  ==================================================================================
`documents`      evidence and totals as documents; the rank that keeps its order for ever
`counting`       answers -> documents, with `matching.evidence` as the only arithmetic
`answered`       the answers in the order in which they were kept
`around`         the bounded read around one question
`rebuilding`     the whole history, folded into a fresh edition
===============  ==================================================================================
"""

from storage.evidence.answered import Answered, Phrased, answered_between, phrased_between
from storage.evidence.around import (
    CHAMPIONS,
    Around,
    Remembered,
    champions,
    of_people,
    with_levels,
)
from storage.evidence.counting import Given, count, reworded
from storage.evidence.documents import Head, Known, head_of
from storage.evidence.rebuilding import Beaten, Progress, Rebuilt, rebuild

__all__ = [
    "CHAMPIONS",
    "Answered",
    "Around",
    "Beaten",
    "Given",
    "Head",
    "Known",
    "Phrased",
    "Progress",
    "Rebuilt",
    "Remembered",
    "answered_between",
    "champions",
    "count",
    "head_of",
    "of_people",
    "phrased_between",
    "rebuild",
    "reworded",
    "with_levels",
]
