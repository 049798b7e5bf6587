from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.choice import Strengths
from matching.crowd import opinions, standing_of
from matching.thread import Answer, Stance
from matching.verdicts import START, Verdicts
from tests.support.builders import EXCEL, NOW

PEOPLE = ("ana", "ben", "cy", "dan", "eve")
USUAL = Strengths()
ANSWERS = tuple(
    Answer(id=f"a-{who}", offer=f"o-{who}", mentor=who, text="So.", at=NOW) for who in PEOPLE
)
stances = st.lists(
    st.builds(
        lambda who, what: Stance(mentor=who, answer=f"a-{what}"),
        st.sampled_from((*PEOPLE, "stranger")),
        st.sampled_from((*PEOPLE, "nobody")),
    ),
    unique_by=lambda each: each.mentor,
)


def told(said):
    return [
        ([each.mentor for each in one.answers], one.dissents) for one in opinions(ANSWERS, said)
    ]


@given(stances)
def test_everybody_has_one_opinion_and_the_order_of_the_answers_stays(said):
    found = opinions(ANSWERS, said)
    assert sorted(each.id for one in found for each in one.answers) == [e.id for e in ANSWERS]
    assert [each.lead.id for each in found] == sorted(each.lead.id for each in found)
    assert all(list(each.answers) == sorted(each.answers, key=lambda it: it.id) for each in found)


@given(stances, st.randoms())
def test_in_which_order_people_say_it_does_not_matter(said, random):
    mixed = random.sample(said, len(said))
    assert told(mixed) == told(said)


@given(stances)
def test_nobody_of_the_most_dissents_and_nobody_who_said_nothing(said):
    found = opinions(ANSWERS, said)
    most = max(len(each.answers) for each in found)
    spoke = {each.mentor for each in said}
    for each in found:
        if each.dissents:
            assert len(each.answers) < most
            assert spoke & {it.mentor for it in each.answers}


def test_who_agrees_with_whom_is_joined_through_others_and_dissent_is_named():
    said = [
        Stance(mentor=who, answer=f"a-{what}")
        for who, what in (("cy", "ben"), ("dan", "cy"), ("ana", "ana"))
    ]
    assert told(said) == [(["ana"], True), (["ben", "cy", "dan"], False), (["eve"], False)]
    assert opinions(ANSWERS, said)[1].same == ("cy", "dan")
    assert opinions((), ()) == ()


@given(st.floats(0, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_a_standing_lies_between_the_prior_and_the_ratings_and_rises_with_them(rated, low, high):
    low, high = sorted((low, high))
    worse, better = (
        standing_of(
            {EXCEL: 1.0}, {EXCEL: Verdicts(rated=rated, points=rated * each)}, START, USUAL
        )
        for each in (low, high)
    )
    assert 0 < worse <= better < 1
    assert min(0.6, low) - 1e-9 <= worse <= max(0.6, low) + 1e-9


def test_ratings_fade_to_the_prior():
    found = {EXCEL: Verdicts(rated=5, points=5)}
    now, later = (
        standing_of({EXCEL: 1.0}, found, START + timedelta(days=days), USUAL) for days in (0, 900)
    )
    assert now > later > 0.6
    assert standing_of({}, found, START, USUAL) == 0.6
