"""Choose whom to ask: everybody read ends as a pick, a reserve or a refusal."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from matching.amounts import amount
from matching.choice import Standing, score, strengths_of, terms_of_all
from matching.eligibility import refusal_of
from matching.evidence import Evidence
from matching.graph import closeness
from matching.ladder import Rung
from matching.model import Candidate, PersonId, Pick, Question, Refusal, Shortlist, View
from matching.neighbours import question_skills
from matching.reasons import Facts, introduction, reason_for
from matching.relevance import FEATURES, PRIOR, Asked, Features, features, probabilities, rescaled
from matching.rules import Rules
from matching.skills import SkillId
from matching.veil import veiled
from matching.verdicts import verdict_on

LEVEL_MAX: Final = 5
RESERVES_TOLD: Final = 20  # the next by rank who have a reason too
NOTHING_KNOWN: Final = Evidence()
NO_LABELS: Final[Mapping[SkillId, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Everything one choice depends on; the same choice gives the same shortlist."""

    question: Question
    view: View
    rules: Rules
    now: datetime
    seed: int
    rung: Rung
    labels: Mapping[SkillId, str]


def pick_mentors(
    question: Question,
    view: View,
    rules: Rules,
    now: datetime,
    seed: int,
    *,
    rules_version: int = 0,
    rung: Rung | None = None,
    wanted: int | None = None,
    labels: Mapping[SkillId, str] = NO_LABELS,
) -> Shortlist:
    """Choose the mentors of one rung, with the reason for everybody who was read.

    People in hours come first, then the others by their next opening (in steps of one rung); of
    them whoever was proposed, then by score. A draw from the seed breaks ties, so that the order
    of the candidates does not matter and equal people are treated alike over the questions.
    Without a `rung` it is the first of the question's ladder; `wanted` replaces its number of
    people; `labels` name the skills in the reasons (their ids do without it).
    """
    rung = rung or rules.ladder_of(question.skills)[0]
    view = veiled(view)
    choice = Choice(
        question=question, view=view, rules=rules, now=now, seed=seed, rung=rung, labels=labels
    )
    eligible, refusals = _sifted(choice)
    size = max(0, rung.people if wanted is None else wanted)
    ranked = _ranked(choice, eligible, size)
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
        source=question.source,
        rules_version=rules_version,
        weights_version=view.weights_version,
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
    by_id = sorted(choice.view.candidates, key=attrgetter("id"))
    for _, readings in groupby(by_id, key=attrgetter("id")):
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


@dataclass(slots=True, kw_only=True)
class _Standing:
    """Somebody who may be asked, with what decides their place."""

    candidate: Candidate
    opens_at: datetime | None
    closeness: float
    terms: Mapping[str, float]
    features: Features  # one row
    score: float
    draw: bytes


def _ranked(choice: Choice, candidates: Sequence[Candidate], size: int) -> tuple[Pick, ...]:
    """Rank everybody; the first `size` are picks, which say more than reserves do."""
    near = closeness(choice.view, choice.now)
    asked = asked_about(choice.question, choice.view, choice.now)
    people = {each.id: _known(choice.view, asked, each) for each in candidates}
    rows = features(asked, people)
    terms = _terms(choice, asked, near, candidates, rescaled(people, _likely(choice.view, rows)))
    found = dict(zip(people, rows, strict=True))
    standings = [
        _standing(choice, each, near[each.id], terms[each.id], found[each.id])
        for each in candidates
    ]
    step, proposed = timedelta(minutes=choice.rung.minutes), choice.question.proposed
    standings.sort(
        key=lambda each: (
            _wait(each, choice.now, step),
            each.candidate.id not in proposed,
            -each.score,
            each.draw,
        )
    )
    helped = Counter[PersonId]()
    for tie in choice.view.ties:
        if tie.learner == choice.view.learner.id:
            helped[tie.mentor] += tie.answered
    return tuple(
        _pick(choice, each, rank, helped[each.candidate.id], size)
        for rank, each in enumerate(standings, start=1)
    )


def _terms(
    choice: Choice,
    asked: Asked,
    near: Mapping[PersonId, float],
    candidates: Sequence[Candidate],
    likely: Mapping[PersonId, float],
) -> dict[PersonId, dict[str, float]]:
    standings = []
    for each in candidates:
        rated, points = verdict_on(asked.skills, each.verdicts, choice.now)
        standings.append(
            Standing(
                person=each.id,
                relevance=likely[each.id],
                record=each.record,
                tried=rated,
                good=points,
                load=each.load,
                capacity=each.capacity,
                proximity=near[each.id],
                asks=each.asks,
            )
        )
    strengths = strengths_of(choice.rules).after(len(choice.question.already_asked))
    return terms_of_all(standings, choice.seed, strengths)


def _likely(view: View, rows: Features) -> Features:
    return probabilities(rows, PRIOR if view.weights is None else view.weights)


def _known(view: View, asked: Asked, candidate: Candidate) -> Evidence:
    """Give what past answers say about somebody, and what they declared themselves."""
    declared = {
        skill: min(1.0, amount(candidate.skills[skill]) / LEVEL_MAX)
        for skill in asked.skills
        if skill in candidate.skills
    }
    known = view.evidence.get(candidate.id, NOTHING_KNOWN)
    return known if known.declared == declared else known.declaring(declared)


def asked_about(question: Question, view: View, now: datetime) -> Asked:
    """Give a question as the features see it: its own skills, and those similar ones suggest."""
    at = now.astimezone(UTC)
    return Asked(
        totals=view.totals,
        skills=question_skills(question.skills, question.suggested),
        votes=question.votes,
        hour=at.hour + at.minute / 60,
    )


def _standing(
    choice: Choice,
    candidate: Candidate,
    near: float,
    terms: Mapping[str, float],
    row: Features,
) -> _Standing:
    opening = candidate.hours.next_opening(choice.now)
    return _Standing(
        candidate=candidate,
        opens_at=None if opening == choice.now else opening,
        closeness=near,
        terms=terms,
        features=row,
        score=score(terms),
        draw=draw(choice.seed, candidate.id),
    )


def _wait(standing: _Standing, now: datetime, step: timedelta) -> int:
    """Count the steps until somebody may be asked; 0 is now."""
    return 0 if standing.opens_at is None else 1 + (standing.opens_at - now) // step


def _pick(choice: Choice, standing: _Standing, rank: int, helped: int, size: int) -> Pick:
    chosen = rank <= size
    facts = _facts(choice, standing, helped) if rank <= size + RESERVES_TOLD else None
    return Pick(
        mentor=standing.candidate.id,
        rank=rank,
        score=standing.score,
        terms=standing.terms,
        reason="" if facts is None else reason_for(facts),
        introduction=introduction(facts) if facts is not None and chosen else "",
        features=_told(standing.features) if chosen else {},
        opens_at=standing.opens_at,
        capacity=standing.candidate.capacity,
    )


def _facts(choice: Choice, standing: _Standing, helped: int) -> Facts:
    return Facts(
        candidate=standing.candidate,
        question=choice.question,
        evidence=choice.view.evidence.get(standing.candidate.id, NOTHING_KNOWN),
        closeness=standing.closeness,
        helped=helped,
        labels=choice.labels,
    )


def _told(row: Features) -> dict[str, float]:
    told = {name: round(float(each), 4) for name, each in zip(FEATURES, row, strict=True)}
    return {name: each or 0.0 for name, each in told.items()}  # no -0.0: it would tell two apart
