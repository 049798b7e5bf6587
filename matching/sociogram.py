"""What the peer graph says about the organisation, for the administrators' daily snapshot.

Who helps whom across departments, who connects others, who stands alone, and which skills hang on
one person (Moreno's sociogram; Cross and Parker, The Hidden Power of Social Networks, 2004).

A `Survey` is told one person after the other, then their ties and the answers in each skill; of
people it keeps counts by department and by skill and the first of each list, so that it grows
with the ties it is told (`storage.snapshots` bounds them) and not with the company. What is read
of a person: id, department, skills, consent, and counts of asking and being asked. Nothing else;
a test lists the fields. The graph has `TIES_MAX` edges at most, and betweenness looks at about
`VISITS_MAX` edges (at least `PIVOTS_MIN` passes). `python -m benchmarks.snapshot` measures it.
"""

import math
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

import networkx as nx

from matching.departments import HelpBetween, help_between
from matching.graph import strength
from matching.model import PersonId, Tie
from matching.skills import SkillId

WINDOW: Final = timedelta(days=180)  # help before that is history
TIES_MAX: Final = 100_000  # strongest first
VISITS_MAX: Final = 10_000_000  # edges and people looked at for betweenness
PIVOTS_MIN: Final = 10
ROWS_MAX: Final = 200  # of each list; the whole number stands beside it
SHARE_MIN: Final = 0.8  # of a skill's answers by one person
ANSWERS_MIN: Final = 5  # fewer answers say nothing about shares

