"""The elements all cards are made of."""

import pytest
from microsoft_teams.cards import AdaptiveCard

from matching.model import PersonId
from teams_bot.cards import words
from teams_bot.cards.drawn import as_json
from teams_bot.cards.elements import LINES, glimpse, name_in, named, said, spoken, written
from tests.teams_bot.cards.walking import Json, typed, words_of

ANA = PersonId("ana")


def drawn(text: str, lead: str = "") -> Json:
    return as_json(AdaptiveCard(body=written(text, lead=lead)))


def test_a_text_is_drawn_one_block_a_line() -> None:
    card = drawn("one\n  two *two*\n\nthree")
    assert words_of(card) == ["one", "  two *two*", "three"]
    gaps = [each.get("spacing") for each in typed(card, "RichTextBlock")]
    assert gaps == [None, "Small", "Medium"]


def test_a_word_of_ours_stands_before_the_first_line_only() -> None:
    assert words_of(drawn("one\ntwo", "Why:")) == ["Why: ", "one", "two"]


def test_very_many_lines_share_the_last_block_and_lose_nothing() -> None:
    lines = [f"line{number}" for number in range(LINES * 3)]
    shown = words_of(drawn("\n".join(lines)))
    assert len(shown) == LINES
    assert " ".join(shown).split() == lines
    exact = [str(number) for number in range(LINES)]
    assert words_of(drawn("\n".join(exact))) == exact


def test_an_empty_text_is_an_empty_block() -> None:
    assert words_of(drawn("\n \n")) == [""]


@pytest.mark.parametrize("name", ["", " ", "\u202e\u200b"])
def test_nobody_is_without_a_name(name: str) -> None:
    assert name_in({ANA: name}, ANA) == words.SOMEBODY
    assert named({}, ANA) == words.SOMEBODY


def test_a_name_is_cleaned_shortened_and_escaped() -> None:
    assert name_in({ANA: "Ana\n Kovač\u202e"}, ANA) == "Ana Kovač"
    assert len(name_in({ANA: "a" * 500}, ANA)) == 60
    assert named({ANA: "*Ana*"}, ANA) == "\\*Ana\\*"
    assert said({ANA: "<at>all</at>"}, ANA) == "<\u200bat>all<\u200b/at>"


def test_a_glimpse_is_one_short_line() -> None:
    assert glimpse("How\ndo I pivot?") == "“How do I pivot?”"
    assert len(glimpse("a" * 500)) == 72


def test_words_for_a_summary_are_no_markup() -> None:
    assert spoken("`a` [b](c)") == "'a' [b]\u200b(c)"
