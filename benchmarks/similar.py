"""How long a look at answered questions takes, and what it needs. `python -m benchmarks.similar`.

Each index is filled with two phrasings a thread by a process of its own: brute force and clusters
with vectors that lie in clusters as those of sentences do, the characters with made-up words that
are spread as words are. Encoding is measured apart, with the model, where it is installed. Last,
an index is started twice: with no vectors in MongoDB, and with those the first start left there.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import starts
from benchmarks.report import percentile
from matching.ann import CLUSTERED_FROM, ClusteredIndex, clusters_installed
from matching.minilm import load_minilm
from matching.similar import (
    CharacterIndex,
    Phrasing,
    SimilarThreads,
    ThreadKey,
    VectorIndex,
    Vectors,
)

SIZES: Final = (1_000, 10_000, 25_000, 100_000)  # threads
PHRASED: Final = 2  # phrasings a thread
NUMBERS: Final = 384
CLUSTERS: Final = 2_000
SPREAD: Final = 1.2
LOOKS: Final = 50
ENCODED: Final = 300  # threads, by a start with the model
AT_ONCE: Final = 1_000
WORDS: Final = 20_000
LENGTH: Final = 12  # words a question
PAGE_MB: Final = os.sysconf("SC_PAGE_SIZE") / 2**20
QUESTION: Final = "How do I pivot a table in Excel so that months become columns?"
ANSWER: Final = f"{QUESTION} {'Insert, PivotTable, then drag the month to Columns. ' * 6}"


class _Clustered:
    """Gives the vector of a text that is a number; neighbours share a cluster."""

    def __init__(self) -> None:
        self._centres = np.random.default_rng(0).standard_normal((CLUSTERS, NUMBERS))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 for each number."""
        rows = [
            self._centres[int(each) % CLUSTERS]
            + SPREAD * np.random.default_rng(int(each)).standard_normal(NUMBERS)
            for each in texts
        ]
        found = np.array(rows, dtype=np.float32)
        vectors: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return vectors


def _numbers(phrasings: int) -> Iterator[Phrasing]:
    return ((ThreadKey(str(each // PHRASED)), str(each)) for each in range(phrasings))


def _sentences(phrasings: int) -> Iterator[Phrasing]:
    draws = np.random.default_rng(0)
    for each in range(phrasings):
        drawn = np.minimum(draws.zipf(1.3, LENGTH), WORDS)
        text = " ".join(f"w{number * 7919 % 99991:x}" for number in drawn)
        yield ThreadKey(str(each)), text


def measure(way: str, threads: int) -> dict[str, float]:
    """Fill one index and look into it: milliseconds, and what the process grew by."""
    make: dict[str, Callable[[], SimilarThreads]] = {
        "brute force": lambda: VectorIndex(_Clustered()),
        "clusters": lambda: ClusteredIndex(_Clustered()),
        "characters": CharacterIndex,
    }
    index = make[way]()
    by_words = way == "characters"
    whole = list(_sentences(threads) if by_words else _numbers(PHRASED * threads))
    before, spent = _rss_mb(), 0.0
    for start in range(0, len(whole), AT_ONCE):
        few = whole[start : start + AT_ONCE]
        began = time.perf_counter()
        index.add_all(few)
        spent += time.perf_counter() - began
    asked = [text for _, text in whole[:: max(1, len(whole) // LOOKS)]][:LOOKS]
    index.nearest(asked[0], 8)
    looks, right = [], 0
    for each in asked:
        began = time.perf_counter()
        found = index.nearest(each, 8)
        looks.append(1000 * (time.perf_counter() - began))
        right += bool(found) and found[0].likeness > 0.99
    return {
        "add_ms": 1000 * spent / len(whole),
        "look_p50": percentile(looks, 50),
        "look_max": max(looks),
        "found": right / len(asked),
        "mb": _rss_mb() - before,
    }


def encoding() -> dict[str, float] | None:
    """Encode a question, and a question with its answer: milliseconds of each."""
    encode = load_minilm()
    if encode is None:
        return None
    found = {}
    for name, text in (("question", QUESTION), ("with answer", ANSWER)):
        spent = []
        for _ in range(LOOKS):
            began = time.perf_counter()
            encode([text])
            spent.append(1000 * (time.perf_counter() - began))
        found[name] = percentile(spent, 50)
    return found


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_MB


def _apart(work: Callable[..., Any], *given: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _starts(threads: int) -> None:
    head = (
        f"{'start':16} {'threads':>8} {'none kept s':>12} {'CPU s':>7} {'kept s':>8} {'CPU s':>7}"
    )
    print(f"{head} {'ratio':>7} {'MB':>7} {'disk':>7}")
    for which, count in ((starts.MODEL, min(ENCODED, threads)), (starts.MADE_UP, threads)):
        each = _apart(starts.measure, which, count)
        if each is not None:
            ratio = each["nothing_kept"] / each["kept"]
            print(
                f"{which:16} {count:8,} {each['nothing_kept']:12.1f} "
                f"{each['nothing_kept_cpu']:7.1f} {each['kept']:8.2f} {each['kept_cpu']:7.2f} "
                f"{ratio:7.1f} {each['mb']:7.1f} {each['mb_on_disk']:7.1f}",
                flush=True,
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.similar", description=__doc__)
    parser.add_argument("--threads", type=int, nargs="+", default=SIZES)
    chosen = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as if the other cores had work to do
    ways = ["brute force", *(["clusters"] if clusters_installed() else []), "characters"]
    print(
        f"{'index':12} {'threads':>8} {'look p50':>9} {'max ms':>8} {'add ms':>7} {'MB':>6}  found"
    )
    for threads in chosen.threads:
        for way in ways:
            each = _apart(measure, way, threads)
            print(
                f"{way:12} {threads:8,} {each['look_p50']:9.2f} {each['look_max']:8.2f} "
                f"{each['add_ms']:7.3f} {each['mb']:6.0f}  {each['found']:.2f}",
                flush=True,
            )
    print(f"clusters serve from {CLUSTERED_FROM:,} phrasings on, {PHRASED} a thread")
    encoded = _apart(encoding)
    if encoded is not None:
        told = ", ".join(f"a {name} {spent:.1f} ms" for name, spent in encoded.items())
        print(f"encoding apart: {told}")
    _starts(max(chosen.threads))
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
