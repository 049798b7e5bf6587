import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import asked_for as product
from matching.asked_for import Asked, AskedFor, asked_for
from matching.skills import words
from tests.support.builders import EXCEL, NOW

MINUTE = timedelta(minutes=1)
WORDS = st.sampled_from(["weld", "seam", "payroll", "how", "the", "42", "x"])
ASKED = st.builds(
    Asked,
    learner=st.sampled_from(["lea", "lou", "max", "zoe"]),
    text=st.lists(WORDS, max_size=5).map(" ".join),
    skills=st.dictionaries(
        st.sampled_from(["excel", "word"]), st.floats(allow_nan=True), max_size=2
    ),
    created=st.integers(-3, 40).map(lambda days: NOW - timedelta(days=days)),
    answered=st.none() | st.integers(-9, 90).map(lambda minutes: NOW + minutes * MINUTE),
    over=st.booleans(),
    found=st.integers(-1, 3),
)


def asked(text="How do I weld a seam?", learner="lea", **changes):
    usual = {"created": NOW - timedelta(days=1), "skills": {}}
    return Asked(learner=learner, text=text, **usual | changes)


def by_three(text):
    return [asked(text, who) for who in ("lea", "lou", "max")]


def of_skills(*questions, known=()):
    return {each.what: each for each in asked_for(questions, set(known), NOW).skills}


def of_words(*questions):
    return {each.what: each.questions for each in asked_for(questions, set(), NOW).words}


def test_nothing_comes_of_nothing():
    assert asked_for([], set(), NOW) == AskedFor()


# ---- skills


def test_a_skill_that_nobody_has_is_counted_with_its_answers_and_its_wait():
    created = NOW - timedelta(days=2)
    found = of_skills(
        asked(skills={EXCEL: 1.0}, created=created, answered=created + 10 * MINUTE),
        asked(skills={EXCEL: 1.0}, created=created, answered=created + 30 * MINUTE),
        asked(skills={EXCEL: 1.0}, created=created, learner="lou"),
    )["excel"]
    assert (found.questions, found.learners) == (3, 2)
    assert (found.unanswered, found.median_wait) == (0.333, 20.0)


@pytest.mark.parametrize(
    ("skills", "known", "changes", "expected"),
    [
        ({"excel": 1.0}, {"excel"}, {}, set()),
        ({"excel": 1.0, "sap": 1.0}, {"excel"}, {}, {"sap"}),
        ({"pivot": 1.0, "excel": 0.5}, {"pivot"}, {}, set()),
        ({"pivot": 1.0, "excel": 0.5}, {"excel"}, {}, {"pivot"}),
        ({"excel": 1.0}, {"excel"}, {"over": True}, {"excel"}),
        ({"excel": 1.0}, {"excel"}, {"over": True, "found": 2}, set()),
        ({"excel": 1.0}, {"excel"}, {"over": True, "answered": NOW}, set()),
        ({"excel": math.nan}, set(), {}, set()),
    ],
)
def test_what_a_question_misses_is_what_it_names_and_nobody_has(skills, known, changes, expected):
    assert set(of_skills(asked(skills=skills, **changes), known=known)) == expected


def test_questions_of_before_are_left_out():
    edge, old = (NOW - timedelta(days=days) for days in (30, 31))
    found = asked_for([asked(created=edge), asked(created=old)], set(), NOW)
    assert (found.questions, found.without_skill) == (1, 1)


def test_a_long_list_is_cut_and_says_how_long_it_is(monkeypatch):
    monkeypatch.setattr(product, "SKILLS_MAX", 2)
    found = asked_for([asked(skills={f"s{n}": 1.0}) for n in range(5)], set(), NOW)
    assert ([each.what for each in found.skills], found.skills_total) == (["s0", "s1"], 5)


# ---- words


def test_words_of_three_people_are_told_and_the_longer_group_counts():
    assert of_words(*by_three("How do I weld a steel seam?")) == {"steel seam": 3}


def test_words_of_fewer_than_three_people_are_not_told_however_often_they_ask():
    assert of_words(*(asked(learner=who) for who in ("lea", "lou") * 5)) == {}


def test_a_question_counts_in_one_group_and_the_larger_comes_first():
    found = of_words(
        *by_three("Payroll run?"), *by_three("payroll slip"), *by_three("weld seam"), asked("?!")
    )
    assert found == {"payroll": 6, "weld seam": 3}


def test_words_that_say_nothing_are_no_group():
    assert of_words(*by_three("How do I get the 2024 one?"), *by_three("Hi! 7 x")) == {}


def test_words_of_most_questions_say_nothing_in_any_language():
    subjects = ("naht", "lohn", "plan", "bild", "pult")
    many = [asked(f"wie geht {each}", who) for who in "abcde" for each in subjects]
    assert of_words(*many) == dict.fromkeys(sorted(subjects), 5)


def test_a_character_of_a_script_without_spaces_is_a_word():
    assert of_words(*by_three("溶接")) == {"溶 接": 3}


def test_no_more_groups_are_told_than_fit(monkeypatch):
    monkeypatch.setattr(product, "GROUPS_MAX", 2)
    assert list(of_words(*by_three("cc"), *by_three("bb"), *by_three("aa"))) == ["aa", "bb"]


def test_questions_with_a_skill_are_in_no_group_of_words():
    assert of_words(*(asked(learner=who, skills={EXCEL: 1.0}) for who in "abc")) == {}


@given(st.lists(ASKED, max_size=40), st.permutations(range(40)))
def test_whatever_is_asked_no_question_is_told_and_the_order_does_not_matter(questions, order):
    found = asked_for(questions, {"word"}, NOW)
    mixed = [questions[each] for each in order if each < len(questions)]
    assert asked_for(mixed, {"word"}, NOW) == found
    assert all(len(each.what.split()) <= 2 and each.learners >= 3 for each in found.words)
    assert sum(each.questions for each in found.words) <= found.without_skill
    for each in (*found.skills, *found.words):
        assert 0 <= each.unanswered <= 1
        assert each.median_wait is None or each.median_wait >= 0


def test_the_words_left_out_are_as_words_are_compared():
    assert {words(each) for each in product.STOP_WORDS} == {(each,) for each in product.STOP_WORDS}
