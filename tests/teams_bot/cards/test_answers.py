"""The learner's one card for an answer."""

from matching.thread import Tapped
from tests.teams_bot.cards.gallery import Said, gallery
from tests.teams_bot.cards.walking import APART, presses, texts_of, verbs, words_of

CARDS = gallery()
SEEN = {"thread": "thread-1", "answer": "answer-1", "nonce": "seen-2"}


def test_the_answer_comes_with_its_question_and_its_author() -> None:
    card, said = CARDS["answer"].card, Said()
    assert texts_of(card)[0] == "Ana Kovač answered your question"
    lines = [each for each in said.answer.split("\n") if each]
    assert words_of(card) == [said.question, *lines]


def test_verdict_and_line_do_not_block_each_other() -> None:
    sent = {action["verb"]: fields for action, fields in presses(CARDS["answer"].card)}
    assert [each["id"] for each in sent["finish"]] == [
        "rating",
        "minutes_saved",
        "thanks",
        "next",
    ]
    assert [each["id"] for each in sent["follow_up"]] == ["text"]
    assert not any(each.get("isRequired") for each in sent["follow_up"])


def test_the_line_carries_the_nonce() -> None:
    data = {action["verb"]: action["data"] for action, _ in presses(CARDS["answer"].card)}
    assert data["follow_up"] == {"thread": "thread-1", "answer": "answer-1", "nonce": "nonce-1"}
    assert data["finish"] == SEEN


def test_an_answer_to_a_question_that_is_open_again_can_be_rated_and_asked_back_about() -> None:
    card = CARDS["answer-asked-again"].card
    assert verbs(card) == ["helped", "partly", "finish", "follow_up", *APART]


def test_one_tap_needs_no_field_and_carries_ids_alone() -> None:
    pressed = [(action, fields) for action, fields in presses(CARDS["answer"].card)][:3]
    assert [action["verb"] for action, _ in pressed] == [each.value for each in Tapped]
    for action, fields in pressed:
        assert fields == []
        assert action["data"] == SEEN
