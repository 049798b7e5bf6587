import math
from dataclasses import replace

import pytest

from matching.learning import observation, observations
from matching.model import Pick
from matching.relevance import FEATURES
from matching.thread import OfferState, Rating, State
from tests.support.builders import answer, shortlist, thread


def pick(mentor, level, **changes):
    return Pick(
        mentor=mentor, rank=1, score=0.5, terms={}, reason="", features={"level": level}, **changes
    )


def answered(mentors=("ana", "ben"), **changes):
    """A thread the first mentor answered, with everybody's features."""
    picks = tuple(pick(each, 0.1 * place) for place, each in enumerate(mentors, 1))
    made = thread(State.ANSWERED, mentors)
    return replace(made, shortlists=(shortlist(picks=picks),), **changes)


def test_who_answered_is_told_from_who_was_asked():
    found = observation(answered())
    assert found.answered == (0,)
    assert found.features[:, list(FEATURES).index("level")].tolist() == pytest.approx([0.1, 0.2])
    assert found.features.sum() == pytest.approx(0.3)


def test_whoever_was_never_reached_or_was_asked_without_features_says_nothing():
    known = answered(("ana", "ben", "cai", "dan"))
    offers = [
        replace(each, undelivered="403", reacted=None) if each.mentor == "cai" else each
        for each in known.offers
    ]
    (first,) = known.shortlists
    picks = tuple(
        replace(each, features={}) if each.mentor == "dan" else each for each in first.picks
    )
    found = observation(
        replace(known, offers=tuple(offers), shortlists=(replace(first, picks=picks),))
    )
    assert len(found.features) == 2


def test_nobody_or_everybody_answering_teaches_nothing():
    assert observation(thread(State.OPEN)) is None
    assert observation(answered(("ana",))) is None
    unhelpful = (answer("ana", rating=Rating.NOT_HELPFUL),)
    assert observation(answered(answers=unhelpful)) is None
    everybody = (answer("ana"), answer("ben"))
    assert observation(answered(answers=everybody)) is None


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_one_broken_number_spoils_no_refit(broken):
    known = answered()
    (first,) = known.shortlists
    ana, ben = first.picks
    picks = (replace(ana, features={"level": broken}), ben)
    assert observation(replace(known, shortlists=(replace(first, picks=picks),))) is None


def test_threads_that_teach_keep_their_order():
    other = answered(("cai", "dan", "eva"))
    found = observations([answered(), thread(State.OPEN), other])
    assert [len(each.features) for each in found] == [2, 3]


def test_rungs_of_one_search_are_compared_with_each_other():
    first = answered(("ana", "ben"))
    offers = tuple(
        replace(each, state=OfferState.EXPIRED) if each.mentor == "ana" else each
        for each in first.offers
    )
    later = replace(first, offers=offers, answers=(answer("ben"),))
    assert observation(later).answered == (1,)
