from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.model import PersonId
from matching.thread import OfferId, ThreadId
from teams_bot import links
from teams_bot.links import Expired, Forged, JoinLink, OfferLink

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OFFER = OfferLink(thread=ThreadId("t" * 32), offer=OfferId("o" * 32))
JOIN = JoinLink(person=PersonId("olga"), mail=links.digest("olga@home.test"))


@pytest.mark.parametrize("link", [OFFER, JOIN])
def test_a_link_is_read_back_until_it_expires(link):
    made = links.token("key", "acme", link, LATER)
    assert links.read("key", "acme", made, NOW) == link
    assert links.read("key", "acme", made, LATER) == Expired()
    assert len(made) < 300
    assert not set(made) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_a_link_of_another_tenant_or_another_key_is_forged():
    made = links.token("key", "acme", OFFER, LATER)
    assert links.read("key", "other", made, NOW) == Forged()
    assert links.read("other", "acme", made, NOW) == Forged()


@given(st.data())
def test_a_link_of_which_anything_was_changed_is_forged(data):
    made = links.token("key", "acme", OFFER, LATER)
    at = data.draw(st.integers(0, len(made) - 1))
    other = data.draw(st.sampled_from("AZaz09-_.\u00e4").filter(lambda each: each != made[at]))
    assert links.read("key", "acme", made[:at] + other + made[at + 1 :], NOW) == Forged()


@pytest.mark.parametrize(
    "given", ["", ".", "a.b", "no-dot", "\u00e4.\u00e4", "x" * 5000, ("x" * 5000) + ".y"]
)
def test_what_never_was_a_link_is_forged(given):
    assert links.read("key", "acme", given, NOW) == Forged()
