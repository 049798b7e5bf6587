"""`weights show` and `weights refit`: what relevance has learnt from your own answers."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from matching.calibration import HELD_OUT, HELD_OUT_MIN
from matching.relevance import PRIOR
from storage.weights import BEGINNING, Refitted
from teams_bot.commands.opened import opened
from teams_bot.refits import refit as refit_now
from teams_bot.settings import Settings


async def show(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the weights in force beside those of the beginning, and the versions so far."""
    async with opened(settings) as (store, _now):
        versions = await store.weights_history()
        learns = (await store.rules()).rules.learn_from_answers
    if chosen.json:
        print(json.dumps([_json(each) for each in versions], indent=1))
        return 0
    print("\n".join(_told(versions, learns=learns)))
    return 0


async def refit(settings: Settings, _: argparse.Namespace) -> int:
    """Refit now, however little is new."""
    async with opened(settings) as (store, now):
        made = await refit_now(store, now, least=1)
    if made is None:
        print(
            "Nothing to learn yet: learning needs new questions in which one of those who were "
            "asked answered and another did not."
        )
        return 0
    print(f"Version {made.number}: {_outcome(made)}.")
    return 0


def _told(versions: list[Refitted], *, learns: bool) -> Iterator[str]:
    if not learns:
        yield "The rule learn_from_answers is off: the weights of the beginning are used."
    if not versions:
        yield "Nothing has been learnt yet; relevance is refitted each night from your answers."
    newest = versions[0] if versions else BEGINNING
    yield f"{'feature':12} {'beginning':>10} {'now':>10}"
    for name, value in PRIOR.items():
        yield f"{name:12} {value:10.2f} {newest.version.weights.get(name, 0.0):10.2f}"
    yield "What each feature says: docs/how-mentors-are-chosen.md. Above 0 it speaks for somebody."
    for each in versions:
        when = f"{each.when:%Y-%m-%d %H:%M} UTC" if each.when else ""
        yield f"version {each.number}, {when}: {_outcome(each)}"


def _outcome(made: Refitted) -> str:
    version = made.version
    if not version.judged_on:
        least = round(HELD_OUT_MIN / HELD_OUT)
        return f"too few questions to judge, {version.questions} of {least}; nothing changes"
    low, high = version.interval
    gain = (
        f"gain {version.gain:+.3f} ({low:+.3f} to {high:+.3f}) on {version.judged_on} later ones"
    )
    verdict = "in use" if version.used else "not used, as it is worse than the beginning"
    return f"{version.questions} questions, {gain}; {verdict}"


def _json(made: Refitted) -> dict[str, Any]:
    version = made.version
    return {
        "version": made.number,
        "when": made.when.isoformat() if made.when else None,
        "used": version.used,
        "questions": version.questions,
        "judged_on": version.judged_on,
        "gain": version.gain,
        "interval": list(version.interval),
        "weights": dict(version.weights),
    }
