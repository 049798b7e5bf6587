from dataclasses import replace
from datetime import timedelta

import pytest

from matching.sources import Source
from matching.thread import (
    LEGAL,
    LIVE,
    RATING_POINTS,
    REACTIONS,
    REFUTES,
    Answer,
    IllegalMove,
    Move,
    OfferState,
    Posting,
    Rating,
    State,
    ask_joint,
    cast,
    judge_joint,
    stand,
    state_diagram,
    take_down,
    tally,
    unseal,
    verdicts_in,
    write_joint,
)
from tests.support.builders import LOCK, NOW, answer, finished, follow_up, offer, shortlist, thread

LATER = NOW + timedelta(minutes=5)
POSTING = Posting(id="p1", source=Source.CROWD, place="channel", rung=2, due=NOW)


MOVES = {
    Move.OFFER: lambda it, _: it.offer((offer("cy", rung=2),), shortlist(), LATER + LOCK),
    Move.POST: lambda it, _: it.post(POSTING, LATER + LOCK),
    Move.VOLUNTEER: lambda it, _: it.volunteer(POSTING.id, offer("cy", rung=2), LATER, LOCK),
    Move.TAKE: lambda it, its: it.take(its.id, LATER, LOCK),
    Move.PASS: lambda it, its: it.pass_on(its.id, LATER, "ask Cy", "busy"),
    Move.ANSWER: lambda it, its: it.answer(answer(its.mentor, its.rung, at=LATER), LATER),
    Move.WAIT: lambda it, _: it.wait(LATER + LOCK),
    Move.RUNG_OVER: lambda it, _: it.rung_over(),
    Move.CLAIM_OVER: lambda it, _: it.claim_over(),
    Move.EXHAUST: lambda it, _: it.exhaust(LATER, shortlist()),
    Move.FINISH: lambda it, _: finished(it),
    Move.AGAIN: lambda it, _: it.again(
        answer("ana").id, rating=Rating.OKAY, minutes_saved=None, thanks="thanks"
    ),
    Move.PRESUME: lambda it, _: it.presume(LATER),
    Move.RATE: lambda it, _: it.rate(
        answer("ana").id, rating=Rating.GOOD, minutes_saved=5, thanks="thanks"
    ),
    Move.FOLLOW_UP: lambda it, _: it.follow_up(follow_up()),
    Move.EDIT: lambda it, _: it.edit("How do I pivot in Calc?"),
    Move.CANCEL: lambda it, _: it.cancel(LATER),
    Move.DROP_MENTOR: lambda it, its: it.drop_mentor(its.mentor),
    Move.WRAP_UP: lambda it, its: it.wrap_up(its.id, "Solved"),
    Move.CAST: lambda it, _: given(it, "eve"),
    Move.UNSEAL: lambda it, _: unseal(it, LATER),
    Move.TAKE_DOWN: lambda it, _: take_down(it, POSTING.id, "gone"),
    Move.STAND: lambda it, _: stand(it, "cy", "crowd-dan"),
    Move.ASK_JOINT: lambda it, _: ask_joint(it, "crowd-cy", LATER),
    Move.WRITE_JOINT: lambda it, _: write_joint(it, "cy", "Both.", LATER),
    Move.JUDGE_JOINT: lambda it, _: judge_joint(it, "dan", LATER),
}


def given(found, who, **changes):
    """Somebody answers where the thread was posted."""
    answer_of = {"id": f"crowd-{who}", "offer": f"crowd-{who}", "mentor": who, "text": "So."}
    said = Answer(**answer_of | {"at": NOW} | changes)
    return cast(found, POSTING.id, offer(who, rung=2, id=f"crowd-{who}"), said, LATER)


def in_the_channel():
    return thread().rung_over().post(POSTING, LATER + LOCK)


def opened():
    return unseal(given(given(in_the_channel(), "cy"), "dan"), LATER)


def make(move, found, who="ben", rung=1):
    """Make a move in the usual way: by the second mentor, who has done nothing yet."""
    return MOVES[move](found, offer(who, rung))


def asked_again(state):
    """A thread with one answer whose learner asked again, brought to `state`."""
    opened = make(Move.AGAIN, thread(State.ANSWERED))
    offered = opened.offer((offer("ben", rung=2),), shortlist(), NOW + LOCK)
    match state:
        case State.TAKEN:
            return offered.take(offer("ben", 2).id, NOW, LOCK)
        case State.UNANSWERED:
            return offered.rung_over().exhaust(NOW)
        case _:
            return offered


