"""What past answers say about people: kept, read around a question, rebuilt from the threads.

===============  ==================================================================================
module           what it does
===============  ==================================================================================
`documents`      evidence and totals as documents; the rank that keeps its order for ever
`counting`       answers -> documents, with `matching.evidence` as the only arithmetic
`answered`       the answers in the order in which they were kept
`around`         the bounded read around one question
`overall`        the answers in each skill, for the daily snapshot
`rebuilding`     the whole history, folded into a fresh edition
===============  ==================================================================================
"""

from storage.evidence.answered import Answered, Phrased, answered_between, phrased_between
from storage.evidence.around import (
    CHAMPIONS,
    Around,
    Champions,
    Remembered,
    people_in,
    people_parts,
)
from storage.evidence.counting import Given, count, reworded
from storage.evidence.documents import Head, evidence_of, head_of
from storage.evidence.judging import judge_again
from storage.evidence.overall import answers_of, best_in, totals_in
from storage.evidence.rebuilding import Beaten, Progress, Rebuilt, rebuild

__all__ = [
    "CHAMPIONS",
    "Answered",
    "Around",
    "Beaten",
    "Champions",
    "Given",
    "Head",
    "Phrased",
    "Progress",
    "Rebuilt",
    "Remembered",
    "answered_between",
    "answers_of",
    "best_in",
    "count",
    "evidence_of",
    "head_of",
    "judge_again",
    "people_in",
    "people_parts",
    "phrased_between",
    "rebuild",
    "reworded",
    "totals_in",
]
