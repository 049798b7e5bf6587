"""Does the cost of a choice stay flat while the company grows? `python -m benchmarks.flat`.

Organisations of each size are written straight into a MongoDB of its own. Then another process
reads and thinks for questions one after the other: first cold (the server was just started; the
system's page cache is as it is), then warm. It also loads the index of past questions.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, Final

from pymongo import monitoring

from benchmarks.crowd import NOW, Crowd, fill, person_id
from benchmarks.report import percentile
from matching.model import Learner, Question
from matching.pick import pick_mentors
from matching.rules import Rules
from storage.embedded import embedded_mongodb
from storage.store import Store
from teams_bot.neighbours import Neighbours

FILE: Final = Path(__file__).with_name("flat.json")
SIZES: Final = (1_000, 10_000, 100_000)
COLD: Final = 50
WARM: Final = 300
EXPLAINED: Final = 5
NEAR: Final = 200
TICK_SECONDS: Final = 0.001
COLUMNS: Final = (
    ("people", "people"),
    ("threads", "threads"),
    ("cold_p50", "cold p50"),
    ("cold_p99", "p99"),
    ("warm_p50", "warm p50"),
    ("warm_p99", "p99"),
    ("read_p50", "read"),
    ("think_p50", "think"),
    ("cpu_ms", "CPU ms"),
    ("commands", "commands"),
    ("examined_max", "docs"),
    ("candidates", "cands"),
    ("rss_mb", "RSS MB"),
    ("index_mb", "index MB"),
    ("index_seconds", "load s"),
    ("near_p50", "near p50"),
    ("lag_max", "lag ms"),
    ("load_average", "load"),
)


class Sent(monitoring.CommandListener):
    """Keeps every read a driver sends."""

    def __init__(self) -> None:
        self.commands: list[Mapping[str, Any]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Keep a read."""
        if event.command_name in {"find", "aggregate", "count"}:
            self.commands.append(dict(event.command))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore an answer."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore a refusal."""


async def ask(uri: str, size: int) -> dict[str, Any]:
    """Measure questions to one organisation; what a process of its own does."""
    crowd = Crowd(size, "acme", seed=8)
    store = await Store.open(uri, f"flat_{size}", "acme")
    cold = [await _one(store, crowd) for _ in range(COLD)]
    cpu = time.process_time()
    warm = [await _one(store, crowd) for _ in range(WARM)]
    cpu = time.process_time() - cpu
    rss = _rss_mb()
    looked = [await _examined(uri, size, crowd) for _ in range(EXPLAINED)]
    found = {
        "people": size,
        "cold_p50": percentile([sum(each[:2]) for each in cold], 50),
        "cold_p99": percentile([sum(each[:2]) for each in cold], 99),
        "warm_p50": percentile([sum(each[:2]) for each in warm], 50),
        "warm_p99": percentile([sum(each[:2]) for each in warm], 99),
        "read_p50": percentile([each[0] for each in warm], 50),
        "think_p50": percentile([each[1] for each in warm], 50),
        "candidates": mean(each[2] for each in warm),
        "cpu_ms": cpu * 1000 / WARM,
        "commands": mean(each[0] for each in looked),
        "examined_max": max(each[1] for each in looked),
        "rss_mb": rss,
        **await _index(store, crowd),
        "load_average": os.getloadavg()[0],
    }
    await store.close()
    return found


async def _one(store: Store, crowd: Crowd) -> tuple[float, float, int]:
    """Read and think for one question; milliseconds of each, and how many were read."""
    learner, question = _question(crowd)
    started = time.perf_counter()
    view, _ = await store.matching_view_with_evidence(learner, question, Rules(), NOW)
    read = time.perf_counter()
    pick_mentors(question, view, Rules(), NOW, seed=7)
    thought = time.perf_counter()
    return (read - started) * 1000, (thought - read) * 1000, len(view.candidates)


