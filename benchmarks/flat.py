"""Does the cost of a choice stay flat while the company grows? `python -m benchmarks.flat`.

Organisations of each size are written straight into a MongoDB of its own. Another process then
reads and thinks for questions, one after the other.

Cold: the server was just started and the system has dropped its files from the page cache, so the
first questions read from the disk; this process has asked nothing yet. Warm: after one question
about every skill, questions among all people and skills. A question is: its similar ones (near)
and the candidates with what past answers say about them (read, near within it), their relevance
and the choice (think). No sentence is encoded.

On a shared machine the same work takes 5 ms in one second and 8 in the next. So the warm questions
are asked in rounds, with a fixed piece of Python before and after each; those rounds count as
idle in which it took little longer than ever in this run, and more are asked where there were few.
"""

import argparse
import asyncio
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final

from pymongo import monitoring

from benchmarks.crowd import NOW, Crowd, fill, person_id
from benchmarks.report import percentile
from matching.model import Learner, Question
from matching.pick import pick_mentors
from matching.rules import Rules
from matching.skills import SkillId
from storage.embedded import embedded_mongodb
from storage.store import Store
from teams_bot.choosing import looked_around
from teams_bot.commands.serve import keep_what_is_loaded
from teams_bot.neighbours import Near, Neighbours

FILE: Final = Path(__file__).with_name("flat.json")
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES: Final = (1_000, 10_000)
FILL_SECONDS: Final = 1800.0
ASK_SECONDS: Final = 300.0
TICK_SECONDS: Final = 0.001
QUESTIONS_A_ROUND: Final = 30
PACE_STEPS: Final = 100_000
IDLE: Final = 1.07  # times the fastest pace
IDLE_ROUNDS: Final = 8
# title, key, digits
COLUMNS: Final = (
    ("people", "people", 0),
    ("threads", "threads", 0),
    ("cold: 1st", "cold_first", 0),
    ("p50", "cold_p50", 1),
    ("p90", "cold_p90", 1),
    ("warm: p50", "warm_p50", 1),
    ("p90", "warm_p90", 1),
    ("idle: p50", "idle_p50", 1),
    ("p90", "idle_p90", 1),
    ("share", "idle_share", 2),
    ("near p50", "near_p50", 1),
    ("p90", "near_p90", 1),
    ("read p50", "read_p50", 1),
    ("p90", "read_p90", 1),
    ("think p50", "think_p50", 1),
    ("p90", "think_p90", 1),
    ("CPU ms", "cpu_ms", 1),
    ("commands", "commands", 1),
    ("keys", "keys_max", 0),
    ("docs", "documents_max", 0),
    ("MB", "rss_mb", 0),
    ("index MB", "index_mb", 0),
    ("load s", "index_seconds", 1),
    ("lag ms", "lag_loading", 0),
    ("else", "lag_otherwise", 0),
    ("busy", "load_average", 1),
    ("pace ms", "pace", 1),
    ("idle", "idle_pace", 1),
)
LEGEND: Final = """\
Milliseconds of one question. cold: after the server's start, its files out of the page cache.
warm = read + think of one question of three skills; near, the search for similar questions, goes
on while read waits for its first answer; idle: of the warm, those while the machine was fastest,
idle if it ever was, and their share. CPU: of the process that asks. commands, keys and
documents of MongoDB for one question, the most seen. MB: resident before the index is loaded; lag:
the longest the event loop was held up while that was going on, and in a second of nothing to do
just before; busy: load average of the machine; pace: what a fixed piece of Python took beside the
warm questions, and beside the fastest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many questions are measured."""

    cold: int = 30
    rounds: int = 60
    most: int = 180  # where the machine is hardly ever idle
    explained: int = 8


