"""What an action comes to."""

from typing import get_args

from storage.change import Change
from teams_bot.outcomes import Decision, NotAllowed, Outcome, Silent


def test_a_decision_changes_nothing_unless_it_says_so() -> None:
    decision = Decision(outcome=Silent())
    assert decision.change == Change()
    assert decision.me is None
    assert decision.keys == ()


def test_every_outcome_says_what_it_is() -> None:
    assert all(each.__doc__ for each in get_args(Outcome))


def test_a_refusal_carries_the_sentence_that_is_told() -> None:
    assert str(NotAllowed("Not you.")) == "Not you."
