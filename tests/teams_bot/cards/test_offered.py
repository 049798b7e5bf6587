"""The mentor's card: what it offers in each state of offer and thread."""

from dataclasses import replace

import pytest

from matching.thread import OfferId, OfferState
from teams_bot import cards, outcomes
from teams_bot.cards import Drawn, words
from tests.support.builders import LOCK
from tests.teams_bot.cards.gallery import ANA, LATER, LEA, ZONE, Said, asked, gallery, taken
from tests.teams_bot.cards.walking import APART, own, presses, texts_of, typed, verbs, words_of

CARDS = gallery()
SAID = Said()


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("offer-sent", ["answer", "take", "pass", *APART]),
        ("offer-sent-taken-by-another", ["answer", "pass", *APART]),
        ("offer-too-late", ["answer", "pass", *APART]),
        ("offer-taken", ["answer", "follow_up", "pass", *APART]),
        ("offer-answered", ["follow_up", *APART]),
        ("offer-answered-closed", [*APART]),
        ("offer-passed", ["answer", *APART]),
        ("offer-passed-closed", [*APART]),
        ("offer-expired", ["answer", *APART]),
        ("offer-expired-closed", []),
        ("offer-withdrawn", []),
        ("offer-withdrawn-cancelled", []),
        ("offer-withdrawn-left", []),
        ("offer-sent-closed", []),
    ],
)
def test_a_card_offers_what_the_state_allows(name: str, offered: list[str]) -> None:
    assert verbs(CARDS[name].card) == offered


def test_every_state_of_an_offer_has_a_card() -> None:
    heads = {state: texts_of(offer(state).card)[0] for state in OfferState}
    assert len(set(heads.values())) == len(OfferState)


def offer(state: OfferState) -> Drawn:
    fresh = asked(SAID)
    mine = replace(fresh.offers[0], state=state)
    return cards.offer(outcomes.OfferShown(thread=fresh, offer=mine, names=SAID.names, zone=ZONE))


def test_a_mentor_reads_the_question_and_why_it_came() -> None:
    card = CARDS["offer-sent"].card
    assert words_of(card) == [SAID.question, f"{words.SAY['why_you']} ", f"{SAID.reason}."]
    assert words.SAY["three_minutes"] in texts_of(card)


def test_the_reason_is_of_the_newest_choice() -> None:
    fresh = asked(SAID)
    newer = asked(replace(SAID, reason="Has answered three questions of this learner"))
    both = replace(fresh, shortlists=fresh.shortlists + newer.shortlists)
    shown = outcomes.OfferShown(thread=both, offer=both.offers[0], names={}, zone=ZONE)
    assert "Has answered three questions of this learner." in words_of(cards.offer(shown).card)


def test_without_a_choice_there_is_no_reason() -> None:
    bare = replace(asked(SAID), shortlists=())
    shown = outcomes.OfferShown(thread=bare, offer=bare.offers[0], names={}, zone=ZONE)
    assert words_of(cards.offer(shown).card) == [SAID.question]


def test_a_claim_ends_at_a_time_in_the_mentors_zone() -> None:
    assert any("until 11:35" in each for each in texts_of(CARDS["offer-taken"].card))
    over_midnight = replace(taken(SAID), claim_ends=LATER + LOCK * 48)
    held = over_midnight.offers[0]
    shown = outcomes.OfferShown(thread=over_midnight, offer=held, names={}, zone=ZONE)
    assert any("Thu 05 Mar" in each for each in texts_of(cards.offer(shown).card))


def test_a_claim_without_a_known_end_promises_none() -> None:
    endless = replace(taken(SAID), claim_ends=None)
    shown = outcomes.OfferShown(thread=endless, offer=endless.offers[0], names={}, zone=ZONE)
    assert not any("until" in each for each in texts_of(cards.offer(shown).card))


def test_take_leaves_a_half_written_answer_alone() -> None:
    taking = {each["verb"]: fields for each, fields in presses(CARDS["offer-sent"].card)}
    assert taking["take"] == []
    assert [each["id"] for each in taking["answer"]] == ["answer"]
    assert not any(each.get("isRequired") for each in typed(CARDS["offer-sent"].card, "Input"))


def test_a_notice_comes_before_the_question() -> None:
    card = CARDS["offer-too-late"].card
    assert card is not None
    assert [each.get("style") for each in card["body"]][:3] == ["heading", "accent", "emphasis"]
    assert sum("still welcome" in each for each in texts_of(card)) == 1


def test_a_withdrawn_card_shows_no_question() -> None:
    assert words_of(CARDS["offer-withdrawn"].card) == []


def test_a_line_of_an_answered_offer_names_the_answer_and_changes_with_the_thread() -> None:
    answered = asked(SAID)
    nonces = set()
    for revision in (1, 2):
        now = replace(taken(SAID), revision=revision)
        mine = now.offer_of(OfferId("offer-ana"))
        assert mine is not None
        shown = outcomes.OfferShown(thread=now, offer=mine, names={}, zone=ZONE)
        nonces |= {each["data"].get("nonce") for each, _ in presses(cards.offer(shown).card)}
    assert len(nonces - {None}) == 2
    [(line, _)] = own(CARDS["offer-answered"].card)
    assert line["data"]["answer"] == "answer-1"
    assert answered.learner == LEA


def test_an_answered_offer_without_its_answer_is_drawn_all_the_same() -> None:
    erased = replace(asked(SAID).offers[0], state=OfferState.ANSWERED, mentor=ANA)
    shown = outcomes.OfferShown(thread=asked(SAID), offer=erased, names={}, zone=ZONE)
    assert words_of(cards.offer(shown).card) == [SAID.question]
