"""The learner's own cards."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from matching.thread import OfferId, State, Thread, ThreadId
from teams_bot import cards, texts
from teams_bot.outcomes import QuestionsShown
from tests.support.builders import LOCK, NOW
from tests.teams_bot.cards.gallery import (
    ANA,
    BEN,
    LATER,
    ZONE,
    Said,
    answered,
    asked,
    finished,
    gallery,
    taken,
)
from tests.teams_bot.cards.walking import texts_of, verbs, words_of

CARDS = gallery()
SAID = Said()


def told(thread: Thread, now: datetime = LATER, wait: int = 30, **nobody: int) -> str:
    drawn = cards.status(thread, SAID.names, ZONE, now, nobody, wait)
    return " / ".join(texts_of(drawn.card))


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("status-open", ["cancel"]),
        ("status-planned-all", ["cancel"]),
        ("status-taken", ["cancel"]),
        ("status-answered", []),
        ("status-closed", []),
        ("status-unanswered", []),
        ("status-cancelled", []),
    ],
)
def test_a_question_can_be_taken_back_while_it_waits(name: str, offered: list[str]) -> None:
    assert verbs(CARDS[name].card) == offered


def test_every_state_has_words_of_its_own() -> None:
    threads = [asked(SAID), taken(SAID), answered(SAID), finished(SAID)]
    threads += [asked(SAID).rung_over().exhaust(NOW), asked(SAID).cancel(NOW)]
    assert {each.state for each in threads} == set(State)
    assert len({told(each) for each in threads}) == len(State)


def test_who_is_asked_now_and_who_later() -> None:
    ana, ben = asked(SAID).offers
    ben = replace(ben, due=NOW + timedelta(hours=22))
    said = told(replace(asked(SAID), offers=(ana, ben)))
    assert said.startswith("Asked Ana Kovač /")
    assert "Ben Okafor starts work on Thu 05 Mar 09:00; I will ask then." in said


def test_when_others_are_asked() -> None:
    assert "by 11:30" in told(asked(SAID))
    assert "within 30 minutes" in told(asked(SAID), now=NOW + 2 * LOCK)
    assert "others" not in told(asked(SAID), now=NOW + 2 * LOCK, wait=0)


def test_who_was_asked_before_is_named_once_and_never_beside_who_is_asked_now() -> None:
    passed = asked(SAID).pass_on(OfferId("offer-ana"), LATER, "", "no time")
    said = told(passed)
    assert said.startswith("Asked Ben Okafor /")
    assert "Asked earlier: Ana Kovač." in said
    assert "no time" not in said
    both = replace(passed, offers=(*passed.offers, replace(passed.offers[1], mentor=ANA)))
    assert "Asked earlier" not in told(both)


def test_a_claim_says_who_and_until_when() -> None:
    assert told(taken(SAID)).startswith("Ana Kovač has taken your question")
    assert "until 11:35" in told(taken(SAID))
    assert "until" not in told(replace(taken(SAID), claim_ends=None))
    nameless = replace(taken(SAID), offers=())
    assert told(nameless).startswith("A colleague has taken")


def test_why_there_is_nobody() -> None:
    empty = Thread(id=ThreadId("thread-1"), learner=BEN, text="?", created=NOW)
    assert "3 busy with other questions" in told(empty.exhaust(NOW), at_capacity=3)
    assert told(asked(SAID).rung_over().exhaust(NOW)).endswith(
        texts.unanswered(answered=False, late=True)
    )


def test_a_closed_question_says_who_answered() -> None:
    assert "Answered by Ana Kovač." in told(finished(SAID))
    assert told(replace(finished(SAID), answers=())) == "This question is closed"


def test_the_list_shows_each_question_with_its_state_and_newest_answer() -> None:
    card = CARDS["questions"].card
    assert card is not None
    assert len(card["body"]) == 7
    assert "Ana Kovač: " in words_of(card)
    states = [each for each in texts_of(card) if each.endswith(".")]
    assert states == [
        "Waiting for an answer.",
        "Answered.",
        "Closed.",
        "Closed by me, as nobody wrote any more.",
        "Not answered.",
        "Taken back.",
    ]


def test_several_answers_are_counted() -> None:
    two = replace(answered(SAID), answers=answered(SAID).answers * 2)
    drawn = cards.reply(QuestionsShown(threads=(two,), names=SAID.names))
    assert drawn is not None
    assert "Answered. 2 answers, the newest:" in texts_of(drawn.card)


def test_an_empty_list_says_how_to_begin() -> None:
    assert "Write a short question" in texts_of(CARDS["questions-none"].card)[1]
