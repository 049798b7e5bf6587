from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.sources import Source
from matching.thread import IllegalMove, OfferState, Posting, Rating, State
from tests.support.builders import LOCK, NOW, answer, finished, follow_up, offer, shortlist, thread

LATER = NOW + timedelta(minutes=5)
ANA, BEN = PersonId("ana"), PersonId("ben")


def states(found):
    return {each.mentor: str(each.state) for each in found.offers}


def test_a_rung_adds_its_offers_and_its_shortlist_and_says_when_it_ends():
    second = thread().offer((offer("cy", rung=2),), shortlist(seed=8), LATER)
    assert (second.rung, second.next_place, second.rung_ends) == (2, 1, LATER)
    assert second.asked == {"ana", "ben", "cy"}
    assert [each.seed for each in second.shortlists] == [7, 8]


def test_a_shortlist_knows_the_rung_it_was_made_for_and_a_rung_its_place_in_the_ladder():
    found = thread().offer(
        (offer("cy", rung=2),), shortlist(seed=9), LATER, place=3, passed_over=(shortlist(seed=8),)
    )
    assert [(each.seed, each.rung) for each in found.shortlists] == [(7, 1), (8, 2), (9, 2)]
    assert (found.next_place, found.exhaust(LATER, shortlist()).shortlists[-1].rung) == (4, 3)


def posted(source=Source.CALL_CENTRE, who=()):
    began = thread().rung_over()
    posting = Posting(id="p1", source=source, place="desk", rung=2, due=NOW)
    return began.post(posting, LATER, place=1, passed_over=who)


def test_a_posted_question_waits_for_somebody_who_comes_by():
    found = posted(who=(shortlist(seed=8),))
    assert (found.rung, found.next_place, found.rung_ends) == (2, 2, LATER)
    assert (found.waits, found.live_offers) == (True, ())
    assert [each.rung for each in found.shortlists] == [1, 2]


def test_who_chooses_a_question_from_a_digest_holds_an_offer_like_others():
    asked = thread()
    taken = asked.volunteer(None, offer("cy", rung=1), LATER, LOCK)
    held = taken.offer_of(offer("cy", rung=1).id)
    assert (taken.state, taken.claim) == (State.TAKEN, held)
    assert (held.own_choice, held.source, held.reacted) == (True, Source.PEER, LATER)
    assert taken.claim_over().state is State.OPEN
    assert not any(each.own_choice for each in asked.offers)
    with pytest.raises(IllegalMove, match="has it already"):
        asked.volunteer(None, offer("ana", rung=2), LATER, LOCK)
    with pytest.raises(IllegalMove):
        taken.volunteer(None, offer("di", rung=1), LATER, LOCK)


def test_who_volunteers_holds_an_offer_like_others_and_hands_it_back_to_the_place():
    held = posted().volunteer("p1", offer("cy", rung=2), LATER, LOCK)
    claim = held.claim
    assert (held.state, claim.mentor, claim.source) == (State.TAKEN, "cy", Source.CALL_CENTRE)
    assert held.claim_ends == LATER + LOCK
    for back in (held.pass_on(claim.id, LATER, "", "not mine"), held.claim_over()):
        assert (back.state, back.waits, back.live_offers) == (State.OPEN, True, ())


def test_a_wrap_up_code_stays_with_its_offer_until_another_is_noted():
    found = thread(State.CLOSED)
    for code in ("Solved", "Sent to a course"):
        found = found.wrap_up(offer("ana").id, code)
        assert {each.mentor: each.wrap_up for each in found.offers} == {"ana": code, "ben": ""}
    assert found.state is State.CLOSED


@pytest.mark.parametrize(
    ("who", "posting", "found"),
    [
        ("lea", "p1", posted()),
        ("cy", "p2", posted()),
        ("cy", "p1", posted().rung_over()),
        ("ben", "p1", thread().post(posted().postings[0], LATER)),
    ],
    ids=["the learner", "another place", "taken down", "asked already"],
)
def test_nobody_volunteers_where_they_may_not(who, posting, found):
    with pytest.raises(IllegalMove, match="volunteer is not possible while"):
        found.volunteer(posting, offer(who, rung=2), LATER, LOCK)


@pytest.mark.parametrize(
    "end",
    [
        lambda it: it.rung_over(),
        lambda it: it.exhaust(LATER),
        lambda it: it.cancel(LATER),
        lambda it: it.search_anew(LATER),
        lambda it: it.answer(answer("ana", 1, at=LATER), LATER),
    ],
)
def test_a_posting_is_taken_down_when_the_search_moves_on(end):
    assert not any(each.open for each in end(posted()).postings)


def test_offers_and_answers_are_found_by_their_ids():
    found = thread(State.ANSWERED)
    assert found.offer_of(offer("ben").id).mentor == "ben"
    assert found.offer_of(offer("cy").id) is None
    assert found.answer_of(answer("ana").id).mentor == "ana"
    assert found.answer_of(answer("ben").id) is None


