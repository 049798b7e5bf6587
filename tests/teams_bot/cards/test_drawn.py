"""Putting a card together."""

from teams_bot.cards.drawn import SUMMARY_CHARS, drawn
from teams_bot.cards.elements import heading


def test_a_card_says_its_summary_where_it_cannot_be_drawn() -> None:
    made = drawn("Asked Ana", [heading("Asked Ana")])
    assert made.summary == "Asked Ana"
    assert made.card is not None
    assert made.card["fallbackText"] == "Asked Ana"
    assert "actions" not in made.card


def test_a_summary_is_short() -> None:
    made = drawn("a" * 500, [])
    assert len(made.summary) == SUMMARY_CHARS
    assert made.card is not None
    assert made.card["fallbackText"] == made.summary