Row = TypeVar("Row")
Pair = tuple[PersonId, PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person who takes part, as far as a snapshot may know."""

    id: PersonId
    team: str = ""  # department; "" is a department like any other: those without one
    skills: frozenset[SkillId] = frozenset()
    opted_in: bool = True
    asked: int = 0  # requests they ever got
    asks: int = 0  # questions they ever asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How many questions about a skill somebody who is active and willing answered."""

    skill: SkillId
    mentor: PersonId
    answers: int
    total: int  # by anybody, also by people who left


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The first of a long list, and how long it is."""

    shown: tuple[Row, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Somebody over whom others are connected."""

    person: PersonId
    betweenness: float  # 0..1
    departments: int  # of those they helped or were helped by


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A skill that would be lost, or nearly, with one person."""

    skill: SkillId
    person: PersonId
    only_holder: bool  # nobody else active and willing has the skill
    answers: int  # of that skill, by anybody
    share: float  # of them by this person


@dataclass(frozen=True, slots=True, kw_only=True)
class Sociogram:
    """One day's snapshot of who helps whom."""

    help_between: HelpBetween = field(default_factory=HelpBetween)
    brokers: Rows[Broker] = field(default_factory=Rows)
    pivots: int = 0  # people from whom betweenness was measured
    connected: int = 0  # people in the graph; more than `pivots` means an estimate
    ties_left_out: int = 0  # weaker than the strongest TIES_MAX
    isolated: Rows[PersonId] = field(default_factory=Rows)
    hanging: Rows[Hanging] = field(default_factory=Rows)


class Survey:
    """What a snapshot is made of, taken in person by person and tie by tie, in any order.

    >>> survey = Survey(datetime(2026, 3, 4), seed=1)
    >>> survey.meet(Member(id=PersonId("ana"), skills=frozenset({SkillId("pivot")})))
    >>> found = survey.sociogram()
    >>> found.isolated.shown, found.hanging.shown[0].person
    (('ana',), 'ana')
    """

    def __init__(self, now: datetime, seed: int) -> None:
        """Begin; `seed` draws the pivots of betweenness."""
        self._now, self._seed = now, seed
        self._sizes: Counter[str] = Counter()
        self._holders: dict[SkillId, tuple[PersonId, int]] = {}  # the last, and how many
        self._alone: list[PersonId] = []  # the first by id
        self._alone_count = 0
        self._between: Counter[tuple[str, str]] = Counter()
        self._worth: defaultdict[Pair, list[float]] = defaultdict(list)
        self._teams: dict[PersonId, str] = {}  # of those with ties
        self._answered: list[Answered] = []

    @property
    def people(self) -> int:
        """Count who take part."""
        return self._sizes.total()

    @property
    def only_holders(self) -> Mapping[SkillId, PersonId]:
        """Give the skills that one person alone has who is willing, with that person."""
        return {skill: who for skill, (who, count) in self._holders.items() if count == 1}

    @property
    def held(self) -> frozenset[SkillId]:
        """Give the skills that somebody willing has."""
        return frozenset(self._holders)

    def meet(self, member: Member) -> None:
        """Take one person in; each once, and only who takes part."""
        self._sizes[member.team] += 1
        if not member.opted_in:
            return
        for skill in member.skills:
            self._holders[skill] = (member.id, self._holders.get(skill, ("", 0))[1] + 1)
        if member.asked <= 0 and member.asks <= 0:
            self._alone_count += 1
            insort(self._alone, member.id)
            del self._alone[ROWS_MAX:]

    def help(self, tie: Tie, teams: Mapping[PersonId, str]) -> None:
        """Take one tie in; `teams` names the departments of those who take part.

        Help of somebody else, for oneself, or of more than half a year ago is passed over.
        """
        old = tie.at is not None and self._now - tie.at > WINDOW
        if old or tie.learner == tie.mentor or not {tie.learner, tie.mentor} <= teams.keys():
            return
        asks, gives = teams[tie.learner], teams[tie.mentor]
        self._between[asks, gives] += max(0, tie.answered)
        worth = strength(tie, self._now)
        if worth:
            low, high = sorted((tie.learner, tie.mentor))
            self._worth[low, high].append(worth)
            self._teams |= {tie.learner: asks, tie.mentor: gives}

    def answers(self, answered: Answered) -> None:
        """Take in how much of a skill's answers one person gave."""
        self._answered.append(answered)

    def sociogram(self) -> Sociogram:
        """Give the snapshot of all that was taken in."""
        graph, left_out = help_graph(self._worth)
        found, pivots = brokers(graph, self._teams, self._seed)
        return Sociogram(
            help_between=help_between(self._sizes, self._between),
            brokers=found,
            pivots=pivots,
            connected=len(graph),
            ties_left_out=left_out,
            isolated=Rows(tuple(self._alone), self._alone_count),
            hanging=hanging_skills(self.only_holders, self._answered),
        )


def help_graph(worth: Mapping[Pair, Iterable[float]]) -> tuple["nx.Graph[PersonId]", int]:
    """Build the graph of past help, and count the pairs that are left out as too many.

    An edge is help of either direction that was worth something (`matching.graph.strength`); of
    more than `TIES_MAX` the strongest stay.
    """
    ranked = sorted((-math.fsum(each), pair) for pair, each in worth.items())
    graph: nx.Graph[PersonId] = nx.Graph()
    chosen = [pair for _, pair in ranked[:TIES_MAX]]
    graph.add_nodes_from(sorted({person for pair in chosen for person in pair}))
    graph.add_edges_from(chosen)
    return graph, max(0, len(ranked) - TIES_MAX)


def pivots_of(people: int, ties: int) -> int:
    """Give from how many people betweenness is measured: from all while that is affordable.

    Each costs one pass over people and ties (Brandes 2001).

    >>> pivots_of(1_000, 5_000), pivots_of(50_000, 100_000), pivots_of(3, 2)
    (1000, 66, 3)
    """
    return min(people, max(PIVOTS_MIN, VISITS_MAX // max(1, people + ties)))


def brokers(
    graph: "nx.Graph[PersonId]", teams: Mapping[PersonId, str], seed: int
) -> tuple[Rows[Broker], int]:
    """Find who lies on the shortest ways between others, and from how many people that was seen.

    Betweenness: the mean, over all pairs of others, of the share of their shortest ways that lead
    over somebody (Freeman 1977; Brandes 2001). In large graphs an estimate from pivots drawn by
    `seed` (Brandes and Pich 2007), rounded to a millionth.

    >>> star = nx.star_graph(["hub", "a", "b", "c"])
    >>> brokers(star, dict.fromkeys(star, "IT"), 1)[0].shown
    (Broker(person='hub', betweenness=1.0, departments=1),)
    """
    pivots = pivots_of(len(graph), graph.number_of_edges())
    sample = pivots if pivots < len(graph) else None
    scores = nx.betweenness_centrality(graph, k=sample, seed=seed)
    ranked = sorted((-round(score, 6), person) for person, score in scores.items())
    between = [(-score, person) for score, person in ranked if score]
    shown = tuple(
        Broker(
            person=person,
            betweenness=min(1.0, score),
            departments=len({teams[each] for each in graph[person]}),
        )
        for score, person in between[:ROWS_MAX]
    )
    return Rows(shown, len(between)), pivots


def hanging_skills(
    only_holders: Mapping[SkillId, PersonId], answered: Iterable[Answered]
) -> Rows[Hanging]:
    """Find the skills that hang on one person, most answered first.

    Somebody is named who is the only active and willing holder of a skill, or who gave at least
    80 % of its answers when there were five or more.

    >>> pivot, ana = SkillId("pivot"), PersonId("ana")
    >>> hanging_skills({pivot: ana}, [Answered(skill=pivot, mentor=ana, answers=3, total=3)]).shown
    (Hanging(skill='pivot', person='ana', only_holder=True, answers=3, share=1.0),)
    """
    given: dict[tuple[SkillId, PersonId], int] = {}
    totals: dict[SkillId, int] = {}
    for one in answered:
        given[one.skill, one.mentor] = max(0, one.answers)
        totals[one.skill] = max(0, one.total)
    most = {
        (skill, person)
        for (skill, person), answers in given.items()
        if totals[skill] >= ANSWERS_MIN and answers >= SHARE_MIN * totals[skill]
    }
    found = []
    for skill, person in most | set(only_holders.items()):
        total = totals.get(skill, 0)
        share = min(1.0, given.get((skill, person), 0) / total) if total else 0.0
        found.append(
            Hanging(
                skill=skill,
                person=person,
                only_holder=only_holders.get(skill) == person,
                answers=total,
                share=round(share, 3),
            )
        )
    found.sort(key=lambda each: (-each.answers, each.skill, each.person))
    return Rows(tuple(found[:ROWS_MAX]), len(found))
