"""Lines between learner and mentor."""

from dataclasses import replace

from matching.thread import Rating, State
from teams_bot import cards, outcomes
from teams_bot.cards.lines import LINES_SHOWN
from tests.teams_bot.cards.gallery import ANA, BEN, LEA, Said, answered, gallery, given, lines
from tests.teams_bot.cards.walking import APART, own, presses, texts_of, typed, verbs, words_of

CARDS = gallery()
SAID = Said()


def test_a_line_comes_with_its_question_and_a_field_to_write_back() -> None:
    card = CARDS["follow-up-to-learner"].card
    assert texts_of(card)[0] == "Ana Kovač wrote to you"
    assert words_of(card) == [SAID.question, SAID.back]
    [(back, fields)] = own(card)
    assert back["data"] == {"thread": "thread-1", "answer": "answer-1", "nonce": "nonce-1"}
    assert [each["id"] for each in fields] == ["text"]


def test_before_an_answer_a_line_is_about_none() -> None:
    [(back, _)] = own(CARDS["follow-up-before-answer"].card)
    assert back["data"] == {"thread": "thread-1", "nonce": "nonce-1"}


def test_a_closed_question_takes_no_line() -> None:
    assert verbs(CARDS["follow-up-closed"].card) == APART


def test_the_learner_keeps_the_verdict_in_the_place_of_the_answer_card() -> None:
    card = CARDS["followed-up-by-learner"].card
    assert texts_of(card)[0] == "Sent to Ana Kovač"
    assert verbs(card) == ["helped", "partly", "not_helped", "finish", "follow_up"]
    assert SAID.answer.split("\n")[0] in words_of(card)


def test_the_rating_of_an_answer_can_be_changed_beside_a_line_unless_it_was_reported() -> None:
    rated = replace(given(SAID), rating=Rating.GOOD)
    thread = replace(answered(SAID), answers=(rated,)).follow_up(lines(SAID)[0])
    shown = outcomes.FollowedUp(thread=thread, names=SAID.names, me=LEA, to=ANA, nonce="n")
    drawn = cards.reply(shown)
    assert drawn is not None
    assert verbs(drawn.card) == ["finish", "follow_up"]
    first, *_ = typed(drawn.card, "Action.ShowCard")
    assert first["title"] == "Change or say thanks"
    reported = replace(shown, thread=replace(thread, answers=(replace(rated, reported=True),)))
    final = cards.reply(reported)
    assert final is not None
    assert verbs(final.card) == ["follow_up"]


def test_a_mentor_sees_the_own_answer_and_both_sides() -> None:
    said = words_of(CARDS["followed-up-by-mentor"].card)
    assert "Your answer: " in said
    assert said[-4:] == ["Lea Brandt: ", SAID.line, "You: ", SAID.back]


def test_only_the_lines_between_the_two_are_shown_and_the_newest_of_them() -> None:
    ask, _ = lines(SAID)
    thread = answered(SAID).follow_up(replace(ask, recipient=BEN, text="to Ben"))
    for number in range(LINES_SHOWN + 2):
        thread = thread.follow_up(replace(ask, text=f"line {number} " + "x" * 500))
    shown = outcomes.FollowedUp(thread=thread, names=SAID.names, me=LEA, to=ANA, nonce="n")
    drawn = cards.reply(shown)
    assert drawn is not None
    said = [each for each in words_of(drawn.card) if each.startswith(("line", "to Ben"))]
    assert [each[:6] for each in said] == [f"line {number}" for number in range(2, 6)]
    assert [each.endswith("…") for each in said] == [True, True, True, False]


def test_a_mentor_who_holds_the_question_keeps_what_can_be_done_with_it() -> None:
    card = CARDS["followed-up-by-holder"].card
    assert verbs(card) == ["answer", "follow_up", "pass"]
    sent = {action["verb"]: [each["id"] for each in fields] for action, fields in presses(card)}
    assert sent == {"answer": ["answer"], "follow_up": ["text"], "pass": ["suggest", "reason"]}


def test_one_mentor_never_sees_what_another_wrote() -> None:
    _, back = lines(SAID)
    thread = answered(SAID).follow_up(back).follow_up(replace(back, sender=BEN, text="from Ben"))
    shown = outcomes.FollowedUp(thread=thread, names=SAID.names, me=ANA, to=LEA, nonce="n")
    drawn = cards.reply(shown)
    assert drawn is not None
    assert SAID.back in words_of(drawn.card)
    assert "from Ben" not in words_of(drawn.card)


def test_a_line_whose_thread_has_closed_meanwhile_is_confirmed() -> None:
    ask, back = lines(SAID)
    for line in (ask, back):
        talked = replace(answered(SAID).follow_up(line), state=State.CLOSED)
        for thread in (talked, replace(talked, follow_ups=(), answers=())):
            shown = outcomes.FollowedUp(
                thread=thread,
                names=SAID.names,
                me=line.sender,
                to=line.recipient,
                nonce="n",
            )
            drawn = cards.reply(shown)
            assert drawn is not None
            assert "follow_up" not in verbs(drawn.card)
