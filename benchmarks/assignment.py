"""`python -m benchmarks.assignment [--quick]`: several questions waiting at once, assigned.

Prints a table and writes assignment.json: CPU ms of `matching.assignment` beside one question
after the other (greedy), networkx, and ortools where it happens to be installed, and how good
what they found is. All but greedy follow the same rule, so that their values must be equal.
"""

import argparse
import json
import os
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import networkx as nx

from benchmarks.report import Spread
from matching.assignment import Waiting, assign
from matching.market import SCALE
from matching.model import PersonId
from matching.thread import ThreadId

FILE: Final = Path(__file__).with_name("assignment.json")
MENTORS: Final = 300
WANTED: Final = 2
READ: Final = 40  # candidates of a question
MESSAGES: Final = 2000
Places = Mapping[PersonId, int]
Found = Mapping[ThreadId, Sequence[PersonId]]
Router = Callable[[Sequence[Waiting], Places], Found]


def world(questions: int, candidates: int, places: int) -> tuple[list[Waiting], Places]:
    """Make questions whose candidates are in part good for everybody, in part for this one."""
    draw = random.Random(questions)
    good = [draw.random() for _ in range(MENTORS)]
    waiting = [
        Waiting(
            thread=ThreadId(f"q{number}"),
            wanted=WANTED,
            scores=tuple(
                (PersonId(f"m{each}"), round((good[each] + draw.random()) / 2, 9))
                for each in draw.sample(range(MENTORS), candidates)
            ),
        )
        for number in range(questions)
    ]
    return waiting, {PersonId(f"m{each}"): places for each in range(MENTORS)}


def one_message(questions: int, busy: float, draw: random.Random) -> tuple[list[Waiting], Places]:
    """Make the questions of one message: the same candidates, of whom `busy` are at their limit.

    The others hold up to two of three requests; scores are as in `world`.
    """
    people = [PersonId(f"m{each}") for each in range(READ)]
    good = [draw.random() for _ in people]
    waiting = [
        Waiting(
            thread=ThreadId(f"q{number}"),
            wanted=WANTED,
            scores=tuple(
                (who, round((well + draw.random()) / 2, 9))
                for who, well in zip(people, good, strict=True)
            ),
        )
        for number in range(questions)
    ]
    places = {who: 0 if draw.random() < busy else draw.randint(1, 3) for who in people}
    return waiting, places


def gains(rounds: int) -> list[dict[str, Any]]:
    """Compare joint assignment with one question after the other, for the questions of a message.

    Without the requests that a question goes without anyhow, greedy is as good where `lost` is 0.
    """
    found = []
    for questions in (2, 3, 4):
        for busy in (0.0, 0.5, 0.9):
            draw = random.Random(f"{questions}:{busy}")
            sums: Counter[str] = Counter()
            for _ in range(rounds):
                made = one_message(questions, busy, draw)
                both = [measured(router, *made, 1) for router in (jointly, one_by_one)]
                for name, each in zip(("joint", "greedy"), both, strict=True):
                    sums[f"{name}_score"] += each["score"]
                    sums[f"{name}_questions"] += each["questions"]
                    sums[f"{name}_filled"] += each["filled"]
                sums["differ"] += abs(both[0]["score"] - both[1]["score"]) > 1e-9
            found.append(
                {
                    "questions": questions,
                    "busy": busy,
                    "rounds": rounds,
                    "differ": sums["differ"] / rounds,
                    "lost": 1 - sums["greedy_score"] / sums["joint_score"],
                    "questions_lost": sums["joint_questions"] - sums["greedy_questions"],
                    "places_lost": sums["joint_filled"] - sums["greedy_filled"],
                }
            )
    return found


def gains_table(found: Sequence[Mapping[str, Any]]) -> str:
    """Write for people what one question after the other loses within a message."""
    lines = ["questions    busy   differ  score lost  questions lost  places lost"]
    lines += [
        f"{each['questions']:>9}{each['busy']:>8.0%}{each['differ']:>9.1%}{each['lost']:>12.2%}"
        f"{each['questions_lost']:>16}{each['places_lost']:>13}"
        for each in found
    ]
    return "\n".join(lines)


def jointly(waiting: Sequence[Waiting], places: Places) -> Found:
    """Assign as the product does."""
    return assign(waiting, places, 1).mentors


def one_by_one(waiting: Sequence[Waiting], places: Places) -> Found:
    """Give each question in turn the best who still have a place."""
    left, found = dict(places), {}
    for each in waiting:
        best = sorted(each.scores, key=lambda pair: -pair[1])
        found[each.thread] = [who for who, _ in best if left[who]][: each.wanted]
        for who in found[each.thread]:
            left[who] -= 1
    return found


def by_networkx(waiting: Sequence[Waiting], places: Places) -> Found:
    """Solve the flow with networkx's network simplex."""
    graph = nx.DiGraph()
    for tail, head, capacity, cost in _arcs(waiting, places):
        graph.add_edge(tail, head, capacity=capacity, weight=cost)
    total = sum(each.wanted for each in waiting)
    graph.nodes["source"]["demand"], graph.nodes["sink"]["demand"] = -total, total
    flow = nx.min_cost_flow(graph)
    return {
        each.thread: [who for who, _ in each.scores if flow["question", each.thread][who]]
        for each in waiting
    }


