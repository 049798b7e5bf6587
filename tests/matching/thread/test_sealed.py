from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from matching.sources import Source
from matching.thread import (
    KEPT_OUT,
    Answer,
    IllegalMove,
    OfferState,
    Posting,
    State,
    ask_joint,
    cast,
    full,
    joining,
    judge_joint,
    keep_out,
    posted_for,
    stand,
    take_down,
    tally,
    together,
    unseal,
    write_joint,
)
from tests.support.builders import LOCK, NOW, answer, finished, offer, thread

LATER = NOW + timedelta(minutes=5)
CROWD = ("cy", "dan", "eve", "fay", "gil")


def posted(number=3):
    posting = Posting(
        id="p1", source=Source.CROWD, place="channel", rung=2, due=NOW, answers=number
    )
    return thread().rung_over().post(posting, NOW + LOCK)


def given(found, who, standing=0.6, posting="p1"):
    said = Answer(
        id=f"a-{who}", offer=f"o-{who}", mentor=who, text="So.", at=LATER, standing=standing
    )
    return cast(found, posting, offer(who, rung=9, id=f"o-{who}"), said, LATER)


def opened(*who):
    found = posted()
    for each in who or ("cy", "dan", "eve"):
        found = given(found, each)
    return unseal(found, LATER)


def test_a_sealed_answer_is_no_answer_yet_and_counts_no_load():
    found = given(posted(), "cy")
    assert (found.state, found.answers, len(found.sealed)) == (State.OPEN, (), 1)
    assert (found.offers[-1].source, found.offers[-1].rung) == (Source.CROWD, 2)
    assert (tally(found)["cy"].load, tally(found)["cy"].record.answered) == (0, 0)
    assert tally(unseal(found, LATER))["cy"].record.answered == 1


@draws(st.permutations(CROWD), st.integers(1, 4), st.lists(st.floats(0, 1), min_size=5))
def test_in_any_order_of_casting_exactly_the_wanted_number_is_opened_once(order, number, records):
    found, openings = posted(number), 0
    for who, standing in zip(order, records, strict=False):
        found = given(found, who, standing)
        if found.postings[0].open and full(found):
            found, openings = unseal(found, LATER), openings + 1
    answers = together(found, "p1")
    assert openings == 1
    assert [each.late for each in answers] == [False] * number + [True] * (5 - number)
    assert {each.mentor for each in answers} == set(CROWD)
    worth = [each.standing for each in answers[:number]]
    assert worth == sorted(worth, reverse=True)
    assert all(tally(found)[each].record.answered == 1 for each in CROWD)


@pytest.mark.parametrize(
    ("who", "posting", "found"),
    [
        ("lea", "p1", posted()),
        ("cy", "p1", given(posted(), "cy")),
        ("cy", "p1", opened("cy")),
        ("cy", "p2", posted()),
        ("cy", "p1", posted().cancel(LATER)),
    ],
    ids=["the learner", "a second one", "one that is open", "another place", "it is over"],
)
def test_nobody_answers_there_who_may_not(who, posting, found):
    with pytest.raises(IllegalMove):
        given(found, who, posting=posting)


def test_who_was_asked_for_themselves_answers_on_their_own_card():
    taken = replace(posted(), offers=(offer("cy"),))
    with pytest.raises(IllegalMove, match="asked for themselves"):
        given(taken, "cy")


def test_what_is_sealed_is_not_left_behind():
    found = given(posted(), "cy")
    for move in (
        found.rung_over,
        lambda: found.edit("Other words?"),
        lambda: found.choose(["word"]),
        lambda: take_down(found, "p1", "gone"),
    ):
        with pytest.raises(IllegalMove):
            move()
    with pytest.raises(IllegalMove, match="nothing is sealed"):
        unseal(posted(), LATER)


