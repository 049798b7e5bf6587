"""`python -m benchmarks.month [--quick] [--json]`: four weeks of a made-up organisation.

The product itself is run: MongoDB, `turn`, the timers, the drawings, the rules, all five sources
and the nightly refits. Only its clock is set, and its messages reach simulated people instead of
Teams (`benchmarks.living`). Three arms meet the same people and the same questions:

- as it is: all rules have their defaults;
- no budgets: the same ladder, and whatever keeps people from being asked too often is off;
- one rung: five peers at once, who have as long as the whole ladder, and no budgets either.

What is counted of messages, hours and budgets is counted from what left, not by the product. Each
arm has a MongoDB and a process of its own, two at a time. A whole run takes about an hour on two
cores; it writes month.json, which the README shows.
"""

import argparse
import asyncio
import itertools
import json
import logging
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.living.blocking import BlockingDriver
from benchmarks.living.habits import BOT, SERVICE_URL, Habits, case_in, mail_of
from benchmarks.living.ledger import (
    TO_HELPERS,
    UNASKED,
    Ledger,
    gini,
    most_in_a_day,
    out_of_hours,
    over_budget,
    over_held,
    over_week,
)
from benchmarks.living.people import BEGIN, TOPICS, Organisation, Somebody, drawn, skill
from benchmarks.living.time import Days, Faults, Hands, Postbox, SetClock, Witness, address_of
from matching.promises import Kept, kept
from matching.rules import Rules
from matching.sources import Source
from matching.thread import State, Thread
from storage import codec, migrations
from storage.change import Person, Tenant
from storage.embedded import embedded_mongodb
from storage.store import Store
from teams_bot import nightly
from teams_bot.auditor import Auditor
from teams_bot.services import Services

FILE: Final = Path(__file__).with_name("month.json")
TENANT: Final = "acme"
SEED: Final = 1
AT_ONCE: Final = 2  # arms
TAIL: Final = timedelta(days=4)  # after the last question, until everything has come to rest
NIGHT: Final = timedelta(days=1)
NEVER_TIRED: Final[Mapping[str, Any]] = {
    "interruptions_per_day": 100,
    "open_offers_max": 20,
    "silent_offers_max": 0,
}
A_WEEK: Final = 2400  # minutes: more than anybody works
ONE_RUNG: Final = "5 peer 960"  # as many peers, and as many minutes, as the ladder has altogether


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One way to run the service."""

    name: str
    rules: Mapping[str, Any]
    budgets: bool = True


ARMS: Final = (
    Arm(name="as it is", rules={}),
    Arm(name="no budgets", rules=NEVER_TIRED, budgets=False),
    Arm(name="one rung", rules={**NEVER_TIRED, "ladder": ONE_RUNG}, budgets=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is simulated."""

    people: int = 1000
    questions: int = 5000
    days: int = 28


QUICK: Final = Size(people=100, questions=100, days=5)
WHOLE: Final = Size()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    title: str
    shows: str = "{:,.0f}"
    means: str = ""