QUICK: Final = Counts(cold=10, rounds=3, most=3, explained=3)


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


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of one question."""

    near: float  # while the first command is under way
    read: float  # with it
    think: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.read + self.think


@dataclass(frozen=True, slots=True)
class Round:
    """Warm questions, one after the other; milliseconds."""

    took: Sequence[Took]
    cpu: float  # of all of them
    pace: float  # the slower one of before and after


class Timed(Neighbours):
    """The index of past questions, which notes how many seconds the latest search took."""

    took = 0.0

    async def near(self, text: str, skills: Iterable[SkillId]) -> Near:
        """Search."""
        started = time.perf_counter()
        try:
            return await super().near(text, skills)
        finally:
            self.took = time.perf_counter() - started


async def ask(uri: str, size: int, counts: Counts, floor: float = math.inf) -> dict[str, Any]:
    """Measure questions to one organisation; what a process of its own does."""
    crowd = Crowd(size, "acme", seed=8)
    keep_what_is_loaded()
    store = await Store.open(uri, f"flat_{size}", "acme")
    index = Timed(store)
    cold = [await _one(store, index, crowd) for _ in range(counts.cold)]
    before = _rss_mb()
    loading = await _loaded(index)
    after = _rss_mb()
    for skill in crowd.every_skill:  # its levels are known to a process from its first use on
        await _one(store, index, crowd, skill)
    rounds = await _rounds(store, index, crowd, counts, floor)
    warm, idle = [took for each in rounds for took in each.took], idle_of(rounds, floor)
    looked = [await _examined(uri, size, crowd) for _ in range(counts.explained)]
    found = {
        "people": size,
        "threads": len(index),
        "cold_first": cold[0].whole,
        **_spread("cold", [each.whole for each in cold]),
        **_spread("warm", [each.whole for each in warm]),
        **_spread("idle", [took.whole for each in idle for took in each.took]),
        "idle_share": len(idle) / len(rounds),
        **_spread("near", [each.near for each in warm]),
        **_spread("read", [each.read for each in warm]),
        **_spread("think", [each.think for each in warm]),
        "cpu_ms": sum(each.cpu for each in rounds) / len(warm),
        "commands": mean(each[0] for each in looked),
        "keys_max": max(each[1] for each in looked),
        "documents_max": max(each[2] for each in looked),
        "rss_mb": before,
        "index_mb": after - before,
        "rss_after_mb": _rss_mb(),
        **loading,
        "load_average": os.getloadavg()[0],
        "pace": percentile([each.pace for each in rounds], 50),
        "idle_pace": percentile([each.pace for each in idle], 50),
        "fastest_pace": min(each.pace for each in rounds),
    }
    await index.stop()
    await store.close()
    return found


async def _round(store: Store, index: Timed, crowd: Crowd) -> Round:
    before, started = pace(), time.process_time()
    took = [await _one(store, index, crowd) for _ in range(QUESTIONS_A_ROUND)]
    cpu = (time.process_time() - started) * 1000
    return Round(took=took, cpu=cpu, pace=max(before, pace()))


def idle_of(rounds: Sequence[Round], floor: float = math.inf) -> list[Round]:
    """Choose the rounds beside which a fixed piece of Python took little longer than ever.

    `floor` is its fastest time elsewhere in the same run. Where nothing was as fast, the fastest
    round stands alone.

    >>> [each.pace for each in idle_of([Round([], 1, pace) for pace in (5.4, 8.1, 5.6)])]
    [5.4, 5.6]
    >>> [each.pace for each in idle_of([Round([], 1, pace) for pace in (7.9, 8.1)], floor=5.4)]
    [7.9]
    """
    ordered = sorted(rounds, key=lambda each: each.pace)
    fastest = min(floor, ordered[0].pace)
    return [each for each in ordered if each.pace <= fastest * IDLE] or ordered[:1]


async def _rounds(
    store: Store, index: Timed, crowd: Crowd, counts: Counts, floor: float
) -> list[Round]:
    """Ask in rounds, and on for a while where the machine was hardly ever idle."""
    rounds: list[Round] = []
    while len(rounds) < counts.rounds or (
        len(rounds) < counts.most and len(idle_of(rounds, floor)) < IDLE_ROUNDS
    ):
        rounds.append(await _round(store, index, crowd))
    return rounds


def pace() -> float:
    """Give the milliseconds of a fixed piece of Python."""
    started = time.perf_counter()
    sum(number * number for number in range(PACE_STEPS))
    return (time.perf_counter() - started) * 1000


def _spread(name: str, values: Sequence[float]) -> dict[str, float | None]:
    return {f"{name}_p{percent}": percentile(values, percent) for percent in (50, 90, 99)}


async def _one(store: Store, index: Timed, crowd: Crowd, about: SkillId | None = None) -> Took:
    """Look for similar questions, read and think for one question."""
    learner, question = _question(crowd, about)
    started = time.perf_counter()
    question, view = await looked_around(store, index, learner, question, rules=Rules(), now=NOW)
    read = time.perf_counter()
    pick_mentors(question, view, Rules(), NOW, seed=7)
    thought = time.perf_counter()
    return Took(index.took * 1000, (read - started) * 1000, (thought - read) * 1000)


def _question(crowd: Crowd, about: SkillId | None = None) -> tuple[Learner, Question]:
    number = crowd.draw.randrange(crowd.size)
    drawn = crowd.skills(3) if about is None else [about]
    skills = dict(zip(drawn, (1.0, 0.5, 0.25), strict=False))
    learner = Learner(id=person_id(number), languages=frozenset({"en"}), team=f"Team {number}")
    return learner, Question(text=crowd.text(), skills=skills)


async def _examined(uri: str, size: int, crowd: Crowd) -> tuple[int, int, int]:
    """Count the commands of one question, and the keys and documents they look at."""
    sent = Sent()
    store = await Store.open(uri, f"flat_{size}", "acme", event_listeners=[sent])
    learner, question = _question(crowd)
    await store.matching_view(learner, question, Rules(), NOW)
    sent.commands.clear()  # the first of a process also counts declared levels
    await store.matching_view(learner, question, Rules(), NOW)
    commands = tuple(sent.commands)
    keys = documents = 0
    for command in commands:
        kept = {
            name: value
            for name, value in command.items()
            if not name.startswith("$") and name not in {"lsid", "readConcern"}
        }
        plan = await store.driver.command({"explain": kept, "verbosity": "executionStats"})
        keys += _summed(plan, "totalKeysExamined")
        documents += _summed(plan, "totalDocsExamined")
    await store.close()
    return len(commands), keys, documents


def _summed(plan: Any, name: str) -> int:
    if isinstance(plan, list):
        return sum(_summed(each, name) for each in plan)
    if not isinstance(plan, Mapping):
        return 0
    if "executionStats" in plan:
        return int(plan["executionStats"][name])
    return sum(_summed(each, name) for each in plan.values())


async def _loaded(index: Neighbours) -> dict[str, float]:
    """Load the index of past questions while the event loop ticks."""
    lags = [0.0]
    ticking = asyncio.create_task(_tick(lags))
    await asyncio.sleep(1)
    otherwise = max(lags)
    lags[:] = [0.0]
    started = time.perf_counter()
    await index.refresh()
    ticking.cancel()
    return {
        "index_seconds": time.perf_counter() - started,
        "lag_loading": max(lags),
        "lag_otherwise": otherwise,
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


def measured(size: int, floor: float, *, quick: bool) -> dict[str, Any]:
    """Write one organisation, start its server again, and measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nanomentor-flat-") as folder:
        started = time.perf_counter()
        with embedded_mongodb(Path(folder)) as uri:
            asyncio.run(_written(uri, size))
        filled = time.perf_counter() - started
        _forget(Path(folder))
        with embedded_mongodb(Path(folder)) as uri:
            command = [
                sys.executable,
                "-m",
                "benchmarks.flat",
                "--ask",
                uri,
                str(size),
                str(floor),
            ]
            done = subprocess.run(
                [*command, *(("--quick",) if quick else ())],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
                timeout=ASK_SECONDS,
            )
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "fill_seconds": filled}


