"""What people write: questions, commands, pleasantries, and everything that is none of these."""

import pytest

from matching.skills import Skill, SkillId
from matching.thread import State
from teams_bot.tryout.chats import Message
from tests.support.company import ANSWER, QUESTION, Company, buttons, verbs

PICTURE = {"contentType": "image/png", "contentUrl": "https://example.invalid/a.png"}


async def test_several_questions_in_one_text_can_be_sent_as_one(company: Company) -> None:
    text = "How do I pivot in Excel? And how do I chart the result?"
    await company.say("lea", text)
    await company.told("lea", "One question, or several? ")
    assert await company.threads() == []
    assert company.messages("ana") == []
    reply = await company.press("lea", "ask")
    assert "Sent." in reply.said
    assert [each.text for each in await company.threads()] == [text]


async def test_several_questions_in_one_text_can_be_sent_each_for_itself(company: Company) -> None:
    await company.say("lea", "How do I pivot in Excel? And how do I chart it in Excel?")
    await company.press("lea", "ask_each")
    asked = {each.text for each in await company.threads()}
    assert asked == {"How do I pivot in Excel?", "And how do I chart it in Excel?"}
    await company.quiet()
    assert len(company.messages("lea")) == 3


async def test_more_questions_than_fit_are_not_sent_and_may_be_sent_as_one(
    company: Company,
) -> None:
    await company.rule(open_questions_max=1)
    await company.say("lea", "How do I pivot in Excel? And how do I chart it in Excel?")
    card = await company.message("lea", "ask_each")
    reply = await company.press("lea", "ask_each")
    assert "These are 2 questions; 1 more of yours can wait" in reply.said
    assert await company.threads() == []
    reply = await company.press_raw("lea", "ask", _draft_of(card))
    assert "Sent." in reply.said
    assert len(await company.threads()) == 1


async def test_several_questions_at_once_go_over_nobodys_capacity(company: Company) -> None:
    await company.rule(open_offers_max=1)
    await company.say("lea", "How do I pivot in Excel? And how do I chart it in Excel?")
    reply = await company.press("lea", "ask_each")
    assert "Sent." in reply.said
    asked = [{each.mentor for each in thread.offers} for thread in await company.threads()]
    assert sorted(map(sorted, asked)) == [["ana", "ben"], ["cai", "dan"]]


async def test_a_text_that_was_not_sent_can_be_written_again_at_once(company: Company) -> None:
    text = "How do I pivot in Excel? And how do I chart the result?"
    await company.say("lea", text)
    reply = await company.press("lea", "drop")
    assert "nothing was sent" in reply.said
    assert await company.threads() == []
    await company.quiet()
    await company.say("lea", text)
    await company.quiet()
    assert len(company.messages("lea")) == 2


async def test_a_draft_is_spent_by_the_first_press(company: Company) -> None:
    await company.say("lea", "How do I pivot in Excel? And how do I chart the result?")
    card = await company.message("lea", "ask")
    await company.press("lea", "ask")
    await company.teams.press("lea", card.id, {"verb": "drop", "data": _draft_of(card)})
    late = await company.press_raw("lea", "ask_each", _draft_of(card))
    assert "already sent or is too old" in late.said
    assert len(await company.threads()) == 1


async def test_an_attachment_alone_gets_one_sentence_and_stores_nothing(company: Company) -> None:
    await company.say("lea", "", attachments=[PICTURE])
    await company.told("lea", "I can only pass on words, not files")
    assert await company.threads() == []
    assert company.messages("ana") == []


async def test_of_a_text_with_a_file_the_text_alone_is_offered_to_be_sent(
    company: Company,
) -> None:
    await company.say("lea", QUESTION, attachments=[PICTURE])
    await company.told("lea", "Send this text without the file?")
    assert await company.threads() == []
    await company.press("lea", "ask")
    assert [each.text for each in await company.threads()] == [QUESTION]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "That message was empty"),
        ("x y " * 80, "280 are the most"),
        ("hello", "Hello!"),
        ("Thanks!", "You are welcome"),
        ("thanks, that worked", "You are welcome"),
        ("Thanks a lot, great help!", "You are welcome"),
        ("Great, now my pivot in Excel is full", "You are welcome"),
        ("help me please", "What I can do"),
        ("What?", "Write it as a whole question"),
        ("frobnicate", "I do not know"),
        ("/start", "I do not know"),
        ("help", "What I can do"),
        ("my questions", "You have not asked anything yet"),
        ("my skills", "What you may be asked about"),
        ("forget me", "Erase what you wrote?"),
        ("resume", "You were not paused"),
        ("pause", "Tell me until when"),
        ("pause until the cows come home", "I do not know that day"),
        ("pause until 2020-01-01", "That day is over"),
    ],
)
async def test_what_is_not_a_question_gets_one_clear_message(
    company: Company, text: str, said: str
) -> None:
    await company.say("lea", text)
    await company.told("lea", said)
    await company.quiet()
    assert len(company.messages("lea")) == 1
    assert await company.threads() == []
    assert company.messages("ana") == []


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but how do I pivot?",
        "Thanks, now I need to chart it in Excel.",
        "Help me with pivot tables in Excel",
        "Excel?",
    ],
)
async def test_a_question_with_thanks_or_of_one_known_skill_is_asked(
    company: Company, text: str
) -> None:
    await company.say("lea", text)
    await company.quiet()
    assert [each.text for each in await company.threads()] == [text]


