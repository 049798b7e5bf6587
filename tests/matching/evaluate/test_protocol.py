from dataclasses import replace

import pytest

from matching.evaluate.history import History
from matching.evaluate.product import Product
from matching.evaluate.protocol import replay
from matching.evaluate.reference import Chance
from matching.model import PersonId
from tests.support.history import history


class Witness(Chance):
    """Notes what it was shown."""

    def __init__(self):
        self.seen, self.shown = [], []

    def observe(self, question, answer):  # noqa: ARG002
        self.seen.append(answer)

    def notice(self, question, pool):
        self.shown.append((question, list(pool), tuple(self.seen)))

    def rank(self, question, pool):
        self.notice(question, pool)
        return super().rank(question, pool)


@pytest.mark.parametrize("timed", [True, False])
def test_a_router_has_seen_every_earlier_answer_and_no_other(timed):
    made, witness = history(timed=timed), Witness()
    list(replay(made, {"w": witness}))
    assert len(witness.shown) == len(made.questions)
    for question, _, seen in witness.shown:
        assert list(seen) == [each for each in made.answers if each.at < question.at]


def test_the_pool_is_everybody_with_two_answers_but_the_asker():
    witness = Witness()
    list(replay(history(), {"w": witness}))
    for question, pool, seen in witness.shown:
        people = [each.person for each in seen]
        assert set(pool) == {p for p in people if people.count(p) > 1} - {question.asker}


def test_the_last_fifth_is_scored_where_somebody_relevant_is_in_the_pool():
    made = history()
    rankings = list(replay(made, {"c": Chance()}))
    assert {each.question for each in rankings} <= {each.id for each in made.questions[96:]}
    for each in rankings:
        answerers = {a.person for a in made.answers if a.question == each.question}
        assert each.relevant == answerers & set(each.ranked["c"]) != frozenset()
        assert each.accepted is None or each.accepted in each.relevant


def test_text_only_hides_the_skills_of_the_question_that_is_ranked():
    witness = Witness()
    list(replay(history(), {"w": witness}, text_only=True))
    assert all(question.skills == () for question, _, _ in witness.shown)


def test_an_accepted_answer_of_somebody_outside_the_pool_does_not_count():
    made = history()
    strangers = tuple(
        replace(each, person=PersonId(f"new{place}")) if each.accepted else each
        for place, each in enumerate(made.answers)
    )
    rankings = list(replay(History(questions=made.questions, answers=strangers), {"c": Chance()}))
    assert rankings
    assert all(each.accepted is None for each in rankings)


@pytest.mark.parametrize("kept", [0.9, 0.97])
@pytest.mark.parametrize("timed", [True, False])
def test_cutting_the_future_off_never_changes_an_earlier_ranking(kept, timed):
    made = history(300, 20, timed=timed)
    end = made.questions[int(kept * len(made.questions))].at
    cut = History(
        questions=tuple(each for each in made.questions if each.at < end),
        answers=tuple(each for each in made.answers if each.at < end),
    )
    whole = {each.question: each for each in replay(made, {"p": Product()})}
    early = {each.question: each for each in replay(cut, {"p": Product()})}
    both = whole.keys() & early.keys()
    assert len(both) > 10
    assert all(whole[each].ranked == early[each].ranked for each in both)


def test_progress_is_told_for_every_question():
    told = []
    list(replay(history(20), {"c": Chance()}, progress=lambda *each: told.append(each)))
    assert told == [(number, 20) for number in range(1, 21)]
