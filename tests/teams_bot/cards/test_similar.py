"""Cards of what was answered before."""

from tests.teams_bot.cards.gallery import gallery
from tests.teams_bot.cards.walking import presses, texts_of, verbs, words_of

CARDS = {name: each.card for name, each in gallery().items()}


def test_each_answer_has_a_button_with_its_own_id_and_one_asks_people() -> None:
    assert verbs(CARDS["similar"]) == ["solved", "ask"]
    found = [action for action, _ in presses(CARDS["similar-several"])]
    assert [each["data"].get("entry") for each in found] == ["answer-1", "answer-2", None]
    assert {each["data"]["question"] for each in found} == {"draft-1"}
    assert [each["title"] for each in found][:2] == ["Answer 1 solved it", "Answer 2 solved it"]


def test_an_answer_says_whose_it_is_how_old_and_how_it_was_rated() -> None:
    first, second = (each for each in texts_of(CARDS["similar-several"]) if " ago; " in each)
    assert first == "Ana Kova\u010d answered 2 weeks ago; rated “Great: just what I needed”."
    assert second == "A colleague answered 2 weeks ago; not rated yet."


def test_where_all_answers_are_gone_people_can_still_be_asked() -> None:
    assert verbs(CARDS["similar-gone"]) == ["ask"]


def test_the_answer_stays_in_view_once_it_was_enough() -> None:
    shown = words_of(CARDS["similar"])
    for name in ("solved", "check"):
        assert [each for each in shown if "Freeze Panes" in each] == [
            each for each in words_of(CARDS[name]) if "Freeze Panes" in each
        ]
    assert verbs(CARDS["solved"]) == ["ask"]
    assert verbs(CARDS["check"]) == ["confirm", "ask"]
