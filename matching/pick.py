"""Choose whom to ask: everybody read ends as a pick, a reserve or a refusal."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final

from matching.choice import Standing, Strengths, terms_of_all
from matching.choice import score as product
from matching.eligibility import refusal_of
from matching.graph import closeness
from matching.model import Candidate, PersonId, Pick, Question, Refusal, Shortlist, View
from matching.reasons import Facts, reason_for
from matching.rules import Rules
from matching.scoring import Fit, score, terms_of, weights_of
from matching.skills import SkillId

Scored = tuple[Mapping[str, float], float]  # terms, and the score they make

NO_LABELS: Final[Mapping[SkillId, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Everything one choice depends on; the same choice gives the same shortlist."""

    question: Question
    view: View
    rules: Rules
    now: datetime
    seed: int
    labels: Mapping[SkillId, str]


def pick_mentors(
    question: Question,
    view: View,
    rules: Rules,
    now: datetime,
    seed: int,
    *,
    rules_version: int = 0,
    wanted: int | None = None,
    labels: Mapping[SkillId, str] = NO_LABELS,
) -> Shortlist:
    """Choose the mentors of one rung, with the reason for everybody who was read.

    With `view.relevance` the score is that of `matching.choice`, else that of the rules' weights.

    People in hours come first, then the others by their next opening (in steps of one rung), then
    by score. A draw from the seed breaks ties, so that the order of the candidates does not
    matter and equal people are treated alike over the questions. `wanted` replaces the rule
    `mentors_per_rung`; `labels` name the skills in the reasons (their ids do without it).
    """
    choice = Choice(question=question, view=view, rules=rules, now=now, seed=seed, labels=labels)
    eligible, refusals = _sifted(choice)
    ranked = _ranked(choice, eligible)
    size = max(0, rules.mentors_per_rung if wanted is None else wanted)
    picks, reserves = ranked[:size], ranked[size:]
    return Shortlist(
        picks=picks,
        reserves=reserves,
        refusals=refusals,
        counts={
            "read": len(ranked) + len(refusals),
            "refused": len(refusals),
            "ranked": len(ranked),
            "picked": len(picks),
            "unread": view.unread,
        },
        seed=seed,
        rules_version=rules_version,
    )


def draw(seed: int, person: PersonId) -> bytes:
    """Draw a place among equals: even over the seeds, and the same whenever it is repeated.

    >>> draw(7, PersonId("ana")).hex()
    '22d0687797be7ac7'
    """
    return hashlib.blake2b(f"{seed}:{person}".encode(errors="replace"), digest_size=8).digest()


def _sifted(choice: Choice) -> tuple[list[Candidate], tuple[Refusal, ...]]:
    """Part those who may be asked from those who may not, by id.

    Somebody read twice counts once: as refused if either reading says so, else at the higher load.
    """
    eligible: list[Candidate] = []
    refusals: list[Refusal] = []
    by_id = sorted(choice.view.candidates, key=lambda each: each.id)
    for _, readings in groupby(by_id, key=lambda each: each.id):
        found = [(_refusal(choice, each), each) for each in readings]
        refused, candidate = found[0] if len(found) == 1 else min(found, key=_strictness)
        if refused is None:
            eligible.append(candidate)
        else:
            refusals.append(refused)
    return eligible, tuple(refusals)


def _refusal(choice: Choice, candidate: Candidate) -> Refusal | None:
    reason = refusal_of(candidate, choice.question, choice.view.learner, choice.rules, choice.now)
    return None if reason is None else Refusal(mentor=candidate.id, reason=reason)


def _strictness(reading: tuple[Refusal | None, Candidate]) -> tuple[bool, str, int, str]:
    refused, candidate = reading
    values = (getattr(candidate, each.name) for each in fields(candidate))
    whole = [
        sorted(value.items() if isinstance(value, Mapping) else value)
        if isinstance(value, Mapping | frozenset)
        else value
        for value in values
    ]
    return refused is None, refused.reason if refused else "", -candidate.load, repr(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Somebody who may be asked, with what decides their place."""

    candidate: Candidate
    opens_at: datetime | None
    closeness: float
    terms: Mapping[str, float]
    score: float
    draw: bytes


def _ranked(choice: Choice, candidates: Sequence[Candidate]) -> tuple[Pick, ...]:
    near = closeness(choice.view)
    relevance = choice.view.relevance
    scored = (
        _by_rules(choice, candidates, near)
        if relevance is None
        else _by_relevance(choice, candidates, near, relevance)
    )
    standings = [_standing(choice, each, near[each.id], *scored[each.id]) for each in candidates]
    step = timedelta(minutes=choice.rules.rung_minutes)
    standings.sort(key=lambda each: (_wait(each, choice.now, step), -each.score, each.draw))
    helped = Counter[PersonId]()
    for tie in choice.view.ties:
        if tie.learner == choice.view.learner.id:
            helped[tie.mentor] += tie.answered
    return tuple(
        _pick(choice, each, rank, helped[each.candidate.id])
        for rank, each in enumerate(standings, start=1)
    )


def _by_rules(
    choice: Choice, candidates: Sequence[Candidate], near: Mapping[PersonId, float]
) -> dict[PersonId, Scored]:
    """Score by declared skills and the weights of the rules."""
    weights = weights_of(choice.rules)
    found: dict[PersonId, Scored] = {}
    for each in candidates:
        terms = terms_of(
            Fit(
                candidate=each,
                question=choice.question,
                closeness=near[each.id],
                rules=choice.rules,
            )
        )
        found[each.id] = terms, score(terms, weights)
    return found


def _by_relevance(
    choice: Choice,
    candidates: Sequence[Candidate],
    near: Mapping[PersonId, float],
    relevance: Mapping[PersonId, float],
) -> dict[PersonId, Scored]:
    """Score by what past answers say: `matching.choice`."""
    standings = [
        Standing(
            person=each.id,
            relevance=relevance.get(each.id, 0.0),
            record=each.record,
            tried=each.tried,
            good=each.good,
            load=each.load,
            capacity=each.capacity,
            proximity=near[each.id],
            asks=each.asks,
        )
        for each in candidates
    ]
    strengths = Strengths().after(len(choice.question.already_asked))
    terms = terms_of_all(standings, choice.seed, strengths)
    return {person: (each, product(each)) for person, each in terms.items()}


def _standing(
    choice: Choice, candidate: Candidate, near: float, terms: Mapping[str, float], value: float
) -> _Standing:
    opening = candidate.hours.next_opening(choice.now)
    return _Standing(
        candidate=candidate,
        opens_at=None if opening == choice.now else opening,
        closeness=near,
        terms=terms,
        score=value,
        draw=draw(choice.seed, candidate.id),
    )


def _wait(standing: _Standing, now: datetime, step: timedelta) -> int:
    """Count the steps until somebody may be asked; 0 is now."""
    return 0 if standing.opens_at is None else 1 + (standing.opens_at - now) // step


def _pick(choice: Choice, standing: _Standing, rank: int, helped: int) -> Pick:
    facts = Facts(
        candidate=standing.candidate,
        question=choice.question,
        closeness=standing.closeness,
        helped=helped,
        opens_at=standing.opens_at,
        labels=choice.labels,
    )
    return Pick(
        mentor=standing.candidate.id,
        rank=rank,
        score=standing.score,
        terms=standing.terms,
        reason=reason_for(facts),
        opens_at=standing.opens_at,
        capacity=standing.candidate.capacity,
    )
