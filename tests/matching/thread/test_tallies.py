from datetime import timedelta

from matching.model import Record
from matching.thread import LIVE, Rating, State, Tally, tally
from tests.support.builders import NOW, answer, finished, offer, shortlist, thread


def test_no_thread_counts_for_nobody():
    assert tally(None) == {}


def test_an_offer_counts_as_load_and_as_asked():
    assert tally(thread()) == {
        name: Tally(load=1, record=Record(asked=1)) for name in ("ana", "ben")
    }


def test_a_reaction_counts_with_its_minutes_from_when_the_card_was_due():
    later = NOW + timedelta(minutes=12)
    passed = thread().pass_on(offer("ana").id, later, "", "")
    assert tally(passed)["ana"] == Tally(record=Record(asked=1, reacted=1, reaction_minutes=12.0))


def test_a_reaction_before_the_card_was_due_took_no_time():
    early = thread().pass_on(offer("ana").id, NOW - timedelta(hours=1), "", "")
    assert tally(early)["ana"].record.reaction_minutes == 0.0


def test_a_rated_answer_counts_with_its_points():
    record = tally(finished(thread(State.ANSWERED), rating=Rating.GOOD))["ana"].record
    assert record == Record(asked=1, reacted=1, answered=1, rated=1, rating_points=0.75)


def test_whoever_is_spared_before_their_card_left_was_never_asked():
    tomorrow = offer("cy", rung=2, due=NOW + timedelta(days=1))
    planned = thread().offer((tomorrow,), shortlist(), NOW + timedelta(days=2))
    assert tally(planned)["cy"] == Tally(load=1, record=Record(asked=1))
    answered = planned.answer(answer("ana"), NOW)
    assert tally(answered)["cy"] == Tally()
    assert tally(answered)["ben"].record.asked == 1


def test_every_offer_of_one_mentor_counts():
    second = thread().rung_over().offer((offer("ana", rung=2),), shortlist(), NOW)
    assert tally(second)["ana"] == Tally(load=1, record=Record(asked=2))


def test_no_thread_that_ended_is_anybodys_load():
    for state in (State.CLOSED, State.UNANSWERED, State.CANCELLED):
        found = thread(state)
        assert all(each.load == 0 for each in tally(found).values())
        assert not any(each.state in LIVE for each in found.offers)