def test_chosen_topics_count_fully_and_only_while_nobody_has_the_question():
    chosen = thread().choose(["word", "excel"])
    assert chosen.skills == {"word": 1.0, "excel": 1.0}
    assert chosen.skills_chosen
    assert not thread().skills_chosen
    with pytest.raises(IllegalMove):
        thread(State.TAKEN).choose(["word"])


def test_a_claim_holds_the_thread_until_its_lock_ends():
    taken = thread().take(offer("ana").id, LATER, LOCK)
    assert taken.claim.mentor == "ana"
    assert taken.claim.claimed == taken.claim.reacted == LATER
    assert taken.claim_ends == LATER + LOCK
    assert states(taken) == {"ana": "taken", "ben": "sent"}


def test_the_second_to_take_is_refused_and_may_still_answer():
    taken = thread(State.TAKEN)
    with pytest.raises(IllegalMove):
        taken.take(offer("ben").id, LATER, LOCK)
    answered = taken.answer(answer("ben"), LATER)
    assert answered.state is State.ANSWERED
    assert states(answered) == {"ana": "taken", "ben": "answered"}
    assert answered.claim_ends == taken.claim_ends


def test_a_mentor_who_held_the_claim_and_passes_frees_the_thread():
    passed = thread(State.TAKEN).pass_on(offer("ana").id, LATER, "ask Cy", "busy")
    assert (passed.state, passed.claim_ends) == (State.OPEN, None)
    assert (passed.offers[0].suggestion, passed.offers[0].reason) == ("ask Cy", "busy")
    assert passed.offers[0].reacted == NOW


def test_a_pass_of_another_leaves_the_claim():
    passed = thread(State.TAKEN).pass_on(offer("ben").id, LATER, "", "")
    assert (passed.state, passed.claim.mentor) == (State.TAKEN, "ana")


def test_a_pass_after_an_answer_frees_only_the_mentor():
    answered = thread(State.TAKEN).answer(answer("ben"), LATER)
    passed = answered.pass_on(offer("ana").id, LATER, "", "")
    assert (passed.state, passed.claim_ends, passed.live_offers) == (State.ANSWERED, None, ())


def test_who_passed_and_then_answers_keeps_the_words_of_the_pass():
    passed = thread().pass_on(offer("ana").id, NOW, "ask Cy", "busy")
    again = passed.pass_on(offer("ana").id, LATER, "", "")
    answered = again.answer(answer("ana"), LATER)
    assert (answered.offers[0].suggestion, answered.offers[0].reason) == ("ask Cy", "busy")
    assert answered.offers[0].reacted == NOW


def test_a_pass_never_takes_an_answer_back():
    with pytest.raises(IllegalMove, match="pass is not possible while the offer is answered"):
        thread(State.ANSWERED).pass_on(offer("ana").id, LATER, "", "")


def test_the_first_answer_withdraws_the_offers_that_nobody_opened():
    answered = thread(State.OPEN).answer(answer("ana"), LATER)
    assert states(answered) == {"ana": "answered", "ben": "withdrawn"}
    assert answered.offers[1].withdrawn == LATER
    assert (answered.rung_ends, answered.claim_ends, answered.ended) == (None, None, None)


def test_an_answer_after_the_offer_was_withdrawn_is_shown_too():
    answered = thread(State.ANSWERED).answer(answer("ben"), LATER)
    assert [each.mentor for each in answered.answers] == ["ana", "ben"]


def test_an_answer_after_the_rung_is_over_and_everything_given_up_revives_the_thread():
    late = thread(State.UNANSWERED).answer(answer("ben"), LATER)
    assert (late.state, late.ended) == (State.ANSWERED, None)


def test_the_same_offer_is_not_answered_twice():
    with pytest.raises(IllegalMove, match="answer is not possible while the offer is answered"):
        thread(State.ANSWERED).answer(answer("ana"), LATER)


def test_the_claim_is_over_when_its_mentor_answers():
    answered = thread(State.TAKEN).answer(answer("ana"), LATER)
    assert (answered.claim, answered.claim_ends) == (None, None)


def test_a_rung_that_is_over_lets_lapse_what_nobody_reacted_to():
    over = thread().pass_on(offer("ana").id, NOW, "", "").rung_over()
    assert states(over) == {"ana": "passed", "ben": "expired"}


def test_a_claim_that_is_over_gives_the_question_back():
    over = thread(State.TAKEN).claim_over()
    assert (over.state, over.claim_ends, states(over)["ana"]) == (State.OPEN, None, "expired")
    answered = thread(State.TAKEN).answer(answer("ben"), LATER).claim_over()
    assert (answered.state, answered.live_offers) == (State.ANSWERED, ())


