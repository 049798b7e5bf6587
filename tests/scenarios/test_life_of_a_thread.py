"""One question from the asking to the closing, and every way it may go in between."""

import asyncio
from datetime import timedelta

import pytest

from matching.thread import OfferState, Rating, State
from teams_bot.nonces import nonce_for
from tests.support.company import ANSWER, Company, buttons, buttons_of, verbs


async def test_a_question_is_asked_taken_answered_rated_and_closed(company: Company) -> None:
    asked = await company.ask()
    assert {each.mentor for each in asked.offers} == {"ana", "ben"}
    assert "Asked" in company.seen("lea")[0]
    taken = await company.press("ana", "take")
    assert "This question is yours" in taken.said
    await company.told("lea", "Ana has taken your question")
    await company.answer("ana")
    shown = await company.told("lea", ANSWER)
    assert "Ana answered your question" in shown
    await company.finish(rating="great", minutes_saved="15", thanks="Perfect!")
    assert "Perfect!" in await company.told("ana", "Lea says thank you")
    thread = await company.thread()
    assert thread.state is State.CLOSED
    assert thread.answers[0].rating is Rating.GREAT
    assert thread.answers[0].minutes_saved == 15
    assert len(company.messages("lea")) == 2  # the status, and the answer
    assert len(company.messages("ana")) == 2  # the offer, and the thanks
    assert len(company.messages("ben")) == 1


async def test_the_first_answer_withdraws_the_offers_nobody_took_and_their_cards_say_so(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    assert verbs(company.messages("ben")[0]) == []
    assert "Somebody else has answered" in company.seen("ben")[0]
    thread = await company.thread()
    assert [each.state for each in thread.offers] == [OfferState.ANSWERED, OfferState.WITHDRAWN]
    assert (await company.person("ben")).load == 0


# ---- nobody reacts


async def test_when_the_last_one_asked_passes_the_next_are_asked_at_once(company: Company) -> None:
    await company.ask()
    passed = await company.press("ana", "pass", {"suggest": "Dan", "reason": "Too busy"})
    assert "Thank you for telling me" in passed.said
    await company.quiet()
    assert (await company.thread()).rung == 1
    await company.press("ben", "pass")
    await company.quiet()
    thread = await company.thread()
    assert thread.rung == 2
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    assert (thread.offers[0].suggestion, thread.offers[0].reason) == ("Dan", "Too busy")
    await company.message("cai", "take")


async def test_silence_moves_the_question_to_the_next_mentors(company: Company) -> None:
    await company.ask()
    await company.later(minutes=31)
    thread = await company.thread()
    assert thread.rung == 2
    assert [each.state for each in thread.offers] == [OfferState.EXPIRED] * 2 + [
        OfferState.SENT
    ] * 2
    await company.told("ana", "Your answer is still welcome")
    await company.message("dan", "take")
    await company.told("lea", "Asked earlier")


async def test_when_everybody_was_asked_in_vain_the_learner_is_told(company: Company) -> None:
    await company.ask()
    await company.later(minutes=31)
    await company.later(minutes=31)
    thread = await company.thread()
    assert thread.state is State.UNANSWERED
    await company.told("lea", "and nobody has answered.")
    assert len(company.messages("lea")) == 2


async def test_no_more_rungs_are_climbed_than_the_rules_allow(company: Company) -> None:
    await company.rule(ladder="2 peer 30")
    await company.ask()
    await company.later(minutes=31)
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.UNANSWERED, 1)


async def test_each_answer_has_one_card_and_the_status_another_heading(company: Company) -> None:
    await company.ask()
    await company.press("ben", "take")
    await company.answer("ana", "First.")
    await company.answer("ben", "Second.")
    heads = [each.split(" | ")[1] for each in company.seen("lea")]
    assert heads == [
        "Your question has 2 answers",
        "Ana answered your question",
        "Ben answered your question",
    ]


# ---- claims


async def test_of_two_who_take_at_once_one_has_it_and_the_other_is_told_kindly(
    company: Company,
) -> None:
    await company.ask()
    replies = await asyncio.gather(company.press("ana", "take"), company.press("ben", "take"))
    thread = await company.thread()
    assert thread.claim is not None
    names = ["Ana", "Ben"]
    winner = names.index(thread.claim.mentor.title())
    assert "This question is yours" in replies[winner].said
    assert f"{names[winner]} has just taken this one" in replies[1 - winner].said
    await company.quiet()
    second = await company.answer(names[1 - winner].casefold(), "Ctrl+Shift+P")
    assert "Thank you, Lea has your answer" in second.said
    first = await company.answer(names[winner].casefold())
    assert "Thank you, Lea has your answer" in first.said
    await company.told("lea", "Ctrl+Shift+P")
    await company.told("lea", ANSWER)


