"""One evaluation: the routers that run, and what is said about them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from matching.calibration import Version
from matching.evaluate.full_score import FullScore
from matching.evaluate.history import History
from matching.evaluate.measures import (
    Estimate,
    accepted_ranks,
    burden,
    estimate,
    hits,
    ndcg,
    places,
    reciprocal_ranks,
)
from matching.evaluate.product import Product
from matching.evaluate.protocol import Ranking, Router, replay
from matching.evaluate.reading import NotReadableError
from matching.evaluate.reference import Chance, Combination, RecentActivity

RELEVANCE: Final = "relevance"
FULL_SCORE: Final = "full score"
REFERENCE: Final = "reference combination"
BASELINES: Final = (REFERENCE, "recent activity", "random")
ACTIVITY_SPAN: Final = 0.03  # half-life of recent activity, of the length of the history


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything one run found."""

    site: str
    text_only: bool
    rankings: Sequence[Ranking]
    versions: Sequence[Version]


def evaluated(
    history: History,
    site: str,
    *,
    text_only: bool,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Evaluation:
    """Replay a history through the product and the baselines."""
    span = max(history.questions[-1].at - history.questions[0].at, 1e-9)
    product = Product()
    routers: Mapping[str, Router] = {
        RELEVANCE: product,
        FULL_SCORE: FullScore(product),
        REFERENCE: Combination(span, text_only=text_only),
        "recent activity": RecentActivity(ACTIVITY_SPAN * span),
        "random": Chance(),
    }
    rankings = tuple(replay(history, routers, text_only=text_only, progress=progress))
    if not rankings:
        raise NotReadableError(
            f"{site}: no question can be scored. One counts among the last 20 %, where somebody "
            "answers who had answered two before."
        )
    return Evaluation(
        site=site, text_only=text_only, rankings=rankings, versions=tuple(product.versions)
    )


def as_json(found: Evaluation) -> dict[str, Any]:
    """Give the figures under the names of contracts.md; `intervals` holds 95 % of each."""
    estimates = _estimates(found.rankings)
    return {
        "site": found.site,
        "n": len(found.rankings),
        **{name: each.mean for name, each in estimates.items()},
        "ms_per_question_p50": _speed(found.rankings),
        "baselines": {
            name: estimate(reciprocal_ranks(found.rankings, name)).mean for name in BASELINES
        },
        "text_only": found.text_only,
        "gain_over_reference": _spread(_gain(found.rankings)),
        "intervals": {name: [each.low, each.high] for name, each in estimates.items()},
        "load": {name: burden(found.rankings, name) for name in (RELEVANCE, FULL_SCORE)},
        "calibration": [
            {
                "questions": each.questions,
                "judged_on": each.judged_on,
                "gain": each.gain,
                "interval": list(each.interval),
                "used": each.used,
                "weights": dict(each.weights),
            }
            for each in found.versions
        ],
    }


def as_text(found: Evaluation) -> str:
    """Write the figures for people."""
    return "\n".join(_lines(found))


def run_lines(found: Evaluation) -> Iterator[str]:
    """Write one line for each scored question: its id and the whole pool, best first."""
    for each in found.rankings:
        yield json.dumps({"qid": each.question, "ranked": list(each.ranked[RELEVANCE])})


def _estimates(rankings: Sequence[Ranking]) -> dict[str, Estimate]:
    return {
        "mrr": estimate(reciprocal_ranks(rankings, RELEVANCE)),
        "mrr_full_score": estimate(reciprocal_ranks(rankings, FULL_SCORE)),
        "hit_at_1": estimate(hits(rankings, RELEVANCE, 1)),
        "hit_at_5": estimate(hits(rankings, RELEVANCE, 5)),
        "hit_at_10": estimate(hits(rankings, RELEVANCE, 10)),
        "ndcg_at_10": estimate([ndcg(places(each, RELEVANCE)) for each in rankings]),
        "accepted_mrr": estimate(accepted_ranks(rankings, RELEVANCE)),
    }


def _gain(rankings: Sequence[Ranking]) -> Estimate:
    """Give the paired gain in MRR over the reference combination."""
    ours = reciprocal_ranks(rankings, RELEVANCE)
    theirs = reciprocal_ranks(rankings, REFERENCE)
    return estimate([mine - other for mine, other in zip(ours, theirs, strict=True)])


def _spread(each: Estimate) -> dict[str, float]:
    return {"mean": each.mean, "low": each.low, "high": each.high}


def _speed(rankings: Sequence[Ranking]) -> float:
    return median([each.milliseconds[RELEVANCE] for each in rankings] or [0.0])


def _lines(found: Evaluation) -> Iterator[str]:
    rankings = found.rankings
    pool = median([len(each.ranked[RELEVANCE]) for each in rankings] or [0])
    mode = "text only" if found.text_only else "with tags"
    yield f"{found.site}, {mode}: {len(rankings)} questions scored, pool {pool:.0f} (median)"
    for name, each in _estimates(rankings).items():
        yield f"  {name:24}{each.mean:.3f}   95 % {each.low:.3f} to {each.high:.3f}"
    for name in BASELINES:
        each = estimate(reciprocal_ranks(rankings, name))
        yield f"  mrr of {name:22}{each.mean:.3f}   95 % {each.low:.3f} to {each.high:.3f}"
    gain = _gain(rankings)
    yield f"  gain over the reference  {gain.mean:+.3f}   95 % {gain.low:+.3f} to {gain.high:+.3f}"
    yield f"  ms per question, median {_speed(rankings):.1f}"
    for name in (RELEVANCE, FULL_SCORE):
        load = burden(rankings, name)
        yield (
            f"  first places by {name}: Gini {load['gini']:.2f}, busiest 5 % "
            f"{load['top_5_percent_share']:.2f}, never first {load['never_first']:.2f}"
        )
    used = sum(each.used for each in found.versions)
    yield f"  refits: {len(found.versions)}, of which {used} beat the prior and were used"