ROWS: Final = (
    Row(name="questions", title="questions"),
    Row(name="answered", title="answered", shows="{:.1%}", means="of all, by the end of the run"),
    Row(
        name="median",
        title="first answer, median",
        shows="minutes",
        means="from asking until the learner has the answer; who got none waits for ever",
    ),
    Row(name="p90", title="first answer, 90th percentile", shows="minutes"),
    Row(
        name="within_the_hour",
        title="answered within the hour",
        shows="{:.1%}",
        means="of the answered; communities: 15 to 43 %",
    ),
    Row(name="offers", title="requests per question", shows="{:.1f}"),
    Row(
        name="most_a_day",
        title="unasked messages to one helper, most in 24 h",
        means="requests, digests, nudges: what a helper did not ask for",
    ),
    Row(
        name="most_for_helping",
        title="… and with thanks and follow-ups",
        means="everything somebody gets for being a helper; cards drawn anew ring no bell",
    ),
    Row(
        name="gini",
        title="Gini of the requests",
        shows="{:.2f}",
        means="over the colleagues who agreed to be asked: 0 all alike, 1 all to one",
    ),
    Row(
        name="over_day",
        title="budget breaches: a day",
        means="messages beyond the rule's number in the 24 h before them",
    ),
    Row(
        name="over_held",
        title="budget breaches: at once",
        means="requests to somebody who held as many as they may, by their minutes and the rule",
    ),
    Row(
        name="over_week",
        title="budget breaches: a week",
        means="requests to somebody whose minutes were full of answers of seven days and requests",
    ),
    Row(
        name="out_of_hours",
        title="unasked messages out of hours",
        means="in the helper's own zone, or while they had told the bot to pause",
    ),
    Row(
        name="thanks_out_of_hours",
        title="… thanks and follow-ups out of hours",
        means="what comes of somebody else's press, to a helper who answered nothing for an hour",
    ),
    Row(
        name="half",
        title="promise “usually within”: kept",
        shows="{:.1%}",
        means="should be 50 %; judged by the product's own report",
    ),
    Row(name="half_of", title="… of so many promises"),
    Row(
        name="nine_in_ten",
        title="promise “1 in 10 waits longer”: kept",
        shows="{:.1%}",
        means="should be 90 %",
    ),
    Row(name="nine_in_ten_of", title="… of so many promises"),
    Row(
        name="never",
        title="told that some get no answer: got none",
        shows="{:.1%}",
        means="should be what was told, on average the line below",
    ),
    Row(name="never_promised", title="… told", shows="{:.1%}"),
    Row(name="never_of", title="… of so many promises"),
    Row(
        name="brier",
        title="error of the promised shares (Brier)",
        shows="{:.4f}",
        means="mean squared, at 15 minutes, 1, 4 and 24 hours; 0 is best",
    ),
    Row(
        name="brier_constant",
        title="… of the best constant",
        shows="{:.4f}",
        means="everybody told the shares that came true, known afterwards",
    ),
    Row(name="lost", title="questions that lost their next step"),
    Row(name="faults", title="faults logged"),
)


async def lived(uri: str, arm: Arm, size: Size) -> dict[str, Any]:
    """Let one arm live through its weeks; give what can be counted afterwards."""
    began, faults = time.monotonic(), Faults()
    logging.getLogger().addHandler(faults)
    organisation = drawn(SEED, size.people, size.questions, size.days)
    store = Store(BlockingDriver(uri, "month"), Tenant(TENANT))
    await migrations.migrate(store.driver)
    clock = SetClock(BEGIN)
    numbers, seeds = itertools.count(1), np.random.default_rng(SEED)
    services = Services(
        store=store,
        clock=clock,
        tenant=TENANT,
        public_url="https://mentor.example",
        new_id=lambda: f"{next(numbers):032x}",
        new_seed=lambda: int(seeds.integers(2**62)),
    )
    await _founded(store, organisation, arm)
    ledger = Ledger()
    habits = Habits(organisation=organisation, services=services, ledger=ledger, seed=SEED)
    hands = Hands(
        services,
        Witness(clock, ledger, habits.told),
        Postbox(clock, ledger, habits.mailed),
    )
    days = Days(services=services, clock=clock, hands=hands)
    habits.days = days
    await habits.open_channel()
    habits.begin()
    end = organisation.end + TAIL
    while clock.at < end:
        await nightly.plan(services)
        days.changed()
        await days.live(min(end, clock.at + NIGHT))
        services._waits = services._weights = None  # noqa: SLF001 - kept for less than a night
        _told(arm, clock.at, days, len(ledger.sent), time.monotonic() - began)
    found = await _figures(services, organisation, habits, ledger, arm)
    await store.close()
    logging.getLogger().removeHandler(faults)
    return {
        **found,
        "faults": len(faults.seen),
        "first_fault": faults.seen[0][:2000] if faults.seen else "",
        "jobs": days.jobs,
        "seconds": round(time.monotonic() - began),
    }


async def _founded(store: Store, organisation: Organisation, arm: Arm) -> None:
    """Bring everybody in, as an import does, and publish the rules of the arm."""
    if arm.rules:
        base = await store.rules()
        await store.publish_rules(base, arm.rules, ("benchmark", arm.name), BEGIN)
    await store.import_skills([skill(topic) for topic in range(len(TOPICS))])
    people = [_entry(each) for each in organisation.people]
    if not arm.budgets:
        people = [replace(each, minutes_per_week=A_WEEK) for each in people]
    await store.import_people(people, {}, BEGIN)


