"""The peer graph around one question: who is how near to the learner.

Its nodes are the learner, the candidates read, the people they helped or report to, and their
teams; its size follows the read, never the company. A team is a node of its own half a step from
each member, so that 200 colleagues cost 200 edges and not 19,900.
"""

import math
from datetime import datetime, timedelta
from typing import Final

import networkx as nx

from matching.model import PersonId, Tie, View

HOPS_MAX: Final = 2
HALF_LIFE: Final = timedelta(days=90)  # of past help
_TO_TEAM: Final = 0.5  # hops: two people of one team are one hop apart

Node = tuple[str, str]  # ("person", id) or ("team", name)


def peer_graph(view: View, now: datetime | None = None) -> "nx.Graph[Node]":
    """Build the graph of a view.

    Each edge has `hops`; an edge of past help also has `weight` (see `strength`), and one that
    never helped (strength 0) is no edge. Past help is one hop while it is fresh and two when it is
    forgotten: 2 - 2^(-age / half-life); without `now`, or where its age is not known, it is fresh.
    Skills make no edge: all who were read share those of the question.
    """
    everybody = [(view.learner.id, view.learner.team, view.learner.manager)]
    everybody += [(each.id, each.team, each.manager) for each in view.candidates]
    helped: dict[tuple[PersonId, PersonId], tuple[float, float]] = {}
    for tie in view.ties:
        worth, hops = strength(tie, now), 2.0 - freshness(tie, now)
        pair = (min(tie.learner, tie.mentor), max(tie.learner, tie.mentor))
        known, nearest = helped.get(pair, (0.0, hops))
        if worth:
            helped[pair] = (known + worth, min(nearest, hops))
    graph: nx.Graph[Node] = nx.Graph()
    graph.add_nodes_from(_person(who) for who, _, _ in everybody)
    graph.add_edges_from(
        ((_person(who), ("team", team)) for who, team, _ in everybody if team), hops=_TO_TEAM
    )
    for (one, other), (worth, hops) in helped.items():
        graph.add_edge(_person(one), _person(other), hops=hops, weight=worth)
    graph.add_edges_from(
        ((_person(who), _person(above)) for who, _, above in everybody if above), hops=1.0
    )
    return graph


def strength(tie: Tie, now: datetime | None = None) -> float:
    """Give what past help is worth: answers times their mean rating (.5 when unrated), decayed.

    >>> strength(Tie(learner=PersonId("a"), mentor=PersonId("b"),
    ...     answered=4, rated=2, rating_points=1.5))
    3.0
    """
    mean = tie.rating_points / tie.rated if tie.rated > 0 else 0.5
    worth = tie.answered * mean * freshness(tie, now)
    return worth if math.isfinite(worth) and worth > 0 else 0.0


def freshness(tie: Tie, now: datetime | None) -> float:
    """Give 2^(-age / half-life): 1 for help of now (or of an unknown age), 1/2 after 90 days.

    >>> at = datetime(2026, 3, 4)
    >>> help = Tie(learner=PersonId("a"), mentor=PersonId("b"),
    ...     answered=1, rated=0, rating_points=0.0, at=at)
    >>> freshness(help, at + timedelta(days=180)), freshness(help, at - timedelta(days=1))
    (0.25, 1.0)
    """
    if now is None or tie.at is None:
        return 1.0
    return float(2.0 ** -(max(timedelta(), now - tie.at) / HALF_LIFE))


def closeness(view: View, now: datetime | None = None) -> dict[PersonId, float]:
    """Give for every candidate 1 / (1 + hops) from the learner, 0 beyond two hops.

    Hops are steps over past help, a shared team or a reporting line (matching.md §6); the older
    the help, the longer its step (`peer_graph`).
    """
    graph = peer_graph(view, now)
    hops = nx.single_source_dijkstra_path_length(
        graph, _person(view.learner.id), cutoff=HOPS_MAX, weight="hops"
    )
    return {
        each.id: 1 / (1 + hops[_person(each.id)]) if _person(each.id) in hops else 0.0
        for each in view.candidates
    }


def _person(person: PersonId) -> Node:
    return ("person", person)
