"""Which answers a change adds: by their ids, as tallies count them."""

from dataclasses import replace

from matching.thread import ThreadId
from storage.change import Change
from storage.commit.answers import new_answers, positioned, reworded
from storage.evidence import Given
from tests.storage.making import NOW, thread
from tests.support import builders

ASKED = thread(mentors=("ana", "ben"))
ONCE = ASKED.answer(builders.answer("ana"), NOW)
TWICE = ONCE.answer(builders.answer("ben"), NOW)


def test_an_answer_is_new_when_the_thread_did_not_have_it() -> None:
    assert new_answers(Change(threads=((None, ASKED), (ASKED, ASKED)))) == []
    assert new_answers(Change(threads=((ASKED, ONCE),))) == [
        Given(person=builders.answer("ana").mentor, skills=(builders.EXCEL,), at=NOW)
    ]
    assert [each.person for each in new_answers(Change(threads=((ONCE, TWICE),)))] == ["ben"]
    assert len(new_answers(Change(threads=((None, TWICE),)))) == 2


def test_positions_follow_the_serial_in_the_order_of_the_change() -> None:
    other = replace(TWICE, id=ThreadId("other"))
    placed = positioned(((ASKED, ONCE), (None, other)), 7)
    found = [answer for _, after in placed for answer in after.answers]
    assert [each.position for each in found] == [8, 9, 10]
    assert {each.skills for each in found} == {(builders.EXCEL,)}
    (before, after), *_ = positioned(((after, TWICE),) if (after := placed[0][1]) else (), 20)
    assert before == ONCE
    assert [each.position for each in after.answers] == [None, 21]


def test_rewording_matters_once_there_is_an_answer() -> None:
    other = {"text": "Other?"}
    assert not reworded(None, ONCE)
    assert not reworded(ASKED, replace(ASKED, **other))
    assert not reworded(ONCE, TWICE)
    assert reworded(ONCE, replace(ONCE, **other))


def test_rewording_an_answer_matters_as_well() -> None:
    (given,) = ONCE.answers
    assert reworded(ONCE, replace(ONCE, answers=(replace(given, text="Erased."),)))
    assert reworded(ONCE, replace(ONCE, answers=()))
    assert not reworded(ONCE, replace(ONCE, answers=(replace(given, thanks="Ta!"),)))