def _entry(somebody: Somebody) -> Person:
    outside = somebody.source is Source.CONTRACT
    return Person(
        id=somebody.id,
        name=somebody.name,
        imported=True,
        mail=mail_of(somebody) if outside else "",
        source=somebody.source,
        department=somebody.department,
        manager=somebody.manager,
        skills_given={skill(topic).id: level for topic, level in somebody.levels.items()},
        time_zone=somebody.hours.zone,
        hours=somebody.hours.text,
        minutes_per_week=somebody.minutes,
        opted_in=somebody.agreed,
        welcomed=True,
        reachable=True,
        address=None if outside else address_of(somebody.id, SERVICE_URL, BOT["id"]),
    )


def _told(arm: Arm, at: datetime, days: Days, sent: int, seconds: float) -> None:
    print(
        f"{arm.name:11} {at:%d %B} {days.acts:7,} deeds {days.jobs:8,} jobs {sent:8,} messages "
        f"{seconds:6,.0f} s",
        file=sys.stderr,
        flush=True,
    )


# ---- what is counted


async def _figures(
    services: Services, organisation: Organisation, habits: Habits, ledger: Ledger, arm: Arm
) -> dict[str, Any]:
    store, now = services.store, services.now()
    rules = (await store.rules()).rules
    found = store.driver.collection("threads").find({"tenant": store.tenant})
    threads = [codec.read(Thread, each) for each in await found.to_list(None)]
    judged = kept(await store.past_waits(now), now)
    return {
        **_waits(organisation, threads, ledger),
        **_load(organisation, ledger, rules, arm),
        **_promises(judged),
        "lost": await _lost(services),
        "late_presses": habits.refused,
    }


def _waits(
    organisation: Organisation, threads: Sequence[Thread], ledger: Ledger
) -> dict[str, Any]:
    """Count the questions that were asked, each from its asking to its first answer."""
    answers = ledger.first_answers()
    by_case = {case_in(each.text): each for each in threads}
    minutes: list[float] = []
    for question in organisation.questions:
        thread = by_case.get(question.number)
        at = None if thread is None else answers.get(thread.id)
        minutes.append(inf if at is None else (at - question.at) / timedelta(minutes=1))
    came = [each for each in minutes if each < inf]
    first = Counter(_source(each) for each in threads if each.answers)
    return {
        "questions": len(minutes),
        "unsent": len(minutes) - len(by_case),
        "answered": len(came) / len(minutes),
        "taken_back": sum(each.state is State.CANCELLED for each in threads),
        "median": _quantile(minutes, 0.5),
        "p90": _quantile(minutes, 0.9),
        "within_the_hour": sum(each <= 60 for each in came) / max(1, len(came)),
        "offers": sum(each.kind == "offer" for each in ledger.sent) / len(minutes),
        "first_answers_by": {str(source): count for source, count in first.most_common()},
        "states": dict(Counter(str(each.state) for each in threads)),
    }


def _source(thread: Thread) -> Source:
    first = min(thread.answers, key=lambda each: each.at)
    return next(each.source for each in thread.offers if each.id == first.offer)


def _quantile(minutes: Sequence[float], share: float) -> float | None:
    """Give the wait that a share of all stays within; None where that many get no answer."""
    at = sorted(minutes)[max(0, int(np.ceil(share * len(minutes))) - 1)]
    return None if at == inf else round(at, 1)