def presumed():
    """An answered thread that the service closed, as nobody wrote."""
    return thread(State.ANSWERED).presume(NOW)


USUAL = {(move, state): thread(state) for move in Move for state in State} | {
    (move, state): asked_again(state)
    for move in (Move.FINISH, Move.RATE)
    for state in (State.OPEN, State.TAKEN, State.UNANSWERED)
}
USUAL[Move.VOLUNTEER, State.OPEN] = thread().post(POSTING, LATER + LOCK)
USUAL[Move.CAST, State.OPEN] = USUAL[Move.TAKE_DOWN, State.OPEN] = in_the_channel()
USUAL[Move.UNSEAL, State.OPEN] = given(in_the_channel(), "cy")
USUAL[Move.STAND, State.ANSWERED] = USUAL[Move.ASK_JOINT, State.ANSWERED] = opened()
USUAL[Move.WRITE_JOINT, State.ANSWERED] = make(Move.ASK_JOINT, opened())
USUAL[Move.JUDGE_JOINT, State.ANSWERED] = make(
    Move.WRITE_JOINT, USUAL[Move.WRITE_JOINT, State.ANSWERED]
)
USUAL |= {(Move.FOLLOW_UP, state): asked_again(state) for state in (State.OPEN, State.UNANSWERED)}
USUAL |= {(move, State.CLOSED): presumed() for move in REFUTES}
LEGAL_PAIRS = [(move, state) for move, legal in LEGAL.items() for state in legal]
ILLEGAL_PAIRS = [pair for pair in USUAL if pair not in LEGAL_PAIRS]


@pytest.mark.parametrize(("move", "state"), LEGAL_PAIRS)
def test_every_legal_move_leads_where_the_table_says_and_counts_one_revision(move, state):
    before = USUAL[move, state]
    after = make(move, before)
    assert before.state is state
    assert after.state in LEGAL[move][state]
    assert after.revision == before.revision + 1


@pytest.mark.parametrize(("move", "state"), ILLEGAL_PAIRS)
def test_every_other_move_is_refused_with_its_name_and_the_state(move, state):
    with pytest.raises(IllegalMove) as refused:
        make(move, thread(state))
    assert (refused.value.move, refused.value.state) == (move, state)
    assert str(refused.value) == f"{move} is not possible while the thread is {state}"


def test_every_arrow_of_the_table_is_reached():
    reached = {(move, state, make(move, USUAL[move, state]).state) for move, state in LEGAL_PAIRS}
    by_claimant = {
        (move, State.TAKEN, make(move, thread(State.TAKEN), who="ana").state)
        for move in (Move.PASS, Move.DROP_MENTOR)
    }
    assert reached | by_claimant == {
        (move, start, end)
        for move, legal in LEGAL.items()
        for start, ends in legal.items()
        for end in ends
    }


def test_every_move_and_state_is_in_the_table():
    assert set(LEGAL) == set(Move)
    assert {state for legal in LEGAL.values() for state in legal} == set(State)


@pytest.mark.parametrize("state", [State.OPEN, State.UNANSWERED])
def test_nobody_is_written_to_before_there_is_an_answer_or_a_claim(state):
    assert not thread(state).takes_lines
    assert asked_again(state).takes_lines
    with pytest.raises(
        IllegalMove, match=f"follow_up is not possible while the thread is {state}"
    ):
        make(Move.FOLLOW_UP, thread(state))


@pytest.mark.parametrize("state", OfferState)
@pytest.mark.parametrize("move", REACTIONS)
def test_a_mentor_may_react_only_where_the_offer_lets_them(move, state):
    found = thread(offers=(offer("cy", rung=0, state=state),))
    if state in REACTIONS[move]:
        assert make(move, found, who="cy", rung=0).offer_of(offer("cy", 0).id).reacted == LATER
    else:
        with pytest.raises(
            IllegalMove, match=f"{move} is not possible while the offer is {state}"
        ):
            make(move, found, who="cy", rung=0)


