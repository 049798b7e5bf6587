"""What a mentor may do with an offer."""

from matching.thread import OfferId
from teams_bot.cards.holding import ids
from tests.teams_bot.cards.gallery import Said, gallery, taken
from tests.teams_bot.cards.walking import field, own

CARDS = gallery()


def test_every_button_of_an_offer_carries_its_ids() -> None:
    held = taken(Said())
    mine = held.offer_of(OfferId("offer-ana"))
    assert mine is not None
    assert ids(held, mine) == {"thread": "thread-1", "offer": "offer-ana"}
    for name in ("offer-sent", "offer-taken", "offer-passed", "offer-expired"):
        for action, _ in own(CARDS[name].card):
            if action["verb"] != "follow_up":
                assert action["data"] == {"thread": "thread-1", "offer": "offer-ana"}


def test_an_answer_may_be_long_and_the_way_out_is_short() -> None:
    card = CARDS["offer-sent"].card
    assert field(card, "answer")["maxLength"] == 2000
    assert field(card, "answer")["isMultiline"] is True
    assert field(card, "suggest")["maxLength"] == 200
    assert field(card, "reason")["maxLength"] == 500