def _question(crowd: Crowd) -> tuple[Learner, Question]:
    number = crowd.draw.randrange(crowd.size)
    skills = dict(zip(crowd.skills(3), (1.0, 0.5, 0.25), strict=False))
    learner = Learner(id=person_id(number), languages=frozenset({"en"}), team=f"Team {number}")
    return learner, Question(text=crowd.text(), skills=skills)


async def _examined(uri: str, size: int, crowd: Crowd) -> tuple[int, int]:
    """Count the commands of one question, and the documents they look at."""
    sent = Sent()
    store = await Store.open(uri, f"flat_{size}", "acme", event_listeners=[sent])
    learner, question = _question(crowd)
    await store.matching_view_with_evidence(learner, question, Rules(), NOW)
    sent.commands.clear()  # the first of a process also counts declared levels
    await store.matching_view_with_evidence(learner, question, Rules(), NOW)
    commands = tuple(sent.commands)
    looked = 0
    for command in commands:
        kept = {
            name: value
            for name, value in command.items()
            if not name.startswith("$") and name not in {"lsid", "readConcern"}
        }
        plan = await store.driver.command({"explain": kept, "verbosity": "executionStats"})
        looked += _documents(plan)
    await store.close()
    return len(commands), looked


def _documents(plan: Any) -> int:
    if isinstance(plan, list):
        return sum(map(_documents, plan))
    if not isinstance(plan, Mapping):
        return 0
    if "executionStats" in plan:
        return int(plan["executionStats"]["totalDocsExamined"])
    return sum(map(_documents, plan.values()))


async def _index(store: Store, crowd: Crowd) -> dict[str, float]:
    """Load the index of past questions, and ask it, while the event loop ticks."""
    before, started = _rss_mb(), time.perf_counter()
    index = Neighbours(store)
    lags: list[float] = []
    ticking = asyncio.create_task(_tick(lags))
    await index.refresh()
    loaded, size = time.perf_counter() - started, _rss_mb() - before
    loading = max(lags)
    lags.clear()
    near = []
    for _ in range(NEAR):
        text, skills = crowd.text(), crowd.skills(3)
        at = time.perf_counter()
        await index.near(text, skills)
        near.append((time.perf_counter() - at) * 1000)
    ticking.cancel()
    await index.stop()
    return {
        "threads": len(index),
        "index_mb": size,
        "index_seconds": loaded,
        "near_p50": percentile(near, 50) or 0.0,
        "near_p99": percentile(near, 99) or 0.0,
        "lag_max": max(lags),
        "lag_p99": percentile(lags, 99) or 0.0,
        "lag_loading": loading,
    }


async def _tick(lags: list[float]) -> None:
    """Note by how many milliseconds a pause of one was overslept."""
    while True:
        at = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        lags.append((time.perf_counter() - at - TICK_SECONDS) * 1000)


def _rss_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def measured(size: int) -> dict[str, Any]:
    """Write one organisation, start its server again, and measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nanomentor-flat-") as folder:
        with embedded_mongodb(Path(folder)) as uri:
            asyncio.run(_written(uri, size))
        with embedded_mongodb(Path(folder)) as uri:
            command = [sys.executable, "-m", "benchmarks.flat", "--ask", uri, str(size)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def _written(uri: str, size: int) -> None:
    store = await Store.open(uri, f"flat_{size}", "acme")
    await fill(store.driver, Crowd(size, "acme"))
    await store.close()


def table(found: Sequence[Mapping[str, Any]]) -> str:
    """Write the results for people; times in milliseconds."""
    rows = [[title for _, title in COLUMNS]]
    rows += [[_cell(each[name]) for name, _ in COLUMNS] for each in found]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _cell(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.1f}"


def main() -> None:
    """Measure every size; print a table and write flat.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flat", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PEOPLE")
    parser.add_argument("--ask", nargs=2, metavar=("URI", "PEOPLE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.ask:
        print(json.dumps(asyncio.run(ask(chosen.ask[0], int(chosen.ask[1])))))
        return
    found = [measured(size) for size in chosen.sizes]
    print(table(found))
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