async def test_a_claim_that_ends_gives_the_question_back_to_the_list(company: Company) -> None:
    await company.rule(claim_minutes=10)
    await company.ask()
    await company.press("ana", "take")
    await company.later(minutes=11)
    thread = await company.thread()
    assert thread.state is State.OPEN
    assert [each.mentor for each in thread.live_offers] == ["ben"]
    await company.told("ana", "Your answer is still welcome")
    await company.told("lea", "Asked Ben")


async def test_the_same_press_after_the_claim_ended_shows_the_card_as_it_stands(
    company: Company,
) -> None:
    await company.rule(claim_minutes=1)
    asked = await company.ask()
    offer = next(each for each in asked.offers if each.mentor == "ana")
    first = await company.press("ana", "take")
    assert "This question is yours" in first.said
    await company.later(minutes=2)
    company.parts.services.clock._ahead += timedelta(minutes=2)
    again = await company.press_raw("ana", "take", {"thread": asked.id, "offer": offer.id})
    assert "This question is yours" not in again.said
    assert "Your answer is still welcome" in again.said


async def test_a_claim_that_ends_after_its_rung_moves_to_the_next_mentors(
    company: Company,
) -> None:
    await company.ask()
    await company.press("ana", "take")
    await company.later(minutes=31)
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.OPEN, 2)
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}


async def test_a_question_given_back_after_its_rung_moves_to_the_next_mentors(
    company: Company,
) -> None:
    await company.rule(claim_minutes=90)
    await company.ask()
    await company.press("ana", "take")
    await company.later(minutes=31)
    assert (await company.thread()).state is State.TAKEN
    await company.press("ana", "pass")
    await company.quiet()
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.OPEN, 2)
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    await company.told("ben", "Your answer is still welcome")


async def test_a_claim_stops_new_offers(company: Company) -> None:
    await company.rule(claim_minutes=90)
    await company.ask()
    await company.press("ana", "take")
    await company.later(minutes=60)
    thread = await company.thread()
    assert (thread.state, thread.rung, len(thread.offers)) == (State.TAKEN, 1, 2)


# ---- late answers


async def test_an_answer_after_the_offer_expired_is_accepted_and_shown(company: Company) -> None:
    await company.ask()
    await company.later(minutes=31)
    await company.answer("ana")
    await company.told("lea", ANSWER)
    thread = await company.thread()
    assert thread.state is State.ANSWERED
    assert not thread.live_offers
    await company.told("cai", "Somebody else has answered")


async def test_an_answer_after_the_search_was_given_up_is_accepted_and_shown(
    company: Company,
) -> None:
    await company.rule(ladder="2 peer 30")
    await company.ask()
    await company.later(minutes=31)
    assert (await company.thread()).state is State.UNANSWERED
    await company.answer("ben")
    await company.told("lea", ANSWER)
    assert (await company.thread()).state is State.ANSWERED


async def test_who_passed_may_answer_after_all(company: Company) -> None:
    await company.ask()
    await company.press("ana", "pass")
    await company.answer("ana")
    await company.told("lea", ANSWER)