def by_ortools(waiting: Sequence[Waiting], places: Places) -> Found:
    """Solve the flow with ortools' SimpleMinCostFlow."""
    solver = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    number: dict[Any, int] = {}
    arcs = list(_arcs(waiting, places, unit=10**6))  # coarser: its sums must fit 64 bits
    for tail, head, capacity, cost in arcs:
        ends = [number.setdefault(node, len(number)) for node in (tail, head)]
        solver.add_arc_with_capacity_and_unit_cost(*ends, capacity, cost)
    total = sum(each.wanted for each in waiting)
    solver.set_node_supply(number["source"], total)
    solver.set_node_supply(number["sink"], -total)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("ortools found no optimum")
    found: dict[ThreadId, list[PersonId]] = {each.thread: [] for each in waiting}
    for arc, (tail, head, _, _) in enumerate(arcs):
        if tail[0] == "question" and solver.flow(arc):
            found[tail[1]].append(head)
    return found


def _arcs(
    waiting: Sequence[Waiting], places: Places, unit: int = SCALE
) -> Iterator[tuple[Any, Any, int, int]]:
    a_place = 2 * unit * (sum(each.wanted for each in waiting) + 1)
    a_question = a_place * (len(waiting) + 1)
    for each in waiting:
        question = ("question", each.thread)
        for rank in range(each.wanted):
            place = ("place", each.thread, rank)
            yield "source", place, 1, 0
            yield place, question, 1, -a_place - (0 if rank else a_question)
            yield place, "sink", 1, 0
        for who, score in each.scores:
            yield question, who, 1, -round(score * unit)
    for who, free in places.items():
        yield who, "sink", free, 0


def measured(
    router: Router, waiting: Sequence[Waiting], places: Places, rounds: int
) -> dict[str, Any]:
    """Time a router, and say how many questions and places it served and the sum of scores."""
    took, found = [], {}
    for _ in range(rounds):
        started = time.process_time()
        found = router(waiting, places)
        took.append(round(1000 * (time.process_time() - started), 2))
    scores = {each.thread: dict(each.scores) for each in waiting}
    return {
        "cpu_ms": took,
        "questions": sum(bool(them) for them in found.values()),
        "filled": sum(map(len, found.values())),
        "score": round(sum(scores[q][who] for q, them in found.items() for who in them), 3),
    }


def run(sizes: Sequence[int], candidates: Sequence[int], rounds: int) -> dict[str, Any]:
    """Measure every router in every world; networkx only where it takes seconds at most."""
    routers: dict[str, Router] = {"jointly": jointly, "one by one": one_by_one}
    routers["networkx"] = by_networkx
    if find_spec("ortools"):
        routers["ortools"] = by_ortools
    cases = []
    for size in sizes:
        for named in candidates:
            for free in (3, 8):
                made = world(size, named, free)
                heavy = size * named > 2000
                found = {
                    name: measured(router, *made, rounds)
                    for name, router in routers.items()
                    if not (heavy and name == "networkx")
                }
                cases.append(
                    {"questions": size, "candidates": named, "places": free, "found": found}
                )
    return {
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "python": platform.python_version(),
            "load": [round(each, 1) for each in os.getloadavg()],
        },
        "mentors": MENTORS,
        "wanted": WANTED,
        "rounds": rounds,
        "cases": cases,
    }


def table(found: Mapping[str, Any]) -> str:
    """Write the results for people."""
    machine = found["machine"]
    title = (
        f"{found['mentors']} mentors, {found['wanted']} wanted a question; CPU ms of "
        f"{found['rounds']} rounds: median (least-most)"
    )
    lines = [
        f"{machine['cores']} cores, Python {machine['python']}, load {machine['load']}",
        title,
        "",
        f"{'':<34}{'CPU ms':>30}{'served':>8}{'filled':>8}{'score':>10}",
    ]
    for case in found["cases"]:
        lines.append(
            f"{case['questions']} questions, {case['candidates']} candidates each, "
            f"{case['places']} places a mentor"
        )
        for name, each in case["found"].items():
            spread = Spread.of(each["cpu_ms"])
            took = f"{spread.median:.1f} ({spread.low:.1f}-{spread.high:.1f})"
            lines.append(
                f"  {name:<32}{took:>30}{each['questions']:>8}{each['filled']:>8}"
                f"{each['score']:>10.2f}"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assignment", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten questions, once; writes nothing")
    parser.add_argument("--json", action="store_true", help="for programs; the table on stderr")
    parser.add_argument(
        "--message", action="store_true", help="the questions of one message only; writes nothing"
    )
    chosen = parser.parse_args(arguments)
    if chosen.message:
        print(gains_table(gains(MESSAGES)))
        return 0
    found = run((10,), (20,), 1) if chosen.quick else run((10, 100, 1000), (20, 100), 5)
    print(table(found), file=sys.stderr if chosen.json else sys.stdout)
    if chosen.json:
        print(json.dumps(found))
    if not chosen.quick:
        FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
