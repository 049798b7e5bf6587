"""`python -m benchmarks.prior DIR SITE SITE …`: prior weights, and their worth elsewhere.

One conditional logit over all questions of all sites, with and without their tags, each site
weighing the same. `left out` ranks each site with a prior fitted on the other sites only: the
figures that no choice of weights on that site can have improved.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Final

from matching.calibration import Observation, refit
from matching.evaluate.history import History, read_history
from matching.evaluate.measures import reciprocal_ranks
from matching.evaluate.product import Product
from matching.evaluate.protocol import replay
from matching.relevance import FEATURES, Weights

SITE_WEIGHT: Final = 150.0  # questions that one site counts as, in each mode
NOTHING: Final = dict.fromkeys(FEATURES, 0.0)
MODES: Final = {"with tags": False, "text only": True}


class Observing(Product):
    """Collects every question and refits nothing."""

    def _calibrate(self) -> None:
        pass


class Fixed(Observing):
    """Ranks by one prior throughout."""


def observations(history: History, *, text_only: bool) -> list[Observation]:
    """Give the questions of a site that somebody in the pool answered."""
    router = Observing()
    for _ in replay(history, {"product": router}, text_only=text_only):
        pass
    return router.observations()


def fitted(found: Sequence[Sequence[Observation]]) -> Weights:
    """Fit one prior on several sets of observations, each set weighing the same."""
    every = [each for one in found for each in one]
    importance = [SITE_WEIGHT / len(one) for one in found for _ in one]
    return refit(every, NOTHING, importance)


def mrr(history: History, router: Product, *, text_only: bool) -> float:
    """Rank a site with one router."""
    rankings = tuple(replay(history, {"product": router}, text_only=text_only))
    return mean(reciprocal_ranks(rankings, "product"))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prior", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sites", nargs="+")
    chosen = parser.parse_args()
    histories = {site: read_history(chosen.folder, site) for site in chosen.sites}
    found: Mapping[str, list[list[Observation]]] = {
        site: [observations(history, text_only=mode) for mode in MODES.values()]
        for site, history in histories.items()
    }
    weights = fitted([one for each in found.values() for one in each])
    print(json.dumps({name: round(value, 2) for name, value in weights.items()}, indent=1))
    for label, text_only in MODES.items():
        rows = {}
        for site, history in histories.items():
            others = fitted([one for each in found if each != site for one in found[each]])
            rows[site] = (
                mrr(history, Fixed(others), text_only=text_only),
                mrr(history, Product(others), text_only=text_only),
            )
            prior, refitted = rows[site]
            print(
                f"{label}, {site} left out: prior {prior:.3f}, refitted {refitted:.3f}", flush=True
            )
        prior, refitted = (mean(each) for each in zip(*rows.values(), strict=True))
        print(f"{label}, mean: prior {prior:.4f}, refitted {refitted:.4f}")


if __name__ == "__main__":
    main()
