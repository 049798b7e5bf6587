"""The verdict in one tap."""

from dataclasses import replace

import pytest

from matching.thread import Rating, Tapped, Thread
from teams_bot.cards.taps import offered, taps, taps_of_one
from tests.teams_bot.cards.gallery import Said, again, answered, finished, gallery, given
from tests.teams_bot.cards.walking import presses, texts_of, typed, verbs, words_of

SAID = Said()
CARDS = gallery()
VERBS = {each.value for each in Tapped}
RATED = replace(given(SAID), rating=Rating.OKAY)


@pytest.mark.parametrize(
    ("thread", "left"),
    [
        (answered(SAID), list(Tapped)),
        (again(SAID), [Tapped.HELPED, Tapped.PARTLY]),  # others are being asked already
        (finished(SAID), [Tapped.HELPED, Tapped.PARTLY]),  # another answer closed it
    ],
)
def test_what_can_be_tapped_is_what_can_come_of_it(thread: Thread, left: list[Tapped]) -> None:
    assert offered(thread, given(SAID)) == left


def test_nothing_is_tapped_where_the_last_word_was_said() -> None:
    assert taps(answered(SAID), replace(given(SAID), reported=True)) == []
    assert taps(finished(SAID), finished(SAID).answers[0]) == []
    assert taps(again(SAID), again(SAID).answers[0]) == []


def test_who_was_helped_in_part_is_not_asked_for_that_again() -> None:
    assert offered(answered(SAID), RATED) == [Tapped.HELPED, Tapped.NOT_HELPED]


def test_of_several_answers_the_choice_above_says_which() -> None:
    pressed = [each for each in presses(CARDS["combined"].card) if each[0]["verb"] in VERBS]
    assert all(action["data"].keys() == {"thread", "nonce"} for action, _ in pressed)
    assert all([each["id"] for each in fields] == ["answer"] for _, fields in pressed)


def test_of_several_answers_a_reported_one_counts_for_nothing() -> None:
    thread, first = answered(SAID), given(SAID)
    reported = replace(first, reported=True)
    assert taps_of_one(thread, (first, reported))
    assert taps_of_one(thread, (reported,)) == []
    assert taps_of_one(thread, (first, replace(first, rating=Rating.GREAT))) == []


# ---- the compact card


def test_the_reminder_names_who_answered_and_what_and_takes_one_tap() -> None:
    card = CARDS["reminder"].card
    assert texts_of(card)[0] == "Did Ana Kovač's answer solve it?"
    assert SAID.question in words_of(card)
    assert any(each.startswith("View, Freeze Panes") for each in words_of(card))
    assert verbs(card) == [each.value for each in Tapped]
    assert typed(card, "Input") == []


def test_of_several_answers_the_reminder_asks_which_solved_it() -> None:
    card = CARDS["reminder-several"].card
    assert texts_of(card)[0] == "Did one of the 3 answers solve it?"
    [(_, fields), *_] = list(presses(card))
    assert [each["id"] for each in fields] == ["answer"]
    assert len(fields[0]["choices"]) == 3


def test_a_reminder_has_nothing_to_press_once_the_learner_has_spoken() -> None:
    assert verbs(CARDS["reminder-noted"].card) == []


def test_a_question_that_rests_can_still_be_told_to_be_unsolved() -> None:
    assert verbs(CARDS["answer-rests"].card)[:3] == [each.value for each in Tapped]
    after = typed(CARDS["answer-rests"].card, "Input.ChoiceSet")[-1]
    assert "close" in {each["value"] for each in after["choices"]}
