"""What left, to whom and when; and what can be counted from that alone.

Nothing of the product is asked here: hours are those of `benchmarks.living.hours`, and budgets are
counted in sliding windows over the times at which messages left.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.living.people import Somebody
from teams_bot.leaving import interrupts
from teams_bot.letters import LETTERS
from teams_bot.messages import MESSAGES

DAY: Final = timedelta(hours=24)
HOUR: Final = timedelta(hours=1)
WEEK: Final = timedelta(days=7)
# What nobody asked for who gets it: the rest answers something that person did themselves.
UNASKED: Final = frozenset(kind for kind in {**MESSAGES, **LETTERS} if interrupts(kind))
# What a helper gets for being one.
TO_HELPERS: Final = UNASKED | {"thanks", "compare", "follow_up"}
FIRST_ANSWERS: Final = frozenset({"answer", "combined"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that left; `redraw` where it changes one that is there, and rings no bell."""

    at: datetime
    to: str
    kind: str
    key: str
    thread: str
    redraw: bool = False


@dataclass(slots=True)
class Ledger:
    """Everything that left, in the order in which it did, and when people let go of requests."""

    sent: list[Sent] = field(default_factory=list)
    let_go: dict[str, datetime] = field(default_factory=dict)  # by offer: answered or passed on
    answered: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def first_answers(self) -> dict[str, datetime]:
        """Give when the first answer to each thread reached its learner."""
        found: dict[str, datetime] = {}
        for each in self.sent:
            if each.kind in FIRST_ANSWERS and not each.redraw:
                found.setdefault(each.thread, each.at)
        return found

    def rang(self, kinds: frozenset[str]) -> dict[str, list[datetime]]:
        """Give by person when messages of these kinds came, oldest first."""
        found: defaultdict[str, list[datetime]] = defaultdict(list)
        for each in self.sent:
            if each.kind in kinds and not each.redraw:
                found[each.to].append(each.at)
        return {who: sorted(times) for who, times in found.items()}

    def held(self) -> dict[str, list[tuple[datetime, int]]]:
        """Give by person when the number of requests they hold changed, and by how much.

        A request is held from when its card came until its person answers or passes it on, or its
        card says that it is theirs no more. Of mails no card tells when that is.
        """
        came: dict[str, Sent] = {}
        changes: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
        for each in self.sent:
            offer = each.key.split(":")[1] if each.kind in {"offer", "offer_update"} else ""
            if each.kind == "offer":
                came[offer] = each
                changes[each.to].append((each.at, 1))
            if each.kind == "offer_update" and offer in came:
                self._over(changes, came.pop(offer), each.at, offer)
        for offer, each in came.items():
            if offer in self.let_go:
                changes[each.to].append((self.let_go[offer], -1))
        return {who: sorted(each) for who, each in changes.items()}

    def _over(
        self,
        changes: Mapping[str, list[tuple[datetime, int]]],
        offer: Sent,
        redrawn: datetime,
        name: str,
    ) -> None:
        changes[offer.to].append((min(redrawn, self.let_go.get(name, redrawn)), -1))


def most_in_a_day(times: Sequence[datetime]) -> int:
    """Give the most that came within any 24 hours."""
    return max(
        (bisect_right(times, each) - bisect_right(times, each - DAY) for each in times), default=0
    )


def over_budget(rang: Mapping[str, Sequence[datetime]], per_day: int) -> int:
    """Count the messages that were one too many in the 24 hours before them."""
    return sum(
        place + 1 - bisect_right(times, each - DAY) > per_day
        for times in rang.values()
        for place, each in enumerate(times)
    )


def over_held(held: Mapping[str, Sequence[tuple[datetime, int]]], most: Mapping[str, int]) -> int:
    """Count the requests that came to somebody who held as many as they may."""
    found = 0
    for who, changes in held.items():
        now = 0
        for _, change in changes:
            now += change
            found += change > 0 and now > most[who]
    return found


def over_week(
    held: Mapping[str, Sequence[tuple[datetime, int]]],
    answered: Mapping[str, Sequence[datetime]],
    minutes: Mapping[str, int],
    each_takes: int,
) -> int:
    """Count the requests that came to somebody whose week was full of answers and requests."""
    found = 0
    for who, changes in held.items():
        given, now = sorted(answered.get(who, ())), 0
        for at, change in changes:
            now += change
            lately = bisect_right(given, at) - bisect_right(given, at - WEEK)
            found += change > 0 and (lately + now) * each_takes > minutes[who]
    return found


def out_of_hours(
    sent: Iterable[Sent],
    people: Mapping[str, Somebody],
    answered: Mapping[str, Sequence[datetime]],
) -> Counter[str]:
    """Count by kind what came to helpers outside their hours, or while they had paused.

    What belongs to a talk is none of it within the hour after they answered: they are there.
    """
    return Counter(
        each.kind
        for each in sent
        if each.kind in TO_HELPERS and not each.redraw and each.to in people
        if not people[each.to].hours.is_open(each.at) or paused(people[each.to], each.at)
        if each.kind in UNASKED or not _there(answered.get(each.to, ()), each.at)
    )


def _there(answered: Sequence[datetime], at: datetime) -> bool:
    return any(at - HOUR <= each <= at for each in answered)


def paused(person: Somebody, at: datetime) -> bool:
    """Whether somebody had told the bot to leave them in peace."""
    if person.away is None or not person.pauses:
        return False
    zone = ZoneInfo(person.hours.zone)
    back = datetime.combine(person.away[1].date(), datetime.min.time(), zone)
    return person.away[0] < at < back


def gini(counts: Sequence[int]) -> float:
    """Give how unequal counts are: 0 all alike, towards 1 all with one.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    ordered = np.sort(np.asarray(counts, float))
    places = np.arange(1, len(ordered) + 1)
    return float(
        (2 * places - len(ordered) - 1) @ ordered / max(1e-9, len(ordered) * ordered.sum())
    )
