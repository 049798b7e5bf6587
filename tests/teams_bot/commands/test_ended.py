"""Stated and inferred ends are told apart."""

import pytest

from matching.thread import State
from teams_bot.commands.ended import ending_of, standing_of
from tests.support.builders import NOW, thread


@pytest.mark.parametrize("state", State)
def test_only_a_closed_question_has_an_end(state: State) -> None:
    found = thread(state)
    assert ending_of(found) == ("stated" if state is State.CLOSED else None)
    assert standing_of(found) == state.value


def test_what_the_service_closed_is_inferred() -> None:
    rested = thread(State.ANSWERED).presume(NOW)
    assert (ending_of(rested), standing_of(rested)) == ("inferred", "closed by the service")
