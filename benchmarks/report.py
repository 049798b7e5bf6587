"""Medians, ratios, the table for people and the file for programs."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median
from typing import Any, Final

from benchmarks.contenders import AIM, RATIOS, Bare, Contender, Service
from benchmarks.measure import Figures, Plan

NAME: Final = 52
CELL: Final = 21


@dataclass(frozen=True, slots=True)
class Spread:
    """A median, and between what the values lay."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Summarise at least one value."""
        return cls(median(values), min(values), max(values))


def results(
    plan: Plan,
    mongodb: str,
    everybody: Sequence[Contender],
    figures: Mapping[str, Figures],
    offered: Mapping[str, int],
) -> dict[str, Any]:
    """Gather everything a run found, with each single value."""
    services = [each for each in everybody if isinstance(each, Service)]
    return {
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "python": platform.python_version(),
            "mongodb": mongodb,
            "pymongo": version("pymongo"),
            "motor": version("motor"),
        },
        "plan": asdict(plan),
        "writes_of_one_question": next(e.writes for e in everybody if isinstance(e, Bare)),
        "turns_per_second": {
            name: {str(at): _values(found) for at, found in each.rates.items()}
            for name, each in figures.items()
        },
        "cpu_ms_per_turn": {
            name: {str(at): _values(found) for at, found in each.cpu_ms.items()}
            for name, each in figures.items()
        },
        "ratios": {
            f"{over} / {under}": {
                str(at): _values(ratios(figures[over], figures[under], at))
                for at in plan.concurrencies
            }
            for over, under in RATIOS
        },
        "aims": {f"{over} / {under}": aim for (over, under), aim in AIM.items()},
        "seconds_to_first_offer": {
            each.name: {
                "p50": percentile(figures[each.name].to_first_offer, 50),
                "p99": percentile(figures[each.name].to_first_offer, 99),
                "asks": len(figures[each.name].to_first_offer),
                "missed": figures[each.name].offers_missed,
            }
            for each in services
        },
        "seconds_to_ready": _values(services[0].starts),
        "memory_mb": {
            each.name: {"at_start": each.rss_at_start, "after_load": each.process.rss_mb}
            for each in services
        },
        "asked_and_offered": {each.name: [each.asked, offered[each.name]] for each in services},
    }


def ratios(over: Figures, under: Figures, concurrency: int) -> list[float]:
    """Give the ratio of the rates in each round; noise that lasts hits both sides."""
    pairs = zip(over.rates[concurrency], under.rates[concurrency], strict=True)
    return [mine / theirs for mine, theirs in pairs]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Give the nearest rank.

    >>> percentile([3.0, 1.0, 2.0], 50), percentile([3.0, 1.0, 2.0], 99)
    (2.0, 3.0)
    """
    if not values:
        return None
    rank = max(0, -(-len(values) * percent // 100) - 1)
    return sorted(values)[int(rank)]


def table(found: Mapping[str, Any]) -> str:
    """Write the results for people."""
    return "\n".join(_lines(found))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    plan, machine = found["plan"], found["machine"]
    at = plan["concurrencies"]
    yield (
        f"{machine['cores']} cores, Python {machine['python']}, MongoDB {machine['mongodb']} (one "
        f"member, journalled majority), PyMongo {machine['pymongo']}, Motor {machine['motor']}"
    )
    yield (
        f"{plan['people']} people, all reachable, at work and with default capacity; loads are "
        f"set back after each slice. {plan['rounds']} interleaved rounds of {plan['seconds']} s."
    )
    yield f"One question writes: {found['writes_of_one_question']} (statements per collection)."
    yield from _section("turns per second", found["turns_per_second"], at, 1)
    yield from _section("ratio, by round", found["ratios"], at, 2, found["aims"])
    yield from _section("CPU of its process, ms a turn", found["cpu_ms_per_turn"], at, 2)
    yield ""
    pace = f"{plan['asks_per_second']:g} asks a second"
    yield _row(f"first offer after an ask, {pace}", "p50 ms", "p99 ms", "asks")
    for name, each in found["seconds_to_first_offer"].items():
        late = f"{each['asks']} ({each['missed']} missed)"
        yield _row(f"  {name}", _ms(each["p50"]), _ms(each["p99"]), late)
    yield ""
    yield _row("memory of the process, MB", "at start", "after the load", "asked = offered")
    for name, each in found["memory_mb"].items():
        asked, offered = found["asked_and_offered"][name]
        same = f"{asked} {'=' if asked == offered else '!='} {offered}"
        yield _row(f"  {name}", _mb(each["at_start"]), _mb(each["after_load"]), same)
    yield ""
    yield _row("start to ready, s", _cell(found["seconds_to_ready"], 2))


def _section(
    title: str,
    rows: Mapping[str, Mapping[str, Sequence[float]]],
    concurrencies: Sequence[int],
    digits: int,
    aims: Mapping[str, float] | None = None,
) -> Iterator[str]:
    yield ""
    yield _row(title, *(f"{each} at once" for each in concurrencies))
    for name, cells in rows.items():
        shown = (_cell(cells[str(each)], digits) for each in concurrencies if str(each) in cells)
        aim = (aims or {}).get(name)
        yield _row(f"  {name}", *shown) + (f"   aim >= {aim:g}" if aim else "")


def _row(name: str, *cells: str) -> str:
    return f"{name:<{NAME}}" + "".join(f"{each:>{CELL}}" for each in cells)


def _cell(values: Sequence[float], digits: int) -> str:
    spread = Spread.of(values)
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f}-{spread.high:.{digits}f})"


def _values(values: Sequence[float]) -> list[float]:
    return [round(each, 4) for each in values]


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1000:.0f}"


def _mb(size: float | None) -> str:
    return "-" if size is None else f"{size:.0f}"