async def test_a_second_answer_of_the_same_mentor_is_not_taken(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    data = {"thread": asked.id, "offer": asked.offers[0].id, "answer": "Another one."}
    reply = await company.press_raw("ana", "answer", data)
    assert "You have already answered this" in reply.said
    assert len((await company.thread()).answers) == 1


async def test_an_answer_to_a_closed_question_is_refused_with_thanks(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    await company.finish()
    data = {"thread": asked.id, "offer": asked.offers[1].id, "answer": "Too late."}
    assert "closed meanwhile" in (await company.press_raw("ben", "answer", data)).said


# ---- what comes after an answer


async def test_asking_again_asks_others_and_keeps_the_rating(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    reply = await company.finish(rating="okay", next="again")
    assert "I am asking other colleagues now" in reply.said
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.OPEN, 2)
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    await company.answer("cai", "Alt+N, V.")
    await company.told("lea", "Alt+N, V.")
    await company.finish(rating="good")
    done = await company.thread()
    assert [each.rating for each in done.answers] == [Rating.OKAY, Rating.GOOD]


async def test_the_card_of_the_question_says_what_came_of_the_verdict(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.told("lea", "Please rate what helped you there")
    await company.finish(rating="okay", next="again")
    status = company.messages("lea")[0]
    assert "Asked Cai and Dan" in company.seen("lea")[0]
    assert verbs(status) == ["cancel", "topics"]
    await company.answer("cai", "Alt+N, V.")
    await company.finish(rating="good")
    assert "This question is closed" in company.seen("lea")[0]
    assert "Please rate" not in company.seen("lea")[0]
    assert verbs(company.messages("lea")[0]) == []


@pytest.mark.parametrize("next_step", ["report", "block"])
async def test_the_card_of_the_question_is_closed_with_a_report_or_a_block(
    company: Company, next_step: str
) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish(rating="not_helpful", next=next_step)
    assert "This question is closed" in company.seen("lea")[0]


async def test_when_one_of_two_passes_the_learner_reads_who_is_still_asked(
    company: Company,
) -> None:
    await company.ask()
    await company.told("lea", "Asked Ana and Ben")
    await company.press("ana", "pass")
    await company.quiet()
    seen = company.seen("lea")[0]
    assert "Asked Ben" in seen
    assert "Asked earlier: Ana." in seen
    assert len(await company.jobs(kind="status_update")) == 1


async def test_a_rating_is_changed_on_the_card_while_others_are_asked(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish(rating="okay", next="again")
    reply = await company.press("lea", "finish", {"rating": "good", "next": "keep"})
    assert "Your rating is changed" in reply.said
    assert "Good: it helped" in reply.said
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.OPEN, 2)
    assert thread.answers[0].rating is Rating.GOOD
    assert len(thread.live_offers) == 2
    assert [each["state"] for each in await company.jobs(key=f"rung:{thread.id}:2")] == ["pending"]


async def test_a_rating_is_changed_on_the_card_of_a_closed_question(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish(rating="great", minutes_saved="5")
    reply = await company.press("lea", "finish", {"rating": "great", "minutes_saved": "7"})
    assert "Your rating is changed" in reply.said
    thread = await company.thread()
    assert (thread.state, thread.answers[0].minutes_saved) == (State.CLOSED, 7)


async def test_asking_again_twice_asks_once(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    answered = await company.thread()
    await company.finish(rating="okay", next="again")
    data = {
        "thread": asked.id,
        "answer": answered.answers[0].id,
        "rating": "good",
        "next": "again",
    }
    reply = await company.press_raw("lea", "finish", data)
    assert "I am asking other colleagues now" in reply.said
    assert (await company.thread()).rung == 2


async def test_asking_again_when_nobody_is_left_says_so(company: Company) -> None:
    await company.rule(ladder="10 peer 30")
    await company.ask()
    await company.answer("ana")
    reply = await company.finish(rating="okay", next="again")
    assert "I asked everybody I could" in reply.said
    assert "A late answer" not in reply.said  # no card is left on which somebody could
    assert (await company.thread()).state is State.UNANSWERED
    status = company.seen("lea")[0]
    assert "Nobody else has answered yet" in status
    assert "A late answer" not in status


@pytest.mark.parametrize("next_step", ["report", "block"])
async def test_a_pair_kept_apart_is_never_matched_again_in_either_direction(
    company: Company, next_step: str
) -> None:
    await company.ask()
    await company.answer("ana")
    reply = await company.finish(rating="not_helpful", next=next_step)
    assert "not brought together again" in reply.said
    thread = await company.thread()
    assert thread.answers[0].reported is (next_step == "report")
    assert len(company.messages("ana")) == 1  # nobody thanks for that
    again = await company.ask("How do I sum up in Excel?")
    assert {each.mentor for each in again.offers} == {"ben", "cai"}
    await company.change("lea", skills_given={"excel": 5})
    other = await company.ask("How do I filter in Excel?", who="ana")
    assert "lea" not in other.asked
    reasons = {each.mentor: each.reason.value for each in other.shortlists[0].refusals}
    assert reasons["lea"] == "blocked_pair"


async def test_a_second_answer_can_be_rated_after_the_question_was_closed(
    company: Company,
) -> None:
    await company.ask()
    await company.press("ben", "take")
    await company.answer("ana", "First.")
    await company.answer("ben", "Second.")
    first, second = (await company.thread()).answers
    base = {"thread": (await company.thread()).id, "next": "close"}
    await company.press_raw("lea", "finish", {**base, "answer": first.id, "rating": "okay"})
    await company.press_raw("lea", "finish", {**base, "answer": second.id, "rating": "great"})
    thread = await company.thread()
    assert thread.state is State.CLOSED
    assert [each.rating for each in thread.answers] == [Rating.OKAY, Rating.GREAT]


async def test_a_rating_can_be_changed_and_the_mentor_is_thanked_once(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    given = (await company.thread()).answers[0]
    await company.finish(rating="good", minutes_saved="5")
    data = {"thread": asked.id, "answer": given.id, "rating": "great", "next": "close"}
    reply = await company.press_raw("lea", "finish", data)
    assert "Your rating is changed" in reply.said
    assert "Great: just what I needed" in reply.said
    await company.quiet()
    rated = (await company.thread()).answers[0]
    assert (rated.rating, rated.minutes_saved) == (Rating.GREAT, 5)
    assert len(company.messages("ana")) == 2
    before = await company.thread()
    company.parts.services.clock._ahead += timedelta(minutes=2)
    same = await company.press_raw("lea", "finish", data)
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    assert "You have rated this answer already" in same.said
    assert await company.thread() == before


async def test_a_reported_answer_keeps_its_rating_and_its_report(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    given = (await company.thread()).answers[0]
    await company.finish(rating="not_helpful", next="report")
    reported = await company.thread()
    data = {"thread": asked.id, "answer": given.id, "rating": "great", "next": "close"}
    reply = await company.press_raw("lea", "finish", data)
    assert "You reported this answer" in reply.said
    assert await company.thread() == reported


async def test_an_answer_can_be_reported_after_the_question_was_closed(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    given = (await company.thread()).answers[0]
    await company.finish(rating="good")
    data = {"thread": asked.id, "answer": given.id, "rating": "not_helpful", "next": "report"}
    reply = await company.press_raw("lea", "finish", data)
    assert "The answer is reported" in reply.said
    assert (await company.thread()).answers[0].reported
    assert (await company.person("lea")).blocked == ("ana",)


async def test_a_poor_rating_without_thanks_is_not_sent_to_the_mentor(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish(rating="not_helpful")
    assert len(company.messages("ana")) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rating": ""}, "Choose how helpful the answer was"),
        ({"rating": "superb"}, "Choose how helpful the answer was"),
        ({"minutes_saved": "a lot"}, "Minutes saved is a whole number"),
        ({"minutes_saved": "601"}, "Minutes saved is a whole number"),
        ({"minutes_saved": "1.5"}, "Minutes saved is a whole number"),
        ({"minutes_saved": "-1"}, "Minutes saved is a whole number"),
        ({"next": "explode"}, "Choose what comes next"),
    ],
)
async def test_a_verdict_with_a_wrong_input_gets_one_sentence_and_changes_nothing(
    company: Company, wrong: dict[str, str], said: str
) -> None:
    await company.ask()
    await company.answer("ana")
    before = await company.thread()
    reply = await company.finish(**{"rating": "good", **wrong})
    assert said in reply.said
    assert reply.card is None
    assert await company.thread() == before


async def test_lines_go_to_and_fro_while_the_question_is_taken_and_answered(
    company: Company,
) -> None:
    await company.ask()
    await company.press("ana", "take")
    await company.quiet()
    await company.press("ana", "follow_up", {"text": "Which version?"})
    await company.told("lea", "Which version?")
    await company.press("lea", "follow_up", {"text": "The newest."})
    await company.told("ana", "The newest.")
    await company.answer("ana")
    await company.press("lea", "follow_up", {"text": "And on a Mac?"})
    await company.told("ana", "And on a Mac?")
    lines = [(each.sender, each.text) for each in (await company.thread()).follow_ups]
    assert lines == [("ana", "Which version?"), ("lea", "The newest."), ("lea", "And on a Mac?")]


async def test_a_line_is_sent_once_for_each_drawing_of_its_field(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    thread = await company.thread()
    nonces = [nonce_for(thread, thread.learner, each) for each in ("1", "2")]
    data = {"thread": thread.id, "answer": thread.answers[0].id, "text": "Mac?"}
    first = await company.press_raw("lea", "follow_up", {**data, "nonce": nonces[0]})
    company.parts.services.clock._ahead += timedelta(minutes=2)
    again = await company.press_raw("lea", "follow_up", {**data, "nonce": nonces[0]})
    assert "Sent to Ana" in first.said
    assert "Sent to Ana" in again.said
    assert len((await company.thread()).follow_ups) == 1
    await company.press_raw("lea", "follow_up", {**data, "nonce": nonces[1]})
    assert len((await company.thread()).follow_ups) == 2
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    await company.later(minutes=3)


async def test_a_made_up_nonce_sends_nothing_and_gives_a_card_from_which_it_goes(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    data = {"thread": (await company.thread()).id, "nonce": "made-up", "text": "Mac?"}
    reply = await company.press_raw("lea", "follow_up", data)
    assert "Not sent to Ana yet" in reply.said
    assert (await company.thread()).follow_ups == ()
    send = next(each for each in buttons_of(reply.card) if each["verb"] == "follow_up")
    sent = await company.press_raw("lea", "follow_up", {**send["data"], "text": "Mac?"})
    assert "Sent to Ana" in sent.said
    await company.told("ana", "Mac?")


async def test_lines_to_an_earlier_mentor_go_on_while_others_are_asked(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    card = await company.message("lea", "follow_up")
    line_back = next(each for each in buttons(card) if each["verb"] == "follow_up")
    await company.finish(rating="okay", next="again")
    assert (await company.thread()).state is State.OPEN
    reply = await company.press_raw("lea", "follow_up", {**line_back["data"], "text": "Mac?"})
    assert "Sent to Ana" in reply.said
    await company.told("ana", "Mac?")
    back = await company.press("ana", "follow_up", {"text": "The same way."})
    assert "Sent to Lea" in back.said
    await company.told("lea", "The same way.")


async def test_a_line_without_anybody_to_read_it_is_refused(company: Company) -> None:
    asked = await company.ask()
    early = {"thread": asked.id, "text": "Hello?"}
    assert "nobody to write to yet" in (await company.press_raw("lea", "follow_up", early)).said
    assert "nobody to write to yet" in (await company.press_raw("ben", "follow_up", early)).said
    await company.answer("ana")
    no_words = await company.press_raw("ana", "follow_up", {"thread": asked.id, "text": " "})
    assert "There was no text" in no_words.said
    await company.finish()
    late = await company.press_raw("ana", "follow_up", early)
    assert "closed meanwhile" in late.said
    own = await company.press_raw("lea", "follow_up", {**early, "text": "Anybody?"})
    assert "This question is over" in own.said


# ---- passing after the answer


async def test_who_passes_is_told_what_is_true_then(company: Company) -> None:
    await company.ask()
    await company.press("ana", "take")
    await company.quiet()
    await company.answer("ben")
    assert (await company.thread()).state is State.ANSWERED
    passed = await company.press("ana", "pass")
    assert "Somebody else has answered" in passed.said
    assert "I will ask others" not in passed.said


async def test_the_last_one_to_pass_is_told_that_nobody_is_left(company: Company) -> None:
    await company.rule(ladder="2 peer 30")
    await company.ask()
    first = await company.press("ana", "pass")
    assert "Others have been asked" in first.said
    last = await company.press("ben", "pass")
    assert "nobody else left to ask" in last.said


# ---- taken back


async def test_a_question_taken_back_is_taken_from_the_mentors_too(company: Company) -> None:
    await company.ask()
    reply = await company.press("lea", "cancel")
    assert "You took this question back" in reply.said
    await company.quiet()
    assert (await company.thread()).state is State.CANCELLED
    for mentor in ("ana", "ben"):
        assert "This question was taken back" in company.seen(mentor)[0]
        assert verbs(company.messages(mentor)[0]) == []
    await company.later(minutes=61)
    assert len((await company.thread()).offers) == 2


async def test_the_same_question_can_be_asked_again_right_after_it_was_taken_back(
    company: Company,
) -> None:
    first = await company.ask()
    await company.press("lea", "cancel")
    await company.quiet()
    second = await company.ask()
    assert second.id != first.id
    assert second.state is State.OPEN


async def test_taking_back_an_answered_question_shows_how_it_stands(company: Company) -> None:
    asked = await company.ask()
    await company.answer("ana")
    reply = await company.press_raw("lea", "cancel", {"thread": asked.id})
    assert "Your question has an answer" in reply.said
    assert (await company.thread()).state is State.ANSWERED


async def test_taking_back_twice_shows_the_same_card(company: Company) -> None:
    asked = await company.ask()
    first = await company.press_raw("lea", "cancel", {"thread": asked.id})
    company.parts.services.clock._ahead += timedelta(minutes=2)
    again = await company.press_raw("lea", "cancel", {"thread": asked.id})
    assert again.body == first.body
    company.parts.services.clock._ahead -= timedelta(minutes=2)
