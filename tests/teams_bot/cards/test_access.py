"""Cards for everybody: read aloud, by keyboard, without colour, on a small screen."""

import pytest

from tests.teams_bot.cards.gallery import gallery
from tests.teams_bot.cards.walking import Json, parts, typed

DRAWN = gallery()
CARDS = {name: each.card for name, each in DRAWN.items() if each.card is not None}


@pytest.fixture(params=CARDS)
def card(request: pytest.FixtureRequest) -> Json:
    return CARDS[request.param]


def test_every_field_has_a_label_and_says_what_is_missing(card: Json) -> None:
    for each in typed(card, "Input"):
        assert each["label"]
        assert "errorMessage" in each or not each.get("isRequired")


def test_every_sentence_wraps(card: Json) -> None:
    assert all(each["wrap"] is True for each in typed(card, "TextBlock"))


def test_a_card_opens_with_its_one_heading(card: Json) -> None:
    styles = [each.get("style") for each in typed(card, "TextBlock")]
    assert styles[0] == "heading"
    assert card["body"][0]["style"] == "heading"
    assert styles.count("heading") == 1


def test_ids_are_unique(card: Json) -> None:
    ids = [each["id"] for each in parts(card) if "id" in each]
    assert len(ids) == len(set(ids))


def test_a_row_has_one_main_button_at_most_and_no_more_than_fit(card: Json) -> None:
    for each in [card, *(part["card"] for part in parts(card) if "card" in part)]:
        styles = [action.get("style") for action in each.get("actions", [])]
        assert len(styles) <= 5
        assert styles.count("positive") <= 1
        assert "positive" not in styles[1:]


def test_every_button_has_words(card: Json) -> None:
    titles = [each["title"] for each in typed(card, "Action.")]
    assert all(titles)
    assert len(titles) == len(set(titles))


def test_a_card_says_its_version_and_fallback(card: Json) -> None:
    assert card["version"] == "1.5"
    assert card["fallbackText"]


@pytest.mark.parametrize("name", CARDS)
def test_summary_and_fallback_are_one_sentence(name: str) -> None:
    assert DRAWN[name].summary == CARDS[name]["fallbackText"]
    assert "text" not in CARDS[name]


def test_sentences_are_finished_where_they_are_sentences(card: Json) -> None:
    for each in typed(card, "TextBlock"):
        if each.get("weight") != "Bolder":
            assert each["text"][-1] in ".?”:" or ", " in each["text"], each["text"]