async def _written(uri: str, size: int) -> None:
    store = await Store.open(uri, f"flat_{size}", "acme")
    async with asyncio.timeout(FILL_SECONDS):
        await fill(store.driver, Crowd(size, "acme"))
    await store.close()


def _forget(folder: Path) -> None:
    """Let the system drop these files from its page cache, where it can be asked to."""
    if not hasattr(os, "posix_fadvise"):
        return
    for each in folder.rglob("*"):
        if each.is_file():
            with each.open("rb") as opened:
                os.fsync(opened.fileno())
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def summed_up(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put the largest organisation beside the smallest."""
    small, large = found[0], found[-1]
    names = ("warm_p50", "idle_p50", "read_p50", "cpu_ms", "rss_mb")
    return {
        "machine": {"cores": len(os.sched_getaffinity(0)), "python": platform.python_version()},
        "sizes": list(found),
        "ratio": {
            "of": [large["people"], small["people"]],
            **{name: large[name] / small[name] for name in names},
        },
    }


def table(found: Mapping[str, Any]) -> str:
    """Write the results for people."""
    rows = [[title for title, _, _ in COLUMNS]]
    rows += [
        [f"{each[name]:.{digits}f}" for _, name, digits in COLUMNS] for each in found["sizes"]
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    ratio = found["ratio"]
    large, small = ratio["of"]
    lines.append(
        f"{large} people / {small}: warm p50 {ratio['warm_p50']:.2f} (aim <= 2), "
        f"idle {ratio['idle_p50']:.2f}, read {ratio['read_p50']:.2f}, CPU {ratio['cpu_ms']:.2f}, "
        f"memory {ratio['rss_mb']:.2f}"
    )
    return "\n".join((*lines, LEGEND))


def main() -> int:
    """Measure every size; print a table and write flat.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flat", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", metavar="PEOPLE", help="some of them")
    parser.add_argument("--quick", action="store_true", help="the small ones; writes nothing")
    parser.add_argument("--json", action="store_true", help="for programs; the table on stderr")
    parser.add_argument("--ask", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.ask:
        counts = QUICK if chosen.quick else Counts()
        uri, size, floor = chosen.ask
        print(json.dumps(asyncio.run(ask(uri, int(size), counts, float(floor)))))
        return 0
    sizes = chosen.sizes or (QUICK_SIZES if chosen.quick else SIZES)
    rows = list[dict[str, Any]]()
    for size in sorted(sizes):
        floor = min((each["fastest_pace"] for each in rows), default=math.inf)
        rows.append(measured(size, floor, quick=chosen.quick))
    found = summed_up(rows)
    print(table(found), file=sys.stderr if chosen.json else sys.stdout)
    if chosen.json:
        print(json.dumps(found))
    if not chosen.quick:
        FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
