"""What past answers say about people: kept, read around a question, rebuilt from the threads.

===============  ==================================================================================
module           what it does
===============  ==================================================================================
`documents`      evidence and totals as documents; the rank that keeps its order for ever
`counting`       answers -> documents, with `matching.evidence` as the only arithmetic
`answered`       the answers in the order in which they were kept
`around`         the bounded read around one question
`overall`        the answers in each skill, for the daily snapshot
`vectors`        of answered phrasings, kept as long as their words
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
from storage.evidence.vectors import (
    Marked,
    Vectored,
    clear_vectors,
    drop_vectors,
    keep_vectors,
    vectors_of,
)

__all__ = [
    "CHAMPIONS",
    "Answered",
    "Around",
    "Beaten",
    "Champions",
    "Given",
    "Head",
    "Marked",
    "Phrased",
    "Progress",
    "Rebuilt",
    "Remembered",
    "Vectored",
    "answered_between",
    "answers_of",
    "best_in",
    "clear_vectors",
    "count",
    "drop_vectors",
    "evidence_of",
    "head_of",
    "judge_again",
    "keep_vectors",
    "people_in",
    "people_parts",
    "phrased_between",
    "rebuild",
    "reworded",
    "totals_in",
    "vectors_of",
]
