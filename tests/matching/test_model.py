from dataclasses import FrozenInstanceError

import pytest

from matching.model import RefusalReason
from matching.sources import Source
from tests.support.builders import candidate, learner, question, shortlist, tie, view


@pytest.mark.parametrize("value", [candidate(), learner(), question(), view(), tie(), shortlist()])
def test_what_is_read_and_chosen_never_changes_in_place(value):
    with pytest.raises((FrozenInstanceError, TypeError)):
        value.seed = 1


def test_sources_are_the_five_kinds_of_helpers():
    assert [str(each) for each in Source] == [
        "peer",
        "manager",
        "contract",
        "call_centre",
        "crowd",
    ]


def test_reasons_are_looked_at_from_what_is_fixed_to_what_passes():
    first, *_, last = RefusalReason
    assert first is RefusalReason.OWN_QUESTION
    assert last is RefusalReason.NEVER_OPEN
