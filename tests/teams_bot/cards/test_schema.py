"""Cards against the official schema, and against the typed library's silence about typos."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft6Validator
from microsoft_teams.cards import AdaptiveCard
from pydantic import BaseModel

from teams_bot.cards import drawn
from tests.teams_bot.cards.gallery import gallery

CARDS = {name: each.card for name, each in gallery().items() if each.card is not None}


@cache
def official() -> Draft6Validator:
    schema = files("adaptive_cards") / "schemas" / "schema-1.5.json"
    whole = json.loads(schema.read_text("utf-8"))
    styles = whole["definitions"]["ChoiceInputStyle"]["anyOf"][0]["enum"]
    styles.append("filtered")  # of 1.5 as Microsoft's reference has it; this copy is older
    return Draft6Validator(whole)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_follows_the_official_schema(name: str) -> None:
    assert [error.message for error in official().iter_errors(CARDS[name])] == []


def test_the_schema_would_notice() -> None:
    wrong = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock"}]}
    assert list(official().iter_errors(wrong))


def test_no_card_carries_a_property_that_the_library_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[AdaptiveCard] = []
    plain = drawn.as_json
    monkeypatch.setattr(drawn, "as_json", lambda card: [made.append(card), plain(card)][1])
    gallery()
    assert len(made) == len(CARDS)
    assert [extra for card in made for extra in unknown(card)] == []


def test_a_typo_would_be_noticed() -> None:
    assert list(unknown(AdaptiveCard(fallback_txt="x"))) == ["fallback_txt"]  # type: ignore[call-arg]


def unknown(part: Any) -> list[str]:
    if isinstance(part, list):
        return [extra for each in part for extra in unknown(each)]
    if not isinstance(part, BaseModel):
        return []
    known = set(type(part).model_fields) - {"data"}  # ids of ours, see test_round_trip
    inside = [extra for name in sorted(known) for extra in unknown(getattr(part, name))]
    return [*(part.model_extra or {}), *inside]