def test_giving_up_leaves_nobody_with_a_request():
    over = thread().exhaust(LATER, shortlist(seed=8))
    assert (over.state, over.ended, over.rung_ends) == (State.UNANSWERED, LATER, None)
    assert over.live_offers == ()
    assert len(over.shortlists) == 2
    assert len(thread().exhaust(LATER).shortlists) == 1


def test_finishing_records_the_verdict_and_ends_everything():
    answered = thread(State.TAKEN).answer(answer("ben"), NOW)
    closed = answered.finish(
        answer("ben").id,
        LATER,
        rating=Rating.GREAT,
        minutes_saved=15,
        thanks="yes!",
        reported=True,
    )
    (judged,) = closed.answers
    assert (judged.rating, judged.minutes_saved) == (Rating.GREAT, 15)
    assert (judged.thanks, judged.reported) == ("yes!", True)
    assert (closed.ended, closed.claim_ends, closed.live_offers) == (LATER, None, ())


def test_a_second_answer_may_be_rated_after_the_thread_is_closed():
    answered = thread(State.ANSWERED).answer(answer("ben"), NOW)
    once = finished(answered, "ana", Rating.GREAT)
    both = finished(once, "ben", Rating.OKAY)
    assert [each.rating for each in both.answers] == [Rating.GREAT, Rating.OKAY]
    assert (both.state, both.ended) == (State.CLOSED, once.ended)


def test_asking_again_rates_the_answer_and_starts_a_new_search():
    answered = thread(State.TAKEN).answer(answer("ben"), NOW)
    opened = answered.again(answer("ben").id, rating=Rating.OKAY, minutes_saved=None, thanks="ta")
    assert opened.state is State.OPEN
    assert (opened.rung, opened.next_place) == (1, 0)
    assert (opened.answers[0].rating, opened.answers[0].thanks) == (Rating.OKAY, "ta")
    assert (opened.claim_ends, opened.live_offers) == (None, ())


def test_whoever_asked_again_may_still_be_content_with_the_first_answer():
    opened = thread(State.ANSWERED).again(
        answer("ana").id, rating=Rating.OKAY, minutes_saved=None, thanks=""
    )
    offered = opened.offer((offer("cy", rung=2),), shortlist(), LATER)
    closed = finished(offered, "ana", Rating.GREAT)
    assert (closed.state, closed.answers[0].rating, closed.live_offers) == (
        State.CLOSED,
        Rating.GREAT,
        (),
    )


def test_a_line_is_added_to_the_conversation():
    assert thread(State.ANSWERED).follow_up(follow_up()).follow_ups == (follow_up(),)


def test_a_question_may_be_reworded_until_somebody_took_it():
    assert thread().edit("Better words?").text == "Better words?"


def test_cancelling_leaves_nobody_with_a_request():
    cancelled = thread(State.TAKEN).cancel(LATER)
    assert states(cancelled) == {"ana": "withdrawn", "ben": "withdrawn"}
    assert (cancelled.ended, cancelled.claim_ends, cancelled.rung_ends) == (LATER, None, None)


def test_dropping_the_mentor_who_holds_the_claim_frees_the_thread():
    dropped = thread(State.TAKEN).drop_mentor(ANA)
    assert (dropped.state, dropped.claim_ends) == (State.OPEN, None)
    assert states(dropped) == {"ana": "withdrawn", "ben": "sent"}


def test_dropping_a_claimant_after_another_answered_leaves_the_thread_answered():
    dropped = thread(State.TAKEN).answer(answer("ben"), NOW).drop_mentor(ANA)
    assert (dropped.state, dropped.claim_ends, dropped.live_offers) == (State.ANSWERED, None, ())


@pytest.mark.parametrize("state", State)
def test_an_offer_that_never_arrived_is_withdrawn_wherever_the_thread_stands(state):
    found = thread(state)
    lost = found.offers[1]
    dropped = found.drop_offer(lost.id, NOW, "403")
    assert dropped.state is state
    kept = dropped.offers[1]
    assert kept.undelivered == "403"
    assert not kept.live
    assert kept.state is (OfferState.WITHDRAWN if lost.live else lost.state)
    assert dropped.offers[0] == found.offers[0]
    assert dropped.revision == found.revision + 1


def test_dropping_somebody_keeps_what_they_answered():
    dropped = thread(State.ANSWERED).drop_mentor(ANA)
    assert states(dropped)["ana"] == "answered"
    assert dropped.offers[0].state is OfferState.ANSWERED


def test_another_search_lets_go_of_everybody_and_begins_its_rungs_anew():
    found = thread()
    late = replace(found.offers[1], due=LATER)
    anew = replace(found, offers=(found.offers[0], late)).search_anew(NOW)
    assert states(anew) == {"ana": "expired", "ben": "withdrawn"}
    assert [each.was_asked for each in anew.offers] == [True, False]
    assert (anew.state, anew.next_place) == (State.OPEN, 0)
