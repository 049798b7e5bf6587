"""The verdict: its fields, what was kept, and what reaches the mentor."""

from dataclasses import replace

import pytest

from matching.thread import Rating
from teams_bot import cards, texts
from teams_bot.cards import words
from teams_bot.cards.verdict import judge
from tests.teams_bot.cards.gallery import Said, answered, gallery, given
from tests.teams_bot.cards.walking import field, texts_of, typed, verbs, words_of

CARDS = gallery()
ANSWER = CARDS["answer"].card


def test_a_rating_is_one_of_the_ratings_and_has_to_be_chosen() -> None:
    rating = field(ANSWER, "rating")
    assert [each["value"] for each in rating["choices"]] == [each.value for each in Rating]
    assert [each["title"] for each in rating["choices"]] == list(texts.RATINGS.values())
    assert rating["isRequired"]
    assert rating["errorMessage"]
    assert rating["style"] == "expanded"


def test_closing_is_what_comes_next_unless_another_is_chosen() -> None:
    after = field(ANSWER, "next")
    assert [each["value"] for each in after["choices"]] == ["close", "again", "report", "block"]
    assert after["value"] == "close"
    assert after["style"] == "compact"


@pytest.mark.parametrize("name", ["finished", "finished-again", "finished-block"])
def test_a_rating_can_be_changed_with_the_question_left_as_it_is(name: str) -> None:
    card = CARDS[name].card
    assert verbs(card) == ["finish", *(["follow_up"] if name == "finished-again" else [])]
    assert field(card, "rating")["value"] in {each.value for each in Rating}
    after = field(card, "next")
    assert after["value"] == "keep"
    closed = name != "finished-again"
    assert ("close" in {each["value"] for each in after["choices"]}) is not closed


def test_the_rating_of_a_reported_answer_is_final() -> None:
    assert verbs(CARDS["finished-report"].card) == []
    reported = replace(given(Said()), rating=Rating.OKAY, reported=True)
    assert judge(answered(Said()), reported) == []


def test_minutes_and_thanks_may_stay_empty() -> None:
    minutes = field(ANSWER, "minutes_saved")
    assert minutes["type"] == "Input.Number"
    assert not {"min", "max"} & minutes.keys()  # the renderer refuses an empty field with bounds
    assert "isRequired" not in minutes
    assert "isRequired" not in field(ANSWER, "thanks")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("finished", words.SAY["close_then"]),
        ("finished-again", words.SAY["again_then"]),
        ("finished-again-nobody", words.again_nobody(late=False)),
        ("finished-report", words.reported("Ana Kovač")),
        ("finished-block", words.kept_apart("Ana Kovač")),
    ],
)
def test_what_happens_next_is_said(name: str, sentence: str) -> None:
    assert sentence in texts_of(CARDS[name].card)


def test_what_was_kept_is_shown_with_the_answer() -> None:
    card, said = CARDS["finished"].card, Said()
    values = [each["value"] for each in typed(card, "FactSet")[0]["facts"]]
    assert values == [texts.RATINGS[Rating.GREAT], "45 minutes"]
    assert said.answer.split("\n")[0] in words_of(card)
    assert said.thanks in words_of(card)


def test_the_mentor_reads_the_thanks_and_the_rating() -> None:
    card, said = CARDS["thanks"].card, Said()
    assert texts_of(card)[0] == "Lea Brandt says thank you"
    assert verbs(card) == ["report", "block"]
    assert words_of(card) == [said.question, said.thanks]
    assert texts_of(CARDS["thanks-rating-only"].card) == ["Your answer solved it for Lea Brandt"]


def test_an_answer_that_helped_on_the_way_is_not_said_to_have_solved_it() -> None:
    rated = replace(given(Said()), rating=Rating.GOOD)
    drawn = cards.thanks(answered(Said()), rated, Said().names)
    assert texts_of(drawn.card)[0] == "Your answer helped Lea Brandt"


def test_what_was_tapped_is_noted_and_may_be_changed() -> None:
    for name, title in (
        ("tapped-helped", words.SAY["tapped_helped"]),
        ("tapped-partly", words.SAY["tapped_partly"]),
        ("tapped-not-helped", words.SAY["tapped_not_helped"]),
    ):
        card = CARDS[name].card
        assert texts_of(card)[0] == title
        over = name == "tapped-helped"
        assert verbs(card)[-1] == "finish" if over else verbs(card)[-2:] == ["finish", "follow_up"]
        assert {each["id"] for each in typed(card, "Input")} == {
            *("rating", "minutes_saved", "thanks", "next"),
            *(() if over else ("text",)),
        }


def test_who_was_helped_in_part_may_tap_once_more_what_came_of_it() -> None:
    assert verbs(CARDS["tapped-partly"].card) == ["helped", "not_helped", "finish", "follow_up"]
    assert verbs(CARDS["tapped-helped"].card) == ["finish"]
    assert words.SAY["partly_then"] in texts_of(CARDS["tapped-partly"].card)


def test_who_is_kept_apart_from_whoever_answered_writes_nothing_back() -> None:
    for name in ("finished-block", "finished-report", "finished-final"):
        assert "follow_up" not in verbs(CARDS[name].card)


def test_thanks_without_a_rating_are_thanks_all_the_same() -> None:
    said = Said()
    unrated = replace(given(said), thanks=said.thanks)
    drawn = cards.thanks(answered(said), unrated, said.names)
    assert words_of(drawn.card) == [said.question, said.thanks]
    assert typed(drawn.card, "FactSet") == []
