"""The peer graph around one question: who is how near to the learner.

Its nodes are the learner, the candidates read, the people they helped or report to, and their
teams; its size follows the read, never the company. A team is a node of its own half a step from
each member, so that 200 colleagues cost 200 edges and not 19,900.
"""

import math
from typing import Final

import networkx as nx

from matching.model import PersonId, Tie, View

HOPS_MAX: Final = 2
_TO_TEAM: Final = 0.5  # hops: two people of one team are one hop apart

Node = tuple[str, str]  # ("person", id) or ("team", name)


def peer_graph(view: View) -> "nx.Graph[Node]":
    """Build the graph of a view.

    Each edge has `hops`; an edge of past help also has `weight` (see `strength`), and one that
    never helped (strength 0) is no edge.
    """
    everybody = [(view.learner.id, view.learner.team, view.learner.manager)]
    everybody += [(each.id, each.team, each.manager) for each in view.candidates]
    helps = ((_person(each.learner), _person(each.mentor), strength(each)) for each in view.ties)
    graph: nx.Graph[Node] = nx.Graph()
    graph.add_nodes_from(_person(who) for who, _, _ in everybody)
    graph.add_edges_from(
        ((_person(who), ("team", team)) for who, team, _ in everybody if team), hops=_TO_TEAM
    )
    graph.add_edges_from(
        ((_person(who), _person(above)) for who, _, above in everybody if above), hops=1.0
    )
    graph.add_weighted_edges_from((each for each in helps if each[2]), hops=1.0)
    return graph


def strength(tie: Tie) -> float:
    """Give how much past help is worth: answers times their mean rating, .5 when unrated.

    >>> strength(Tie(learner=PersonId("a"), mentor=PersonId("b"),
    ...     answered=4, rated=2, rating_points=1.5))
    3.0
    """
    mean = tie.rating_points / tie.rated if tie.rated > 0 else 0.5
    worth = tie.answered * mean
    return worth if math.isfinite(worth) and worth > 0 else 0.0


def closeness(view: View) -> dict[PersonId, float]:
    """Give for every candidate 1 / (1 + hops) from the learner, 0 beyond two hops.

    Hops are steps over past help, a shared team or a reporting line (matching.md §6).
    """
    graph = peer_graph(view)
    hops = nx.single_source_dijkstra_path_length(
        graph, _person(view.learner.id), cutoff=HOPS_MAX, weight="hops"
    )
    return {
        each.id: 1 / (1 + hops[_person(each.id)]) if _person(each.id) in hops else 0.0
        for each in view.candidates
    }


def _person(person: PersonId) -> Node:
    return ("person", person)
