"""Cards for a text that waits."""

import pytest

from tests.teams_bot.cards.gallery import Said, gallery
from tests.teams_bot.cards.walking import presses, texts_of, typed, verbs, words_of

CARDS = gallery()
SAID = Said()


def test_several_questions_are_offered_as_one_or_each() -> None:
    card = CARDS["draft-several"].card
    assert verbs(card) == ["ask", "ask_each", "drop"]
    assert words_of(card) == [SAID.question, SAID.line]
    assert all(action["data"] == {"question": "draft-1"} for action, _ in presses(card))
    assert [each["title"] for each in typed(card, "Action")][1] == "Send as 2 questions"


def test_an_attachment_is_left_behind_only_when_wished() -> None:
    assert verbs(CARDS["draft-attachment"].card) == ["ask", "drop"]
    assert "without the file" in " ".join(texts_of(CARDS["draft-attachment"].card))
    assert verbs(CARDS["draft-attachment-several"].card) == ["ask", "ask_each", "drop"]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("which-mentor", ["answer", "follow_up", "ask", "drop"]),
        ("which-learner", ["follow_up", "ask", "drop"]),
        ("which-learner-taken", ["follow_up", "ask", "drop"]),
        ("which-mentor-asked", ["answer", "ask", "drop"]),
        ("which-mentor-answered", ["follow_up", "ask", "drop"]),
        ("which-nothing", ["ask", "drop"]),
        ("which-both", ["answer", "follow_up", "follow_up", "ask", "drop"]),
        ("which-many", ["answer", "answer", "answer", "ask", "drop"]),
    ],
)
def test_a_text_is_offered_where_it_can_go(name: str, offered: list[str]) -> None:
    assert verbs(CARDS[name].card) == offered


def test_the_draft_is_what_a_button_sends_and_its_id_the_nonce() -> None:
    data = [action["data"] for action, _ in presses(CARDS["which-both"].card)]
    assert all(each["question"] == "draft-1" for each in data)
    assert data[0] == {"thread": "thread-1", "question": "draft-1", "offer": "offer-ana"}
    learner = {"thread": "thread-2", "answer": "answer-1"}
    assert data[1] == {**learner, "question": "draft-1", "nonce": "draft-1"}
    assert "answer" not in data[2]


def test_several_questions_are_told_apart_by_number() -> None:
    card = CARDS["which-both"].card
    said = texts_of(card)
    assert "Question 1, of Lea Brandt" in said
    assert "Question 2, your own" in said
    titles = [each["title"] for each in typed(card, "Action")]
    assert titles[:3] == ["Answer question 1", "Follow up question 2", "Follow up question 1"]


def test_what_has_no_button_is_said_to_have_a_field() -> None:
    assert any("its own card" in each for each in texts_of(CARDS["which-many"].card))
    assert not any("its own card" in each for each in texts_of(CARDS["which-both"].card))
    assert texts_of(CARDS["which-nothing"].card)[0] == "Is this a new question?"


def test_only_who_may_answer_is_asked_whether_it_is_an_answer() -> None:
    titles = {name: texts_of(CARDS[name].card)[0] for name in ("which-mentor", "which-learner")}
    assert titles["which-mentor"] == "Is this an answer, a follow-up or a new question?"
    assert titles["which-learner"] == "Is this a follow-up or a new question?"
    assert CARDS["draft-several"].summary.startswith("One question, or several? “")
