"""Stated and presumed ends are told apart."""

from matching.endings import FEWEST, Ended, Endings, endings
from matching.thread import Rating, State


def ended(state=State.CLOSED, *ratings, inferred=False):
    return Ended(state=state, inferred=inferred, ratings=ratings)


def test_what_was_stated_and_what_was_presumed_are_counted_apart():
    found = endings(
        [
            ended(State.CLOSED, Rating.GREAT, None),
            ended(State.CLOSED, Rating.NOT_HELPFUL),
            ended(State.CLOSED, None, inferred=True),
            ended(State.CLOSED, Rating.GOOD, inferred=True),  # rated once, closed by nobody
            ended(State.ANSWERED, None),
            ended(State.OPEN, Rating.OKAY),  # asked again
            ended(State.CLOSED),  # without an answer it is none of these
            ended(State.UNANSWERED),
        ]
    )
    assert found == Endings(answered=6, stated=2, solved=1, inferred=2, waiting=2)
    assert found.stated + found.inferred + found.waiting == found.answered


def test_of_few_questions_nothing_is_told():
    assert endings([ended(State.CLOSED, Rating.GOOD)] * (FEWEST - 1)) == Endings()