def test_a_question_is_kept_out_of_a_channel_while_nobody_has_answered_there():
    out = keep_out(posted())
    assert (out.kept_out, out.waits, out.state) == (True, False, State.OPEN)
    assert [(each.open, each.undelivered) for each in out.postings] == [(False, KEPT_OUT)]
    with pytest.raises(IllegalMove, match="sealed"):
        keep_out(given(posted(), "cy"))
    opened = unseal(given(posted(1), "cy"), LATER)
    assert keep_out(opened).postings == opened.postings  # what was answered there stays


def test_a_late_answer_of_somebody_asked_before_opens_the_seal():
    found = given(posted(), "cy").answer(answer("ana"), LATER)
    assert ([each.mentor for each in found.answers], found.sealed) == (["cy", "ana"], ())
    assert found.postings[0].opened == LATER


def test_after_the_time_was_up_an_answer_is_late():
    late = given(take_down(posted(), "p1", "gone"), "cy")
    assert (late.state, late.answers[0].late) == (State.ANSWERED, True)
    assert late.offers[-1].state is OfferState.ANSWERED
    assert late.postings[0].undelivered == "gone"
    with pytest.raises(IllegalMove):
        take_down(
            given(posted(1), "cy")
            .answer(answer("ana"), LATER)
            .again(answer("ana").id, rating="okay", minutes_saved=None, thanks=""),
            "p1",
            "gone",
        )


def test_somebody_agrees_with_an_answer_beside_their_own_and_only_the_newest_counts():
    found = stand(stand(opened(), "cy", "a-dan"), "cy", "a-cy")
    assert [(each.mentor, each.answer) for each in found.stances] == [("cy", "a-cy")]
    for who, what in (("cy", "a-nobody"), ("stranger", "a-cy"), ("ana", "a-cy")):
        with pytest.raises(IllegalMove):
            stand(opened(), who, what)


def test_a_joint_answer_is_asked_written_and_judged():
    with pytest.raises(IllegalMove, match="nothing to join"):
        ask_joint(opened("cy"), "a-cy", LATER)
    asked = ask_joint(ask_joint(opened(), "a-dan", LATER), "a-cy", LATER)
    with pytest.raises(IllegalMove, match="asked already"):
        ask_joint(asked, "a-cy", LATER)
    with pytest.raises(IllegalMove, match="not asked of this person"):
        write_joint(asked, "dan", "Mine.", LATER)
    with pytest.raises(IllegalMove, match="not asked of this person"):
        judge_joint(asked, "dan", LATER)
    written = write_joint(asked, "cy", "Ours.", LATER)
    assert joining(written) == ("dan", "eve")
    judged = judge_joint(judge_joint(written, "dan", LATER), "eve", LATER, "No.")
    turned = judge_joint(judged, "dan", LATER, "Well.")
    assert (judged.joint.confirmed, turned.joint.confirmed) == (("dan",), ())
    assert [each.mentor for each in turned.joint.objections] == ["eve", "dan"]
    with pytest.raises(IllegalMove, match="not asked of this person"):
        judge_joint(judged, "cy", LATER)
    with pytest.raises(IllegalMove, match="asked already"):
        ask_joint(written, "a-dan", LATER)
    assert joining(opened()) == ()


def test_an_answer_knows_where_it_was_posted():
    found = opened()
    assert posted_for(found, "a-cy").id == "p1"
    assert posted_for(found, "a-nobody") is None
    assert together(found, "p2") == ()
    assert full(posted()) is False
    assert finished(thread(State.ANSWERED)).joint is None


@pytest.mark.parametrize(("seconds", "early"), [(-1, True), (0, False), (1, False)])
def test_it_is_kept_whether_they_were_opened_before_the_time_was_up(seconds, early):
    sealed = given(posted(), "cy")
    at = sealed.rung_ends + timedelta(seconds=seconds)
    (posting,) = unseal(sealed, at).postings
    assert (posting.open, posting.opened, posting.early) == (False, at, early)
