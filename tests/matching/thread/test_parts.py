from datetime import timedelta

import pytest

from matching.thread import OfferState, Rating
from tests.support.builders import NOW, answer, offer

EARLIER, LATER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)


@pytest.mark.parametrize("state", OfferState)
def test_an_offer_is_live_while_its_mentor_may_be_at_work_on_it(state):
    assert offer(state=state).live == (state in {"sent", "taken"})


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, True),
        ({"state": OfferState.EXPIRED}, True),
        ({"state": OfferState.WITHDRAWN}, True),
        ({"state": OfferState.WITHDRAWN, "withdrawn": NOW}, True),
        ({"state": OfferState.WITHDRAWN, "withdrawn": EARLIER}, False),
        ({"state": OfferState.ANSWERED, "withdrawn": EARLIER, "reacted": LATER}, True),
        ({"state": OfferState.WITHDRAWN, "withdrawn": LATER, "undelivered": "403"}, False),
        ({"state": OfferState.ANSWERED, "undelivered": "403", "reacted": LATER}, True),
    ],
)
def test_whoever_got_no_card_was_not_asked(changes, asked):
    assert offer(due=NOW, **changes).was_asked == asked


def test_a_second_verdict_replaces_the_rating_and_keeps_what_it_leaves_out():
    first = answer().judged(Rating.GOOD, 10, "thank you", reported=True)
    second = first.judged(Rating.GREAT, None, "", reported=False)
    assert (second.rating, second.minutes_saved) == (Rating.GREAT, 10)
    assert (second.thanks, second.reported) == ("thank you", True)