@pytest.mark.parametrize("move", REACTIONS)
def test_a_reaction_to_an_offer_of_another_thread_is_refused(move):
    with pytest.raises(IllegalMove, match="the thread has no such offer"):
        make(move, thread(), who="stranger")


@pytest.mark.parametrize("move", [Move.FINISH, Move.AGAIN, Move.RATE])
def test_a_verdict_on_an_answer_of_another_thread_is_refused(move):
    with pytest.raises(IllegalMove, match="the thread has no such answer"):
        make(move, thread(State.ANSWERED, mentors=("ben",)))


def test_no_reaction_makes_an_offer_live_that_was_not():
    assert REACTIONS[Move.TAKE] <= LIVE


def test_every_rating_has_its_points_best_first():
    assert list(RATING_POINTS) == list(Rating)
    assert sorted(RATING_POINTS.values(), reverse=True) == list(RATING_POINTS.values())
    assert set(RATING_POINTS.values()) <= {0.0, 0.4, 0.75, 1.0}


def only(move, start):
    return " (if presumed)" if start is State.CLOSED and move in REFUTES else ""


def test_the_diagram_draws_every_arrow_once():
    lines = [line.strip() for line in state_diagram().splitlines()]
    assert lines[:2] == ["stateDiagram-v2", "[*] --> open"]
    drawn = [line.split(": ") for line in lines if ": " in line]
    found = {(move, *arrow.split(" --> ")) for arrow, moves in drawn for move in moves.split(", ")}
    assert found == {
        (f"{move}{only(move, start)}", start, end)
        for move, legal in LEGAL.items()
        for start, ends in legal.items()
        for end in ends
    }
    assert len(drawn) == len({arrow for arrow, _ in drawn})


# ---- closed by its learner, or presumed so


@pytest.mark.parametrize("move", sorted(REFUTES))
def test_what_refutes_a_presumed_end_is_refused_where_the_learner_closed_it(move):
    closed = finished(thread(State.ANSWERED))
    assert not closed.may(move)
    assert presumed().may(move)
    with pytest.raises(IllegalMove, match=f"{move} is not possible while the thread is closed"):
        make(move, closed)


def test_a_presumed_end_is_no_verdict_and_no_evidence_of_quality():
    before = thread(State.ANSWERED)
    after = before.presume(LATER)
    assert (after.state, after.inferred, after.ended) == (State.CLOSED, True, LATER)
    assert after.answers == before.answers
    assert tally(after) == tally(before)
    assert all(verdicts_in(after, who) == {} for who in after.asked)


def test_a_presumed_end_lets_go_of_everybody_who_still_holds_it():
    held = thread().take(offer("ben").id, NOW, LOCK).answer(answer("ana"), NOW)
    assert [each.mentor for each in held.live_offers] == ["ben"]
    assert held.presume(LATER).live_offers == ()


def test_the_learner_s_word_makes_a_presumed_end_a_stated_one():
    said = presumed().finish(
        answer("ana").id, LATER, rating=Rating.GOOD, minutes_saved=5, thanks="", reported=False
    )
    assert (said.state, said.inferred, said.ended) == (State.CLOSED, False, LATER)
    rated = make(Move.RATE, presumed())
    assert (rated.state, rated.inferred) == (State.CLOSED, True)  # that says nothing of its end


def test_a_late_answer_or_another_search_opens_a_presumed_end_again():
    late = make(Move.ANSWER, presumed())
    assert (late.state, late.inferred, late.ended) == (State.ANSWERED, False, None)
    again = make(Move.AGAIN, presumed())
    assert (again.state, again.inferred, again.ended) == (State.OPEN, False, None)


def test_it_is_quiet_since_the_newest_answer_or_line():
    assert thread().quiet_since == NOW
    later = replace(follow_up(), at=LATER)
    assert thread(State.ANSWERED).follow_up(later).quiet_since == LATER


def test_a_question_is_unsaid_until_its_learner_says_something_of_an_answer():
    answered = thread(State.ANSWERED)
    assert answered.unsaid
    assert not thread().unsaid
    assert not make(Move.RATE, answered).unsaid
    assert not presumed().unsaid


def test_what_was_said_of_an_earlier_search_says_nothing_of_the_next():
    again = asked_again(State.OPEN).answer(answer("ben", 2), LATER)
    assert [each.mentor for each in again.latest] == ["ben"]
    assert again.unsaid