async def test_thanks_after_a_finished_thread_are_no_question(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish()
    await company.say("lea", "Thanks a lot, that worked!")
    await company.told("lea", "You are welcome")
    await company.quiet()
    assert len(await company.threads()) == 1


async def test_thanks_for_a_fresh_answer_can_be_sent_to_who_gave_it(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.say("lea", "Thanks a lot, that worked!")
    await company.told("lea", "a follow-up or a new question?")
    await company.press("lea", "follow_up")
    await company.told("ana", "Thanks a lot, that worked!")


async def test_an_edit_to_a_lone_word_changes_nothing(company: Company) -> None:
    first = await company.say("lea", QUESTION)
    await company.teams.edit("lea", first.activity["id"], "What?")
    await company.told("lea", "Write it as a whole question")
    assert (await company.thread()).text == QUESTION


async def test_my_questions_shows_the_latest_with_their_answers(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish()
    await company.say("lea", "my questions")
    shown = await company.told("lea", "Your latest questions")
    assert QUESTION in shown
    assert ANSWER in shown
    await company.say("ana", "my questions")
    assert QUESTION not in await company.told("ana", "Your latest questions")


# ---- an answer, a follow-up or a new question?


async def test_a_text_of_somebody_who_holds_a_question_is_asked_about_and_not_sent(
    company: Company,
) -> None:
    await company.ask()
    await company.press("ana", "take")
    long_answer = "Select the table, then Insert, PivotTable. " * 10
    await company.say("ana", long_answer)
    await company.told("ana", "Is this an answer, a follow-up or a new question?")
    assert (await company.thread()).answers == ()
    assert len(company.messages("lea")) == 1
    await company.press("ana", "answer")
    await company.told("lea", "Select the table")
    assert (await company.thread()).state is State.ANSWERED
    await company.quiet()
    assert verbs(company.messages("ana")[0]) == ["follow_up", "report", "block"]  # its own card
    thanked = [each for each in company.seen("ana") if "Thank you, Lea has your answer" in each]
    assert len(thanked) == 1
    assert verbs(company.messages("ana")[1]) == []  # where it was asked what the text is


async def test_a_text_of_somebody_with_a_fresh_answer_can_become_a_follow_up(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    await company.say("lea", "Does that work on a Mac as well?")
    await company.told("lea", "Is this a follow-up or a new question?")
    assert len(company.messages("ana")) == 1
    await company.press("lea", "follow_up")
    await company.told("ana", "Does that work on a Mac as well?")
    assert len(await company.threads()) == 1


async def test_a_text_of_somebody_with_a_fresh_answer_can_become_a_new_question(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    await company.say("lea", "How do I freeze a row in Excel?")
    await company.press("lea", "ask")
    await company.quiet()
    assert {each.text for each in await company.threads()} == {
        QUESTION,
        "How do I freeze a row in Excel?",
    }


async def test_a_text_too_long_for_a_question_cannot_become_one(company: Company) -> None:
    await company.ask()
    await company.press("ana", "take")
    await company.say("ana", "Select the table, then Insert, PivotTable. " * 10)
    reply = await company.press("ana", "ask")
    assert "280 are the most" in reply.said
    await company.press("ana", "answer")  # the text is still there
    await company.told("lea", "Select the table")


async def test_a_reply_to_a_card_is_asked_about_and_not_sent(company: Company) -> None:
    await company.ask()
    card = await company.message("ben", "take")
    await company.say("ben", "Use the Insert menu.", reply_to=card.id)
    await company.told("ben", "Is this an answer, a follow-up or a new question?")
    assert (await company.thread()).answers == ()
    await company.press("ben", "answer")
    await company.told("lea", "Use the Insert menu.")


async def test_a_reply_to_something_else_is_a_question(company: Company) -> None:
    await company.say("lea", QUESTION, reply_to="1234567890")
    await company.quiet()
    assert len(await company.threads()) == 1


# ---- edited and deleted


async def test_an_edited_question_changes_its_cards_until_somebody_takes_it(
    company: Company,
) -> None:
    said = await company.say("lea", QUESTION)
    await company.quiet()
    origin = said.activity["id"]
    await company.teams.edit("lea", origin, "How do I pivot in Excel for Mac?")
    await company.told("lea", "The colleagues see the new wording")
    await company.quiet()
    for who in ("ana", "ben", "lea"):
        assert "Excel for Mac" in company.seen(who)[0]
    await company.press("ana", "take")
    await company.teams.edit("lea", origin, "Something else in Excel, please?")
    await company.told("lea", "Somebody is already working on your question")
    assert (await company.thread()).text == "How do I pivot in Excel for Mac?"


async def test_an_edit_that_names_another_skill_reaches_somebody_who_has_it(
    company: Company,
) -> None:
    await company.store.import_skills([Skill(id=SkillId("word"), label="Word")])
    await company.change("dan", skills_own={SkillId("word"): 5})
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.teams.edit("lea", said.activity["id"], "How do I number pages in Word?")
    await company.told("lea", "I ask colleagues who know it")
    await company.told("dan", "How do I number pages in Word?")
    await company.quiet()
    assert "Dan" in company.seen("lea")[0]
    for who in ("ana", "ben"):
        assert "Your answer is still welcome" in company.seen(who)[0]
    await company.answer("ana")
    assert (await company.thread()).state is State.ANSWERED


async def test_an_edit_back_to_earlier_words_counts(company: Company) -> None:
    said = await company.say("lea", QUESTION)
    for text in ("How do I chart in Excel?", "How do I sum in Excel?", "How do I chart in Excel?"):
        await company.teams.edit("lea", said.activity["id"], text)
        assert (await company.thread()).text == text


@pytest.mark.parametrize(
    ("text", "said"), [("", "That message was empty"), ("word " * 80, "280 are the most")]
)
async def test_an_edit_to_no_question_is_refused_and_changes_nothing(
    company: Company, text: str, said: str
) -> None:
    first = await company.say("lea", QUESTION)
    await company.teams.edit("lea", first.activity["id"], text)
    await company.told("lea", said)
    assert (await company.thread()).text == QUESTION


async def test_an_edit_of_a_question_that_ended_says_so(company: Company) -> None:
    said = await company.say("lea", QUESTION)
    await company.press("lea", "cancel")
    await company.teams.edit("lea", said.activity["id"], "How do I chart in Excel?")
    await company.told("lea", "This question is over")


async def test_edits_and_deletions_of_other_messages_are_no_matter(company: Company) -> None:
    said = await company.say("lea", "help")
    await company.quiet()
    await company.teams.edit("lea", said.activity["id"], "help!")
    await company.teams.delete("lea", said.activity["id"])
    await company.quiet()
    assert len(company.messages("lea")) == 1


async def test_a_deleted_question_is_taken_back_and_its_text_erased(company: Company) -> None:
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.teams.delete("lea", said.activity["id"])
    await company.told("lea", "Your question was taken back, and its text erased")
    await company.quiet()
    thread = await company.thread()
    assert thread.state is State.CANCELLED
    assert QUESTION not in thread.text
    for who in ("ana", "ben", "lea"):
        assert QUESTION not in company.seen(who)[0]


async def test_a_deleted_question_that_was_answered_stays_without_its_text(
    company: Company,
) -> None:
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.answer("ana")
    await company.teams.delete("lea", said.activity["id"])
    await company.quiet()
    thread = await company.thread()
    assert thread.state is State.ANSWERED
    assert QUESTION not in thread.text
    assert QUESTION not in company.seen("ana")[0]
    await company.finish()
    assert (await company.thread()).state is State.CLOSED


async def test_a_deleted_question_goes_from_the_answer_the_lines_and_the_thanks_about_it(
    company: Company,
) -> None:
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.press("ana", "take")
    await company.press("ana", "follow_up", {"text": "Which one?"})
    await company.press("lea", "follow_up", {"text": "The big one."})
    await company.answer("ana")
    await company.quiet()
    await company.finish(rating="great", thanks="Perfect!")
    await company.quiet()
    assert sum(QUESTION in each for each in company.seen("ana")) == 3
    await company.teams.delete("lea", said.activity["id"])
    await company.quiet()
    left = " ".join(company.seen("ana"))
    assert QUESTION not in left
    assert "The big one." in left
    assert "Perfect!" in left
    assert QUESTION not in " ".join(company.seen("lea"))


# ---- elsewhere


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
async def test_a_message_elsewhere_that_does_not_mention_the_bot_is_none_of_its_business(
    company: Company, kind: str
) -> None:
    where = {"id": "19:canary-channel@thread.tacv2;messageid=1", "conversationType": kind}
    activity = company.activity("lea", "message", text=f"<at>Nanomentor</at> {QUESTION}")
    status, _ = await company.post(activity, conversation=where)
    assert status == 201
    await company.quiet()
    assert [each for each in company.teams.ledger if each.direction == "from bot"] == []
    assert await company.threads() == []


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "endOfConversation"])
async def test_an_activity_that_asks_for_nothing_is_accepted_and_nothing_happens(
    company: Company, kind: str
) -> None:
    status, _ = await company.post(company.activity("lea", kind))
    assert status == 201
    assert await company.jobs() == []


def _draft_of(message: Message) -> dict[str, str]:
    return {"question": buttons(message)[0]["data"]["question"]}
