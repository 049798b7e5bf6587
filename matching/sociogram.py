"""What the peer graph says about the organisation, for the administrators' daily snapshot.

Who helps whom across departments, who connects others, who stands alone, and which skills hang on
one person (Moreno's sociogram; Cross and Parker, The Hidden Power of Social Networks, 2004).

What is read of a person: id, department, skills, consent, and counts of asking and being asked.
Nothing else; a test lists the fields. The graph has `TIES_MAX` edges at most, and betweenness
looks at about `VISITS_MAX` edges (at least `PIVOTS_MIN` passes); all the rest is linear in what
comes in, but for sorting. For a worker, once a day: 43 s of CPU were seen at 100,000 people.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Past help between two people, with when it last happened."""

    tie: Tie
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of the organisation, as far as a snapshot may know."""

    id: PersonId
    team: str = ""  # department; "" is a department like any other: those without one
    skills: frozenset[SkillId] = frozenset()
    active: bool = True
    opted_in: bool = True
    asked: int = 0  # requests they ever got
    asks: int = 0  # questions they ever asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How many questions about a skill somebody answered."""

    skill: SkillId
    mentor: PersonId
    answers: int


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
    """One day's snapshot."""

    at: datetime
    help_between: HelpBetween
    brokers: Rows[Broker]
    pivots: int  # people from whom betweenness was measured
    connected: int  # people in the graph; more than `pivots` means an estimate
    ties_left_out: int  # weaker than the strongest TIES_MAX
    isolated: Rows[PersonId]
    hanging: Rows[Hanging]


def sociogram(
    people: Iterable[Member],
    helps: Iterable[Help],
    answered: Iterable[Answered],
    now: datetime,
    seed: int,
) -> Sociogram:
    """Take the snapshot of one day.

    Only active people are counted and named; help among others, or by somebody for themselves, is
    passed over. Somebody listed twice counts once, as gone if either entry says so. The order of
    the input changes nothing; `seed` draws the pivots of betweenness.
    """
    members = _members(people)
    helps = [each for each in helps if each.tie.learner != each.tie.mentor]
    recent = [
        each.tie
        for each in helps
        if now - each.at <= WINDOW and {each.tie.learner, each.tie.mentor} <= members.keys()
    ]
    teams = {each.id: each.team for each in members.values()}
    graph, left_out = help_graph(recent)
    found, pivots = brokers(graph, teams, seed)
    return Sociogram(
        at=now,
        help_between=help_between(teams, recent),
        brokers=found,
        pivots=pivots,
        connected=len(graph),
        ties_left_out=left_out,
        isolated=isolated(members.values(), [each.tie for each in helps]),
        hanging=hanging_skills(members.values(), answered),
    )


def help_graph(ties: Iterable[Tie]) -> tuple["nx.Graph[PersonId]", int]:
    """Build the graph of past help, and count the ties that are left out as too many.

    An edge is help of either direction that was worth something (`matching.graph.strength`); of
    more than `TIES_MAX` the strongest stay.
    """
    worth: defaultdict[tuple[PersonId, PersonId], list[float]] = defaultdict(list)
    for tie in ties:
        low, high = sorted((tie.learner, tie.mentor))
        worth[low, high].append(strength(tie))
    ranked = sorted((-math.fsum(each), pair) for pair, each in worth.items() if any(each))
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


def isolated(members: Iterable[Member], ties: Iterable[Tie]) -> Rows[PersonId]:
    """Find who agreed to help and has never been asked, never asked, and never shared an answer.

    >>> isolated([Member(id=PersonId("ana")), Member(id=PersonId("ben"), asks=1)], [])
    Rows(shown=('ana',), total=1)
    """
    tied = {who for tie in ties if tie.answered > 0 for who in (tie.learner, tie.mentor)}
    alone = sorted(
        each.id
        for each in members
        if each.active
        and each.opted_in
        and each.asked <= 0
        and each.asks <= 0
        and each.id not in tied
    )
    return Rows(tuple(alone[:ROWS_MAX]), len(alone))


def hanging_skills(members: Iterable[Member], answered: Iterable[Answered]) -> Rows[Hanging]:
    """Find the skills that hang on one person, most answered first.

    Somebody is named who is the only active and willing holder of a skill, or who gave at least
    80 % of its answers when there were five or more; answers of people who left count as others'.

    >>> pivot = SkillId("pivot")
    >>> ana = Member(id=PersonId("ana"), skills=frozenset({pivot}))
    >>> hanging_skills([ana], [Answered(skill=pivot, mentor=ana.id, answers=3)]).shown
    (Hanging(skill='pivot', person='ana', only_holder=True, answers=3, share=1.0),)
    """
    willing = {each.id: each.skills for each in members if each.active and each.opted_in}
    holders: defaultdict[SkillId, set[PersonId]] = defaultdict(set)
    for person, skills in willing.items():
        for skill in skills:
            holders[skill].add(person)
    by_skill: defaultdict[SkillId, Counter[PersonId]] = defaultdict(Counter)
    for one in answered:
        by_skill[one.skill][one.mentor] += max(0, one.answers)
    found = [
        hanging
        for skill in holders.keys() | by_skill.keys()
        for hanging in _hanging(skill, holders[skill], by_skill[skill], willing)
    ]
    found.sort(key=lambda each: (-each.answers, each.skill, each.person))
    return Rows(tuple(found[:ROWS_MAX]), len(found))


def _hanging(
    skill: SkillId,
    holders: Collection[PersonId],
    given: Counter[PersonId],
    willing: Collection[PersonId],
) -> Iterable[Hanging]:
    total = given.total()
    only = set(holders) if len(holders) == 1 else set()
    most = {
        person
        for person, answers in given.items()
        if person in willing and total >= ANSWERS_MIN and answers >= SHARE_MIN * total
    }
    for person in only | most:
        yield Hanging(
            skill=skill,
            person=person,
            only_holder=person in only,
            answers=total,
            share=round(given[person] / total, 3) if total else 0.0,
        )


def _members(people: Iterable[Member]) -> dict[PersonId, Member]:
    everybody = sorted(people, key=_by_value)
    gone = {each.id for each in everybody if not each.active}
    return {each.id: each for each in everybody if each.id not in gone}


def _by_value(member: Member) -> tuple[PersonId, str, list[SkillId], bool, int, int]:
    skills = sorted(member.skills)
    return member.id, member.team, skills, member.opted_in, member.asked, member.asks
