"""Weekly minutes and contracts, kept where two questions at once cannot both spend the last.

The same as `matching.eligibility` says of a candidate, as the server works it out. Pure.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from matching.minutes import Weights
from storage.change import Week

WEEK: Final = timedelta(days=7)


def still_minutes(week: Week, more: int, now: datetime) -> list[dict[str, Any]]:
    """Make what holds only of somebody whose minutes have room for so many further requests."""
    owed = {"$multiply": [{"$add": ["$load", more]}, week.weights.answer]}
    since = now - WEEK
    given = tuple(_newer(f"${each}_at", since) for each in ("answered", "lines", "joints"))
    ever = tuple({"$ifNull": [f"$record.{each}", 0]} for each in ("answered", "lines", "joints"))
    per_week = {"$ifNull": ["$minutes_per_week", week.usual]}
    bought = {"$ifNull": ["$contract_minutes", None]}
    within = {"$lte": [{"$add": [_spent(ever, week.weights), owed]}, bought]}
    return [
        {"$lte": [{"$add": [_spent(given, week.weights), owed]}, per_week]},
        {"$or": [{"$eq": [bought, None]}, within]},
    ]


def _newer(name: str, since: datetime) -> dict[str, Any]:
    newer = {"input": {"$ifNull": [name, []]}, "cond": {"$gt": ["$$this", since]}}
    return {"$size": {"$filter": newer}}


def _spent(counts: tuple[dict[str, Any], ...], weights: Weights) -> dict[str, Any]:
    each = (weights.answer, weights.line, weights.joint)
    return {"$add": [{"$multiply": list(pair)} for pair in zip(counts, each, strict=True)]}
