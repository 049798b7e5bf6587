import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.model import PersonId
from matching.neighbours import NEAREST, Neighbour, QuestionIndex, _best
from matching.skills import SkillId
from tests.support.builders import EXCEL

ANA, BEN = PersonId("ana"), PersonId("ben")
WORD = SkillId("word")


@pytest.fixture
def index():
    found = QuestionIndex()
    found.answer("q1", "My pivot table is empty", [EXCEL, EXCEL], ANA, 1)
    found.answer("q2", "How do I number headings", [WORD], BEN, 2)
    found.answer("q1", "ignored, q1 is known", [], BEN, 3)
    return found


def test_an_empty_index_has_no_neighbours():
    assert QuestionIndex().nearest("pivot", [EXCEL]) == []


def test_the_nearest_question_shares_the_rarest_words(index):
    assert [each.number for each in index.nearest("an empty pivot", [])] == [0]
    assert len(index) == 2


def test_a_shared_skill_makes_a_neighbour_without_a_shared_word(index):
    assert [each.number for each in index.nearest("quite another thing", [WORD])] == [1]
    assert index.nearest("quite another thing", [SkillId("unknown")]) == []


def test_emoji_and_nothing_have_no_neighbours(index):
    assert index.nearest("🙈🙈", []) == []
    assert index.nearest("", []) == []


def test_a_question_in_another_script_finds_its_like():
    index = QuestionIndex()
    index.answer("q1", "表計算の関数", [], ANA, 1)
    index.answer("q2", "pivot", [], BEN, 2)
    assert [each.number for each in index.nearest("関数", [])] == [0]


def test_words_of_many_questions_say_nothing():
    index = QuestionIndex()
    for number in range(40):
        index.answer(str(number), f"please help with case{number}", [], ANA, number + 1)
    assert [each.number for each in index.nearest("please help case7", [])] == [7]


def test_no_more_than_the_bound_may_vote_and_the_best_are_kept():
    index = QuestionIndex()
    for number in range(4 * NEAREST):
        text = "pivot table" if number == 5 else f"table w{number}" if number % 5 == 0 else "x"
        index.answer(str(number), text, [EXCEL], ANA, number + 1)
    found = index.nearest("pivot table", [EXCEL])
    assert len(found) == NEAREST
    assert found[0].number == 5
    assert [each.nearness for each in found] == sorted((e.nearness for e in found), reverse=True)


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 30))
def test_the_best_are_those_of_the_whole_order(drawn, often):
    scores = np.array(drawn * often, dtype=float)
    order = sorted(np.flatnonzero(scores).tolist(), key=lambda place: (-scores[place], place))
    assert _best(scores) == order[:NEAREST]


def test_votes_are_shares_and_fade_with_the_answers_given_since(index):
    index.answer("q1", "", [], BEN, 801)
    votes = index.votes([Neighbour(number=0, nearness=2.0)], 801)
    assert votes[BEN] / votes[ANA] == pytest.approx(5, abs=0.02)
    assert sum(votes.values()) == pytest.approx(1)
    assert index.votes([], 3) == {}


def test_neighbours_suggest_their_skills(index):
    near = [Neighbour(number=0, nearness=3.0), Neighbour(number=1, nearness=1.0)]
    assert index.suggested(near) == {EXCEL: 0.75, WORD: 0.25}
    assert index.suggested([]) == {}