def _load(organisation: Organisation, ledger: Ledger, rules: Rules, arm: Arm) -> dict[str, Any]:
    people: dict[str, Somebody] = {each.id: each for each in organisation.people}
    unasked = ledger.rang(UNASKED)
    asked = Counter(each.to for each in ledger.sent if each.kind == "offer")
    willing = [each for each in people.values() if each.source is Source.PEER and each.agreed]
    minutes: dict[str, int] = {
        each.id: each.minutes if arm.budgets else A_WEEK
        for each in organisation.people
        if each.source is not Source.CONTRACT
    }
    takes = rules.minutes_per_question
    most = {who: min(rules.open_offers_max, each // takes) for who, each in minutes.items()}
    held = {who: each for who, each in ledger.held().items() if who in most}
    late = out_of_hours(ledger.sent, people, ledger.answered)
    return {
        "most_a_day": max(map(most_in_a_day, unasked.values()), default=0),
        "most_for_helping": max(map(most_in_a_day, ledger.rang(TO_HELPERS).values()), default=0),
        "gini": gini([asked[each.id] for each in willing]),
        "over_day": over_budget(unasked, rules.interruptions_per_day),
        "over_held": over_held(held, most),
        "over_week": over_week(held, ledger.answered, minutes, takes),
        "out_of_hours": sum(count for kind, count in late.items() if kind in UNASKED),
        "thanks_out_of_hours": sum(count for kind, count in late.items() if kind not in UNASKED),
        "messages": dict(
            Counter(each.kind for each in ledger.sent if not each.redraw).most_common()
        ),
    }


def _promises(judged: Kept) -> dict[str, Any]:
    whole = judged.whole
    half = None if whole is None else whole.within_usual
    beyond = None if whole is None else whole.beyond_long
    return {
        "half": None if half is None else half.share,
        "half_of": 0 if half is None else half.of,
        "nine_in_ten": None if beyond is None or beyond.share is None else 1 - beyond.share,
        "nine_in_ten_of": 0 if beyond is None else beyond.of,
        "never": judged.never.share,
        "never_promised": judged.never_promised,
        "never_of": judged.never.of,
        "brier": judged.brier,
        "brier_constant": judged.brier_constant,
    }


async def _lost(services: Services) -> int:
    """Let the product's auditor look through everything once."""
    auditor, lost = Auditor(services=services), 0
    while True:
        lost += len(await auditor.round())
        if not auditor.after:
            return lost


# ---- what is shown


def table(found: Mapping[str, Any]) -> str:
    """Write the results for people."""
    arms = found["arms"]
    lines = [
        "{people:,} people in nine time zones, {questions:,} questions in {days} days".format(
            **found
        ),
        f"{'':<46}" + "".join(f"{name:>14}" for name in arms),
    ]
    lines += [
        f"{row.title:<46}" + "".join(f"{shown(row, each):>14}" for each in arms.values())
        for row in ROWS
    ]
    lines += ["", *(f"{row.title}: {row.means}." for row in ROWS if row.means)]
    return "\n".join(lines)


def shown(row: Row, figures: Mapping[str, Any]) -> str:
    """Write one figure."""
    value = figures[row.name]
    if row.shows == "minutes":
        return _minutes(value, figures["answered"])
    return "-" if value is None else row.shows.format(value)


def _minutes(value: float | None, answered: float) -> str:
    if value is None:
        return f"1 in {1 / (1 - answered):.1f} none"
    if value < 120:
        return f"{value:,.0f} min"
    return f"{value / 60:,.1f} h"


def run(size: Size, arms: Sequence[Arm] = ARMS, at_once: int = AT_ONCE) -> dict[str, Any]:
    """Let every arm live, so many at a time."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(at_once, mp_context=context) as processes:
        found = list(processes.map(_alone, arms, itertools.repeat(size)))
    return {**asdict(size), "arms": dict(zip((each.name for each in arms), found, strict=True))}


def _alone(arm: Arm, size: Size) -> dict[str, Any]:
    """Run one arm on a MongoDB of its own, which drops nothing by its own clock."""
    with (
        tempfile.TemporaryDirectory(prefix="nanomentor-month-") as folder,
        embedded_mongodb(
            Path(folder), options=("--setParameter", "ttlMonitorEnabled=false")
        ) as uri,
    ):
        return asyncio.run(lived(uri, arm, size))


def shortfalls(found: Mapping[str, Any]) -> Iterator[str]:
    """Say of the service as it is what must not be, a sentence each."""
    figures = found["arms"][ARMS[0].name]
    for name in ("over_day", "over_held", "over_week", "out_of_hours", "lost", "faults", "unsent"):
        if figures[name]:
            yield f"{name} is {figures[name]}, not 0."


def main(words: Sequence[str] | None = None) -> int:
    """Run all arms and print a table; 1 where something happened that must not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.month", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 people, 100 questions, a week")
    parser.add_argument("--json", action="store_true", help="for programs; the table on stderr")
    for name, what in (
        ("people", "in the organisation"),
        ("questions", "asked"),
        ("days", "of asking"),
    ):
        parser.add_argument(f"--{name}", type=int, help=what)
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="arms that run side by side")
    chosen = parser.parse_args(words)
    usual = QUICK if chosen.quick else WHOLE
    size = Size(
        people=chosen.people or usual.people,
        questions=chosen.questions or usual.questions,
        days=chosen.days or usual.days,
    )
    found = run(size, at_once=chosen.at_once)
    print(table(found), file=sys.stderr if chosen.json else sys.stdout)
    if chosen.json:
        print(json.dumps(found))
    if size == WHOLE:
        FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    missed = list(shortfalls(found))
    print(*missed, sep="\n", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
